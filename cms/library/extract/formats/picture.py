"""Pictures: no text, but a page to look at. Their size is read from the header before anything is decoded."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from .. import meta
from ..job import Job
from ..result import Damage, Extraction, Refusal

DRAWN = 40_000_000  # pixels of a picture that is still made into a reading copy
FRAMES = 50
SIDE = 3_000


def extract(job: Job) -> Extraction:
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(job.path, formats=("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")) as image:
            width, height = image.size
            if width * height > job.limits.pixels:
                raise Refusal(
                    f"图片过大：{width} × {height} 像素，上限是 {job.limits.pixels / 100_000_000:g} 亿像素。请缩小后再上传。"
                )
            frames = min(getattr(image, "n_frames", 1), FRAMES)
            copy = job.folder / "reading.pdf"
            drawn = width * height <= DRAWN and _draw(image, frames, copy)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Damage("文件损坏：图片的内容读不出来。请检查原文件。") from error
    return Extraction(
        state="no_text",
        reason="图片：里面的文字是图像，没有文字层，无法检索。可以先做文字识别（OCR），另存为 PDF 后再上传。",
        title=meta.from_name(job.name),
        date=meta.name_date(job.name),
        pages=frames if drawn else 1,
        reading_copy=copy if drawn else None,
    )


def _draw(image: Image.Image, frames: int, copy: Path) -> bool:
    """A PDF with one page a frame."""
    sheets = []
    for number in range(frames):
        image.seek(number)
        sheet = image.convert("RGB")
        sheet.thumbnail((SIDE, SIDE))
        sheets.append(sheet)
        if sum(s.width * s.height for s in sheets) > DRAWN:
            break
    sheets[0].save(copy, "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    return len(sheets) == frames
