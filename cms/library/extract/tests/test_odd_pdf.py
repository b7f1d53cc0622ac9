"""A PDF whose properties or bookmarks hold half a character is read like any other."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from cms.library.extract import run

pytestmark = pytest.mark.once


def pdf(path: Path, old: bytes, new: bytes) -> Path:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), pageCompression=0)
    canvas.setTitle("TITLE")
    for number in range(1, 4):
        canvas.drawString(72, 700, f"Page {number} of the book, with some words on it.")
        canvas.bookmarkPage(f"p{number}")
        canvas.addOutlineEntry(f"ENTRY{number}", f"p{number}", 0)
        canvas.showPage()
    canvas.save()
    assert out.getvalue().count(old) == 1
    path.write_bytes(out.getvalue().replace(old, new))
    return path


def test_in_its_title(tmp_path: Path) -> None:
    found = run(pdf(tmp_path / "手册.pdf", b"(TITLE)", b"<FEFFD800>"), "手册.pdf")
    assert (found.state, found.title, len(found.passages)) == ("ok", "手册", 3)


@pytest.mark.parametrize("odd", [1, 2])
def test_in_one_bookmark(tmp_path: Path, odd: int) -> None:
    found = run(pdf(tmp_path / "书.pdf", f"(ENTRY{odd})".encode(), b"<FEFFD80041>"), "书.pdf")
    assert [entry["page"] for entry in found.outline] == [page for page in (1, 2, 3) if page != odd]
