"""A PDF whose properties or bookmarks hold half a character is read like any other; one with a page like no other is not."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from cms.library.extract import Limits, run
from cms.library.extract.formats.pdf import open_pdf
from cms.library.extract.result import Damage, Refusal

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


def one_page(path: Path, encrypt: StandardEncryption | None = None) -> Path:
    canvas = Canvas(str(path), encrypt=encrypt)
    canvas.drawString(9, 700, "a page with words " * 20)
    canvas.save()
    return path


def test_a_page_has_room_for_so_much_text(tmp_path: Path) -> None:
    path = one_page(tmp_path / "a.pdf")
    assert run(path, "a.pdf").state == "ok"
    found = run(path, "a.pdf", replace(Limits(), page_characters=200))
    assert (found.state, "一页的文字过多：第 1 页" in found.reason) == ("refused", True)


@pytest.mark.corpus
def test_a_damaged_one_after_one_with_a_password_is_damaged(corpus: Path, tmp_path: Path) -> None:
    """In one process: PDFium fails at this one without saying why, and repeats what it said before."""
    locked = one_page(tmp_path / "locked.pdf", StandardEncryption("secret"))
    broken = next((corpus / "badfiles").glob("041_*.pdf"))
    for _ in range(2):
        with pytest.raises(Refusal, match="加密"):
            open_pdf(str(locked))
        with pytest.raises(Damage, match="损坏"):
            open_pdf(str(broken))
