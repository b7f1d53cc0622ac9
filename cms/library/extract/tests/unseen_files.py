"""Files of every format with sentinel words (哨兵…) where an author withdraws, hides or remarks."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.comments import Comment
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WORD_SHOWN = (
    "公开的前半公开的后半",
    "公开的脚注",
    "公开的尾注",
    "公开的新增",
    "公开的格子",
    "公开合并",
    "公开目录1",
)
_WHO = 'w:id="9" w:author="甲" w:date="2026-01-01T00:00:00Z"'


def plain_word(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("公开的话。")
    _insert(document, "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:instrText> XE 索引 </w:instrText></w:r></w:p>")
    document.save(folder / "plain.docx")
    return folder / "plain.docx"


def _insert(document: docx.document.Document, xml: str) -> None:
    document.element.body.insert(-1, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def word(folder: Path) -> Path:
    document = docx.Document()
    inner = document.styles.add_style("Inner", WD_STYLE_TYPE.CHARACTER)
    inner.font.hidden = True
    child = document.styles.add_style("Child", WD_STYLE_TYPE.CHARACTER)
    child.base_style = inner
    block = document.styles.add_style("Block", WD_STYLE_TYPE.PARAGRAPH)
    block.font.hidden = True
    line = document.add_paragraph("公开的前半")
    line.add_run("哨兵直接隐藏").font.hidden = True
    line.add_run("哨兵样式隐藏", style="Inner")
    line.add_run("哨兵继承样式隐藏", style="Child")
    commented = line.add_run("公开的后半")
    document.add_comment(runs=commented, text="哨兵批注内容", author="哨兵批注者", initials="哨")
    document.add_paragraph("哨兵段落样式隐藏", style="Block")
    _insert(document, f"<w:p><w:del {_WHO}><w:r><w:delText>哨兵删去</w:delText></w:r></w:del>"
        f"<w:ins {_WHO}><w:r><w:t>公开的新增</w:t></w:r></w:ins>"
        f"<w:moveFrom {_WHO}><w:r><w:t>哨兵移走</w:t></w:r></w:moveFrom></w:p>")  # fmt: skip
    _insert(document, f"<w:p><w:pPr><w:rPr><w:del {_WHO}/></w:rPr></w:pPr><w:r><w:t>公开</w:t></w:r></w:p>")
    _insert(document, "<w:p><w:r><w:t>合并</w:t></w:r></w:p>")
    _insert(document, "<w:p><w:r><w:t>公开目录</w:t></w:r><w:r><w:rPr><w:webHidden/></w:rPr><w:t>1</w:t></w:r>"
        "<w:r><w:rPr><w:specVanish/></w:rPr><w:t>哨兵特别隐藏</w:t></w:r></w:p>")  # fmt: skip
    table = document.add_table(3, 1)
    for row, text in zip(table.rows, ("公开的格子", "哨兵删去的行", "哨兵隐藏的行"), strict=True):
        row.cells[0].text = text
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} {_WHO}/>"))
    table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {nsdecls('w')}/>"))
    _insert(
        document,
        '<w:p><w:r><w:t>公开注</w:t></w:r><w:r><w:footnoteReference w:id="2"/><w:endnoteReference w:id="3"/></w:r>'
        '<w:r><w:rPr><w:vanish/></w:rPr><w:footnoteReference w:id="3"/></w:r></w:p>',
    )
    _notes(document, "footnote", {2: "公开的脚注", 3: "哨兵隐藏文字的脚注"})
    _notes(document, "endnote", {3: "公开的尾注"})
    document.save(folder / "a.docx")
    return folder / "a.docx"


def _notes(document: docx.document.Document, kind: str, texts: dict[int, str]) -> None:
    notes = "".join(
        f'<w:{kind} w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
        for number, text in texts.items()
    )
    part = docx.opc.part.Part(
        docx.opc.packuri.PackURI(f"/word/{kind}s.xml"),
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml",
        f"<w:{kind}s {nsdecls('w')}>{notes}</w:{kind}s>".encode(),
        document.part.package,
    )
    document.part.relate_to(
        part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}s"
    )


def _rtf(text: str) -> str:
    return "".join(f"\\u{ord(char) if ord(char) < 32768 else ord(char) - 65536}?" for char in text)


def rtf(folder: Path) -> Path:
    body = [
        "{\\rtf1\\ansi{\\stylesheet{\\s0 Normal;}{\\*\\cs15\\v Inner;}{\\*\\cs16\\sbasedon15 Child;}{\\s17\\v Block;}}",
        "\\pard ", _rtf("公开的前半"), "{\\v ", _rtf("哨兵隐藏"), "{\\b ", _rtf("哨兵隐藏的粗体"), "}}",
        "{\\deleted ", _rtf("哨兵删去"), "}\\v ", _rtf("哨兵开关隐藏"), "\\v0 {\\cs15 ", _rtf("哨兵样式隐藏"), "}",
        "{\\cs16 ", _rtf("哨兵继承样式"), "}", "{\\*\\atnid ", _rtf("哨兵"), "}{\\*\\atnauthor ", _rtf("哨兵"),
        "}\\chatn{\\*\\annotation \\pard ", _rtf("哨兵批注"), "}", "{\\annotation \\pard ", _rtf("哨兵无星批注"), "}",
        _rtf("公开的后半"), "{\\super\\chftn{\\*\\footnote \\pard\\chftn ", _rtf("公开的脚注"), "}}\\par ",
        "\\pard\\s17 ", _rtf("哨兵段落样式"), "\\par \\pard ", _rtf("公开的末段"), "\\par}",
    ]  # fmt: skip
    (folder / "a.rtf").write_text("".join(body), encoding="ascii")
    return folder / "a.rtf"


def rtf_box(folder: Path) -> Path:
    """Deleted words in a text box and nowhere else."""
    body = [
        "{\\rtf1\\ansi\\pard ", _rtf("公开的话"), "{\\shp{\\*\\shpinst\\shpleft0\\shptop3000\\shpright5000\\shpbottom5000",
        "{\\sp{\\sn shapeType}{\\sv 202}}{\\shptxt \\pard ", _rtf("公开的框"),
        "{\\deleted ", _rtf("哨兵框里删去"), "}\\par}}}\\par}",
    ]  # fmt: skip
    (folder / "a.rtf").write_text("".join(body), encoding="ascii")
    return folder / "a.rtf"


def damaged_picture(folder: Path) -> Path:
    """A Word file with a remark, and a picture whose bytes are broken."""
    document = docx.Document()
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(picture, "PNG")
    run = document.add_paragraph("公开的话").add_run()
    run.add_picture(picture)
    document.add_comment(runs=run, text="哨兵批注", author="哨兵", initials="哨")
    document.save(folder / "a.docx")
    with zipfile.ZipFile(folder / "a.docx") as archive:
        place = archive.getinfo("word/media/image1.png").header_offset
    data = bytearray((folder / "a.docx").read_bytes())
    data[place + 80 : place + 90] = b"x" * 10
    (folder / "a.docx").write_bytes(data)
    return folder / "a.docx"


def sheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    for row in (["公开甲", "哨兵隐藏列", "公开丙"], ["哨兵隐藏行"], ["公开的一行"]):
        first.append(row)
    first.column_dimensions["B"].hidden = True
    first.row_dimensions[2].hidden = True
    first["A1"].comment = Comment("哨兵批注", "哨兵批注者")
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(f"哨兵{state}")
        other.append([f"哨兵{state}"])
        other.sheet_state = state
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def hidden_rows(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["哨兵"])
    book.active.row_dimensions[1].hidden = True
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def pdf(folder: Path) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(folder / "a.pdf"))
    canvas.setFont("STSong-Light", 14)
    canvas.drawString(80, 700, "公开的话写在这一页上，人人可读。")
    canvas.textAnnotation("哨兵批注", [100, 600, 130, 630])
    canvas.save()
    return folder / "a.pdf"


def web(folder: Path) -> Path:
    (folder / "a.html").write_text(
        "<html><body><p>公开的话<!-- 哨兵注释 --><del>哨兵删去</del><span hidden>哨兵隐藏</span>之后</p>"
        '<div style="color:red; display : none">哨兵样式隐藏</div><p style="visibility:hidden">哨兵看不见</p></body></html>',
        encoding="utf-8",
    )
    return folder / "a.html"


def markdown(folder: Path) -> Path:
    (folder / "a.md").write_text(
        "# 公开的题目\n\n公开的话。<!-- 哨兵一行 -->\n\n<!--\n哨兵几行\n\n哨兵又一行\n-->\n\n公开的结尾。\n",
        encoding="utf-8",
    )
    return folder / "a.md"
