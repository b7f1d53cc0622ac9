"""Pages drawn, and where their characters stand."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from cms.library.extract.pages import page_layout, render_page

pytestmark = pytest.mark.once


@pytest.fixture
def paper(tmp_path: Path, room: Path) -> Path:
    """Two pages of 400 × 600 units: the word stands 100 from the left, 500 from below; the second page is turned."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    path = tmp_path / "paper.pdf"
    canvas = Canvas(str(path), pagesize=(400, 600))
    for _ in range(2):
        canvas.setFont("STSong-Light", 20)
        canvas.drawString(100, 500, "选举办法")
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, 0, 40, 40, fill=1)
        canvas.showPage()
    canvas.save()
    document = pdfium.PdfDocument(path)
    document[1].set_rotation(90)
    document.save(tmp_path / "turned.pdf")
    return tmp_path / "turned.pdf"


def image(data: bytes | None) -> Image.Image:
    assert data and data.startswith(b"\x89PNG")
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_a_page_is_drawn_at_the_width_asked_for(paper: Path) -> None:
    drawn = image(render_page(paper, 1, 800))
    assert drawn.size == (800, 1200)
    red = drawn.getpixel((20, 1180))
    assert red[0] > 240 and red[1] < 20
    assert image(render_page(paper, 2, 600)).size == (600, 400)


def test_a_page_taller_than_sense_is_drawn_smaller(tmp_path: Path, room: Path) -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(10, 14_000)
    document.save(tmp_path / "tall.pdf")
    drawn = image(render_page(tmp_path / "tall.pdf", 1, 1_100))
    assert drawn.width * drawn.height < 17_000_000


def test_boxes_stand_where_the_characters_are_shown(paper: Path) -> None:
    for page, size in ((1, (400, 600)), (2, (600, 400))):
        layout = page_layout(paper, page)
        assert layout is not None
        assert (layout["width"], layout["height"]) == size
        assert len(layout["text"]) == len(layout["boxes"])
        drawn = image(render_page(paper, page, size[0] * 2)).convert("L")
        for char in "选举办法":
            left, bottom, right, top = layout["boxes"][layout["text"].index(char)]
            crop = drawn.crop(
                (int(left * 2), int((size[1] - top) * 2), int(right * 2) + 1, int((size[1] - bottom) * 2) + 1)
            )
            assert crop.getextrema()[0] < 128, "ink inside the box"
    first = page_layout(paper, 1)["boxes"][0]
    assert 99 <= first[0] <= 104 and 494 <= first[1] <= 502 and first[2] <= 121


def test_what_cannot_be_drawn_is_none(paper: Path, tmp_path: Path) -> None:
    assert render_page(paper, 0, 500) is None
    assert render_page(paper, 3, 500) is None
    assert page_layout(tmp_path / "gone.pdf", 1) is None
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    assert render_page(tmp_path / "bad.pdf", 1, 500) is None
    assert render_page(paper, 1, 500), "the child still works"
