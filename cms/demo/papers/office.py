"""DOCX and XLSX as an office would write them."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .paper import Paper, cells

STYLES = (("Normal", "宋体", 12), ("Title", "宋体", 22), ("Heading 1", "黑体", 16), ("Heading 2", "黑体", 13))


def make_docx(paper: Paper) -> bytes:
    document = Document()
    for style, font, size in STYLES:
        _dress(document.styles[style], font, size)
    rows: list[list[str]] = []
    for kind, line in [*paper.lines(), ("end", "")]:
        if kind == "row":
            rows.append(cells(line))
            continue
        if rows:
            _table(document, rows)
            rows = []
        if kind == "h1" and line == paper.title:
            document.add_heading(line, 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif kind in ("h1", "h2"):
            document.add_heading(line, 1 if kind == "h1" else 2)
        elif kind in ("text", "quote"):
            paragraph = document.add_paragraph(line)
            if kind == "text":
                paragraph.paragraph_format.first_line_indent = Pt(24)
    properties = document.core_properties
    properties.comments, properties.subject = "", paper.subject
    properties.title, properties.author = paper.title, paper.creators or paper.issuer
    properties.created = properties.modified = datetime.combine(paper.day, time(9))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _dress(style: Any, font: str, size: int) -> None:
    """As offices here print: black, without the blue and the lines of Word's own headings."""
    style.font.name, style.font.size, style.font.color.rgb = font, Pt(size), RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    for line in style.element.findall(f".//{qn('w:pBdr')}"):
        line.getparent().remove(line)


def _table(document: Document, rows: list[list[str]]) -> None:  # type: ignore[valid-type]
    table = document.add_table(len(rows), max(map(len, rows)), style="Table Grid")  # type: ignore[attr-defined]
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text


def make_xlsx(paper: Paper) -> bytes:
    """A sheet for each heading."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    sheet = None
    for kind, line in paper.lines():
        if kind == "h1":
            sheet = book.create_sheet(line[:31])
        elif kind == "row" and sheet is not None:
            sheet.append([int(cell) if cell.isdecimal() else cell for cell in cells(line)])
    for each in book.worksheets:
        for cell in each[1]:
            cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center", wrap_text=True)
            each.column_dimensions[get_column_letter(cell.column or 1)].width = 18
    book.properties.title, book.properties.creator = paper.title, paper.creators or paper.issuer
    book.properties.created = book.properties.modified = datetime.combine(paper.day, time(9))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
