"""Spreadsheets, XLSX and XLS: a sheet a heading, a row a line. Read directly: printed pages would cut rows in two."""

from __future__ import annotations

import datetime
import io
import re
import struct
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import openpyxl
import xlrd
from openpyxl.worksheet._reader import WorkSheetParser

from .. import meta
from ..container import Container
from ..job import Job
from ..ooxml import look_around, properties
from ..paged import Structure, without_pages
from ..result import Damage, Extraction, Refusal, Silence
from ..sniff import ENCRYPTED
from ..text import tidy
from ..unseen import CELLS, REMARKS, SHEETS, on

BROKEN = "文件损坏：表格读不出来。请用办公软件打开后另存一份，再上传。"
EMPTY = "没有文字：表格是空的。"
MOST_CELLS = 5_000_000
_REMARKS = re.compile(r"xl/(?:comments|threadedComments)", re.I)


def shown(value: Any) -> str:
    """A cell's value the way people write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M")
    return " ".join(tidy(str(value)).split())


def rows(job: Job, lines: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Rows that hold something, cells apart by tabs. Raises Refusal above the limit of characters or cells."""
    characters = cells = 0
    for line in lines:
        values = [shown(value) for value in line]
        cells += len(values)
        row = "\t".join(value for value in values if value)
        characters += len(row)
        if characters > job.limits.characters or cells > MOST_CELLS:
            raise Refusal("解压后过大：表格展开后，文字或单元格的数量超过上限。请拆分后再上传。")
        if row:
            yield row


def _new(job: Job) -> Structure:
    structure = Structure()
    warnings.simplefilter("ignore")
    with Container(job.path, job.limits) as container:
        look_around(job, container)
        properties(container, structure)
        if any(_REMARKS.match(name) for name in container.names):
            job.left.add(REMARKS)
        book = openpyxl.load_workbook(job.path, read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    job.left.add(SHEETS)
                    continue
                found = [(0, row) for row in rows(job, _unfolded(job, sheet))]
                structure.blocks += [(1, sheet.title), *found] if found else []
        finally:
            book.close()
    return structure


def _unfolded(job: Job, sheet: Any) -> Iterator[list[Any]]:
    """The values of each row, without rows and columns that are folded away or filtered out. openpyxl's own reading of a
    sheet a row at a time (a ReadOnlyWorksheet) forgets what it has learned of them.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        columns: list[tuple[int, int]] | None = None
        for number, cells in parser.parse():
            look = parser.row_dimensions.pop(str(number), {})
            if columns is None:  # they stand before the first row
                columns = [
                    (int(column["min"]), int(column.get("max", column["min"])))
                    for column in parser.column_dimensions.values()
                    if _is_folded(column, "width")
                ]
            folded = _is_folded(look, "ht")
            values = [
                cell["value"] if not folded and not _within(cell["column"], columns) else None
                for cell in cells
            ]
            if any(
                cell["value"] is not None and value is None for cell, value in zip(cells, values, strict=True)
            ):
                job.left.add(CELLS)
            yield values


def _is_folded(look: Mapping[str, str], size: str) -> bool:
    return on(look.get("hidden", "0")) or look.get(size) == "0"


def _within(column: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= column <= last for first, last in spans)


def _dated(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.xldate.XLDateError, ValueError, OverflowError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return None if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR) else cell.value


def _old_rows(job: Job, book: xlrd.book.Book, sheet: xlrd.sheet.Sheet) -> Iterator[list[Any]]:
    """The same of an old sheet."""
    columns = {at for at, look in sheet.colinfo_map.items() if look.hidden or not look.width}
    folded = {at for at, look in sheet.rowinfo_map.items() if look.hidden}
    for at in range(sheet.nrows):
        values = [_dated(book, cell) for cell in sheet.row(at)]
        shown = [None if at in folded or n in columns else value for n, value in enumerate(values)]
        if shown != values:
            job.left.add(CELLS)
        yield shown


def _old(job: Job) -> Structure:
    structure = Structure()
    try:
        book = xlrd.open_workbook(
            job.path, logfile=io.StringIO(), on_demand=True, ragged_rows=True, formatting_info=True
        )
    except xlrd.XLRDError as error:
        raise (Refusal(ENCRYPTED) if "encrypt" in str(error).lower() else Damage(BROKEN)) from error
    with book:
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            if sheet.visibility:
                job.left.add(SHEETS)
                book.unload_sheet(number)
                continue
            if sheet.cell_note_map:
                job.left.add(REMARKS)
            found = [(0, row) for row in rows(job, _old_rows(job, book, sheet))]
            structure.blocks += [(1, sheet.name), *found] if found else []
            book.unload_sheet(number)
        structure.author = tidy(book.user_name or "")[:200]
    return structure


def extract(job: Job) -> Extraction:
    try:
        structure = _new(job) if job.format == "xlsx" else _old(job)
    except (Refusal, MemoryError, RecursionError):
        raise
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, struct.error) as error:
        raise Damage(BROKEN) from error
    if not structure.blocks:
        raise Silence(EMPTY, title=meta.choose_title(structure.title, "", job.name))
    return without_pages(job, structure)
