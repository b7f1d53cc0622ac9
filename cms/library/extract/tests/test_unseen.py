"""What an author withdrew, or wrote for colleagues only, is published nowhere: not as text, not on a page's picture.

Every file holds sentinel words that begin with 哨兵, and beside them text that all may read.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from cms.library.extract import Extraction, run

from . import unseen_files as files
from . import unseen_odf as odf
from . import unseen_slides
from .conftest import text_of

pytestmark = pytest.mark.once
REMARKS, DELETED, HIDDEN = "批注", "已删除的修订内容", "隐藏文字"
SHEETS, CELLS, SLIDES, NOTES = "隐藏的工作表", "隐藏的行或列", "隐藏的幻灯片", "演讲者备注"
needs_office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice missing: apt-get install libreoffice-writer-nogui"
)


def drawn(path: Path) -> str:
    """All that stands on the pages of a reading copy, line ends left out."""
    with pypdfium2.PdfDocument(path) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(texts).split())


def converted(flat: Path, ending: str) -> Path:
    """The same document as a binary file, written by LibreOffice."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{flat.parent}/profile", "--convert-to"]
    subprocess.run(
        [*command, ending, "--outdir", str(flat.parent), str(flat)],
        check=True, timeout=120, capture_output=True,
    )  # fmt: skip
    return flat.with_suffix(f".{ending}")


def check(found: Extraction, *kinds: str) -> None:
    assert found.state == "ok", found.reason
    assert "公开" in text_of(found)
    assert "哨兵" not in json.dumps(found.to_json(), ensure_ascii=False)
    note = next((note for note in found.notes if "没有收入正文" in note), "")
    assert [kind for kind in (REMARKS, DELETED, HIDDEN, SHEETS, CELLS, SLIDES, NOTES) if kind in note] == [
        *kinds
    ]


@pytest.fixture(params=["with LibreOffice", "without"])
def with_office(request: pytest.FixtureRequest, room: Path) -> bool:
    if request.param == "with LibreOffice" and not shutil.which("soffice"):
        pytest.skip("LibreOffice missing: apt-get install libreoffice-writer-nogui")
    return request.param == "with LibreOffice"


def read(path: Path, with_office: bool, monkeypatch: pytest.MonkeyPatch) -> Extraction:
    """The whole extraction; what the reading copy shows is looked at here."""
    copy = path.with_name("copy.pdf")
    if not with_office:
        monkeypatch.setenv("PATH", str(path.parent / "nothing"))
    found = run(path, path.name, copy_to=copy)
    assert (found.reading_copy == copy) == with_office, found.notes
    if with_office:
        assert "公开" in drawn(copy)
        assert "哨兵" not in drawn(copy)
    return found


def test_word(with_office: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(files.word(tmp_path), with_office, monkeypatch)
    check(found, REMARKS, DELETED, HIDDEN)
    text = text_of(found).replace("\n", "")
    for shown in files.WORD_SHOWN:
        assert shown in text


def test_a_word_file_that_hides_nothing_has_no_such_note(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(files.plain_word(tmp_path), with_office=False, monkeypatch=monkeypatch)
    assert not [note for note in found.notes if "没有收入正文" in note]


def test_opendocument_text(with_office: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(odf.packed_text(tmp_path), with_office, monkeypatch)
    check(found, REMARKS, DELETED, HIDDEN)
    assert not with_office or "公开的页眉" in drawn(tmp_path / "copy.pdf")
    for shown in odf.SHOWN:
        assert shown in text_of(found).replace("\n", "")


def test_opendocument_slides(with_office: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(odf.packed_slides(tmp_path), with_office, monkeypatch)
    check(found, REMARKS, SLIDES, NOTES)
    assert "公开的第三张" in text_of(found)


def test_opendocument_sheet(room: Path, tmp_path: Path) -> None:
    found = run(odf.packed_sheet(tmp_path), "a.ods")
    check(found, REMARKS, SHEETS, CELLS)
    assert [section.text for section in found.passages] == ["公开甲\t公开丙\n公开的一行"]


def test_slides(with_office: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(unseen_slides.slides(tmp_path), with_office, monkeypatch)
    check(found, REMARKS, HIDDEN, SLIDES, NOTES)
    assert (found.pages, "公开的第三张" in text_of(found)) == (2, True)


def test_rtf(with_office: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(files.rtf(tmp_path), with_office, monkeypatch)
    check(found, REMARKS, DELETED, HIDDEN)
    for shown in ("公开的前半公开的后半", "公开的脚注"):
        assert shown in text_of(found).replace("\n", "")


@needs_office
def test_rtf_with_deletions_in_a_text_box(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read(files.rtf_box(tmp_path), with_office=True, monkeypatch=monkeypatch)
    check(found, DELETED)
    assert "公开的框" in text_of(found)


@needs_office
def test_a_broken_picture_keeps_no_page_from_being_shown(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(read(files.damaged_picture(tmp_path), with_office=True, monkeypatch=monkeypatch), REMARKS)


@needs_office
def test_rtf_of_libreoffice(with_office: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(converted(odf.flat_text(tmp_path), "rtf"), with_office, monkeypatch)
    check(found, REMARKS, DELETED, HIDDEN)
    assert "公开的脚注" in text_of(found)


@pytest.mark.parametrize("ending", ["doc", "rtf"])
@needs_office
def test_hidden_text_alone_has_no_footnote_either(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    found = read(converted(odf.flat_hidden(tmp_path), ending), with_office=True, monkeypatch=monkeypatch)
    check(found, HIDDEN)


@needs_office
def test_word_97(with_office: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = converted(odf.flat_text(tmp_path), "doc")
    found = read(path, with_office, monkeypatch)
    check(found, REMARKS, DELETED, HIDDEN)
    for shown in odf.SHOWN:
        assert shown in text_of(found).replace("\n", "")


@needs_office
def test_powerpoint_97(with_office: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(converted(odf.flat_slides(tmp_path), "ppt"), with_office, monkeypatch)
    check(found, SLIDES, NOTES)
    assert "公开的第三张" in text_of(found)


def test_spreadsheet(room: Path, tmp_path: Path) -> None:
    found = run(files.sheet(tmp_path), "a.xlsx")
    check(found, REMARKS, SHEETS, CELLS)
    assert found.passages[0].text == "公开甲\t公开丙\n公开的一行"


def test_a_spreadsheet_with_nothing_to_show(room: Path, tmp_path: Path) -> None:
    found = run(files.hidden_rows(tmp_path), "a.xlsx")
    assert (found.state, found.passages) == ("no_text", [])
    assert any(CELLS in note for note in found.notes)


@needs_office
def test_old_spreadsheet(room: Path, tmp_path: Path) -> None:
    found = run(converted(odf.flat_sheet(tmp_path), "xls"), "a.xls")
    check(found, REMARKS, SHEETS, CELLS)
    assert [section.text for section in found.passages] == ["公开甲\t公开丙\n公开的一行"]


def test_pdf(room: Path, tmp_path: Path) -> None:
    check(run(files.pdf(tmp_path), "a.pdf"), REMARKS)


def test_web_page(room: Path, tmp_path: Path) -> None:
    check(run(files.web(tmp_path), "a.html"), DELETED, HIDDEN)


def test_markdown(room: Path, tmp_path: Path) -> None:
    check(run(files.markdown(tmp_path), "a.md"), REMARKS)
