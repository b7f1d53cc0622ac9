"""What points out of a file, in whichever part and however it is written, is told; then no office program gets the file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import docx.oxml.ns
import pytest

from cms.library.extract import run

pytestmark = pytest.mark.once
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("style", "style"))
)
LINE = "党员的权利和义务由章程规定。"


def odt(path: Path, *, content: str = "", styles: str = "") -> Path:
    link = '<draw:frame><draw:image xlink:href="{}" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>'
    frame = link.format(content) if content else ""
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:body><office:text><text:p>{LINE}{frame}</text:p></office:text>"
            "</office:body></office:document-content>",
        )
        if styles:
            header = f"<style:header><text:p>{link.format(styles)}</text:p></style:header>"
            made.writestr(
                "styles.xml",
                f"<office:document-styles {NAMES}><office:master-styles><style:master-page>{header}</style:master-page>"
                "</office:master-styles></office:document-styles>",
            )
    return path


@pytest.mark.parametrize(
    "target",
    [
        "http://example.org/a.png",
        "../a.png",
        "x/../../a.png",
        "%2e%2e/a.png",
        "..\\a.png",
        "/etc/passwd",
        "FILE:///etc/passwd",
    ],
)
@pytest.mark.parametrize("where", ["content", "styles"])
def test_open_document(tmp_path: Path, where: str, target: str) -> None:
    found = run(odt(tmp_path / "a.odt", **{where: target}), "a.odt")
    assert found.state == "ok" and LINE in found.passages[0].text
    assert any("外部引用" in note for note in found.notes) and found.reading_copy is None


def test_what_lies_in_the_file_is_not_outside(tmp_path: Path) -> None:
    found = run(odt(tmp_path / "a.odt", content="Pictures/../Pictures/a.png", styles="./Object 1"), "a.odt")
    assert not any("外部引用" in note for note in found.notes)


def test_a_field_in_the_header_of_a_word_file(tmp_path: Path) -> None:
    path, document = tmp_path / "a.docx", docx.Document()
    document.add_paragraph(LINE)
    paragraph = document.sections[0].header.paragraphs[0]
    field = paragraph._p.makeelement(
        docx.oxml.ns.qn("w:fldSimple"), {docx.oxml.ns.qn("w:instr"): 'INCLUDETEXT "/etc/passwd"'}
    )
    paragraph._p.append(field)
    document.save(path)
    found = run(path, "a.docx")
    assert found.state == "ok" and any("外部引用" in note for note in found.notes)
    assert found.reading_copy is None


def test_what_a_parser_says_is_not_said_to_editors(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, document = tmp_path / "a.docx", docx.Document()
    paragraph = document.add_paragraph(LINE)
    level = paragraph._p.get_or_add_pPr().makeelement(
        docx.oxml.ns.qn("w:outlineLvl"), {docx.oxml.ns.qn("w:val"): "1" * 5_000}
    )
    paragraph._p.get_or_add_pPr().append(level)
    document.save(path)
    found = run(path, "a.docx")
    assert found.state == "failed" and not found.notes and "ValueError" in caplog.text


@pytest.mark.parametrize("charset", ["undefined", "idna", "没有"])
def test_a_page_whose_charset_is_none(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f'<meta charset="{charset}"><p>{LINE}</p>')
    found = run(path, "a.html")
    assert found.state == "ok" and LINE in found.passages[0].text
