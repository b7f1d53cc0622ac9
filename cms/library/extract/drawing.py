"""Page tools of the limited process: a page as PNG, and where each of its characters stands. PDF only."""

from __future__ import annotations

import ctypes
import json
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from .faults import of_machine
from .formats.pdf import open_pdf
from .result import Refusal

TALLEST = 6_000  # pixels
CHARACTERS = 20_000  # of one page
HEAVY = 700_000  # bytes of a PNG from which on 256 colours must do
FINE = 16  # device units to a page unit
FAR = 1_000  # page units over which the scale is measured


def draw(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """(header, body). `ok` is False for a page that is not there or cannot be drawn. Raises OSError of the machine."""
    tools = {"render": _render, "layout": _layout}
    try:
        document = open_pdf(request["path"])
        try:
            index = int(request["page"]) - 1
            if not 0 <= index < len(document):
                return {"ok": False}, b""
            page = document[index]
            try:
                return {"ok": True}, tools[request["do"]](page, request)
            finally:
                page.close()
        finally:
            document.close()
    except MemoryError:
        return {"ok": False, "retire": True}, b""
    except (Refusal, pdfium.PdfiumError, ValueError, OSError) as error:
        if of_machine(error):
            raise
        return {"ok": False}, b""


def _render(page: pdfium.PdfPage, request: dict[str, Any]) -> bytes:
    width, height = page.get_size()
    if width < 1 or height < 1:
        raise ValueError("page without size")
    scale = min(request["width"] / width, TALLEST / height)
    image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    if _grey(image):
        image = image.convert("L")
    data = _png(image)
    return _png(image.quantize(256, Image.Quantize.FASTOCTREE)) if len(data) > HEAVY else data


def _grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    spans: list[Any] = [ImageChops.difference(red, band).getextrema() for band in (green, blue)]
    return all(highest <= 8 for _, highest in spans)


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _layout(page: pdfium.PdfPage, request: dict[str, Any]) -> bytes:
    """JSON: width and height in page units as shown, `text`, and for each of its characters a box or None.

    A box is [left, bottom, right, top] with y upwards from the foot of the page as shown: cropped and turned as its
    image is. Boxes are as high as the line, so that marks along a line are even.
    """
    width, height = page.get_size()
    if width < 1 or height < 1:
        raise ValueError("page without size")
    textpage = raw.FPDFText_LoadPage(page.raw)
    text: list[str] = []
    boxes: list[list[float] | None] = []
    try:
        place = _Placement(page, width, height)
        rect = raw.FS_RECTF()
        for index in range(min(max(raw.FPDFText_CountChars(textpage), 0), CHARACTERS) if textpage else 0):
            code = raw.FPDFText_GetUnicode(textpage, index)
            known = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
            text.append(chr(code) if known else "\ufffd")
            found = raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(rect))
            boxes.append(place.box(rect.left, rect.bottom, rect.right, rect.top) if found else None)
    finally:
        if textpage:
            raw.FPDFText_ClosePage(textpage)
    layout = {"width": round(width, 2), "height": round(height, 2), "text": "".join(text), "boxes": boxes}
    return json.dumps(layout, ensure_ascii=False, separators=(",", ":")).encode()


class _Placement:
    """From the page's own coordinates to those of the page as shown, y upwards."""

    def __init__(self, page: pdfium.PdfPage, width: float, height: float) -> None:
        self.page, self.size = page, (round(width * FINE), round(height * FINE))
        self.height = height
        x0, y0 = self._device(0, 0)
        ax, ay = self._device(FAR, 0)
        bx, by = self._device(0, FAR)
        self.origin = (x0, y0)
        self.across = ((ax - x0) / FAR, (ay - y0) / FAR)
        self.up = ((bx - x0) / FAR, (by - y0) / FAR)

    def _device(self, x: float, y: float) -> tuple[float, float]:
        left, top = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(self.page.raw, 0, 0, *self.size, 0, x, y, ctypes.byref(left), ctypes.byref(top))
        return left.value / FINE, top.value / FINE

    def box(self, left: float, bottom: float, right: float, top: float) -> list[float] | None:
        corners = [self._shown(x, y) for x, y in ((left, bottom), (right, top))]
        (x1, y1), (x2, y2) = corners
        if x1 == x2 or y1 == y2:
            return None
        return [round(v, 1) for v in (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))]

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        across = self.origin[0] + x * self.across[0] + y * self.up[0]
        down = self.origin[1] + x * self.across[1] + y * self.up[1]
        return across, self.height - down
