"""Office files with LibreOffice, and on a server that has not got it."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from PIL import Image

from cms.library.extract import run

from .conftest import pack, text_of

pytestmark = pytest.mark.once
TRACKED = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
</office:automatic-styles><office:body><office:text><text:tracked-changes><text:changed-region text:id="c">
<text:deletion><office:change-info><dc:creator>甲</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>
</office:change-info><text:p>删去的话</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>留下的正文<text:change text:change-id="c"/>后面还有</text:p>
<text:p>𠮷𠮷看得见<text:span text:style-name="H">藏起来的话</text:span>也看得见</text:p>
</office:text></office:body></office:document>"""
ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body>{}</office:body></office:document-content>'
)


@pytest.fixture
def bare(room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A server without LibreOffice."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    return tmp_path


def test_a_spreadsheet_is_read_row_by_row(room: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "党费收缴"
    sheet.append(["姓名", "日期", "金额", None, "备注"])
    sheet.append(["支部甲", datetime.date(2024, 3, 1), 12.5, None, True])
    sheet.cell(1_048_576, 16_384, "角落")
    book.save(tmp_path / "a.xlsx")
    found = run(tmp_path / "a.xlsx", "党费.XLSX")
    assert found.passages[0].text.split("\n") == [
        "姓名\t日期\t金额\t备注",
        "支部甲\t2024-03-01\t12.5\t是",
        "角落",
    ]
    assert found.passages[0].path == ("党费收缴",)


@pytest.mark.parametrize("font", ["宋体", "仿宋_GB2312", "方正小标宋简体", "微软雅黑"])
def test_quotes_and_dashes_stay_where_they_stand(room: Path, tmp_path: Path, font: str) -> None:
    """In fonts that Chinese documents name and no server has."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice missing: apt-get install libreoffice-writer")
    said = "不得说“大概可以”“应该没问题”，也不得只问：‘后来呢？’——照章办理……"
    document = docx.Document()
    paragraph = document.add_paragraph().add_run(said)
    paragraph.font.name = font
    paragraph.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    document.save(tmp_path / "a.docx")
    assert said in text_of(run(tmp_path / "a.docx", "a.docx")).replace("\n", "")


@pytest.mark.parametrize("with_office", [True, False])
def test_word_with_and_without_libreoffice(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_office: bool
) -> None:
    if with_office and not shutil.which("soffice"):
        pytest.skip("LibreOffice missing: apt-get install libreoffice-writer")
    if not with_office:
        monkeypatch.setenv("PATH", str(tmp_path))
    document = docx.Document()
    document.core_properties.title = "关于换届选举的请示"
    document.add_heading("第一章 总则", 1)
    document.add_paragraph("换届选举应当遵守规定。")
    document.add_table(1, 2).rows[0].cells[1].text = "表格里的字"
    document.add_page_break()
    document.add_heading("第二章 程序", 1)
    document.add_paragraph("选举采用无记名投票的方式。")
    document.save(tmp_path / "a.docx")
    found = run(tmp_path / "a.docx", "a.docx", copy_to=tmp_path / "copy.pdf")
    assert (found.state, found.title) == ("ok", "关于换届选举的请示")
    assert "表格里的字" in text_of(found)
    assert [entry["title"] for entry in found.outline] == ["第一章 总则", "第二章 程序"]
    vote = next(section for section in found.passages if "无记名" in section.text)
    assert vote.path == ("第二章 程序",)
    if with_office:
        assert (found.pages, vote.page, found.reading_copy) == (2, 2, tmp_path / "copy.pdf")
        assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")
    else:
        assert (found.pages, vote.page, found.reading_copy) == (None, None, None)
        assert "没有安装 LibreOffice" in "".join(found.notes)


@pytest.mark.corpus
def test_office_files_on_a_bare_server(corpus: Path, bare: Path) -> None:
    files = corpus / "files"
    slides = run(files / "40_Langchain-Chatchat_ocr_test.pptx", "a.pptx")
    assert (slides.state, slides.pages, slides.passages[0].page) == ("ok", 1, 1)
    old = run(files / "48_poi_bug55902-mixedFontChineseCharacters.ppt", "a.ppt")
    assert (old.state, "没有安装 LibreOffice" in "".join(old.notes)) == ("ok", True)
    assert old.title == "スライド 1"  # its properties are UTF-8
    word = run(files / "45_poi_61490.doc", "a.doc")
    assert (word.state, word.pages) == ("ok", None)
    assert "章节1的内容，一段话" in text_of(word) and "页眉左" in text_of(word)
    assert run(files / "49_poi_chinese-provinces.xls", "a.xls").state == "ok"
    assert run(files / "61_unstructured_fake.odt", "a.odt").state == "ok"


def test_opendocument_text_and_sheet(bare: Path) -> None:
    kind = "application/vnd.oasis.opendocument."
    body = (
        "<office:text><text:tracked-changes><text:p>删去的</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">第一章</text:h>'
        '<text:p>两<text:s text:c="2"/>格<text:note><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>脚注文字</text:p>"
        "</text:note-body></text:note>之后</text:p></office:text>"
    )
    path = pack(bare / "a.odt", {"mimetype": kind + "text", "content.xml": ODF.format(body)})
    found = run(path, "a.odt")
    assert [(section.path, section.text) for section in found.passages] == [
        (("第一章",), "两  格之后\n脚注文字")
    ]
    rows = '<table:table table:name="表一"><table:table-row><table:table-cell><text:p>{}</text:p>'
    rows += "</table:table-cell></table:table-row></table:table>"
    path = pack(
        bare / "a.ods", {"mimetype": kind + "spreadsheet", "content.xml": ODF.format(rows.format("格"))}
    )
    found = run(path, "a.ods")
    assert [(section.path, section.text) for section in found.passages] == [(("表一",), "格")]
    sealed = {
        "mimetype": kind + "text",
        "META-INF/manifest.xml": "<m><f><encryption-data/></f></m>",
        "content.xml": "x",
    }
    assert "已加密" in run(pack(bare / "b.odt", sealed), "b.odt").reason


def test_macros_are_named_and_never_run(bare: Path) -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    document.save(bare / "a.docx")
    with zipfile.ZipFile(bare / "a.docx", "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
        archive.writestr("word/comments.xml", '<w:c xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:p><w:r><w:t>批注文字</w:t></w:r></w:p></w:c>")  # fmt: skip
    found = run(bare / "a.docx", "a.docm")
    assert (found.state, "宏不会执行" in "".join(found.notes)) == ("ok", True)
    assert "批注文字" not in text_of(found)


def test_pictures_get_a_reading_copy(room: Path, tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), "white").save(tmp_path / "a.jpg")
    found = run(tmp_path / "a.jpg", "照片.JPEG", copy_to=tmp_path / "copy.pdf")
    assert (found.state, found.pages, found.title) == ("no_text", 1, "照片")
    assert "图片" in found.reason
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice missing: apt-get install libreoffice-writer-nogui"
)
def test_what_is_deleted_or_hidden_in_word_97_stays_so(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice writes the file; it is read without."""
    (tmp_path / "a.fodt").write_text(TRACKED, encoding="utf-8")
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "doc",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "a.fodt")], check=True, timeout=120)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    found = run(tmp_path / "a.doc", "a.doc")
    assert found.state == "ok"
    assert "留下的正文" in text_of(found) and "后面还有" in text_of(found)
    assert "𠮷𠮷看得见也看得见" in text_of(found), "a rare character takes two places"
    assert "删去的话" not in f"{found.title}{text_of(found)}" and "藏起来的话" not in text_of(found)


def test_hidden_text_of_word_stays_so(bare: Path) -> None:
    document = docx.Document()
    line = document.add_paragraph("看得见")
    line.add_run("藏起来的话").font.hidden = True
    line.add_run("没有藏").font.hidden = False
    document.save(bare / "a.docx")
    found = text_of(run(bare / "a.docx", "a.docx"))
    assert "看得见没有藏" in found and "藏起来的话" not in found
