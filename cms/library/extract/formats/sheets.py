"""Spreadsheets, XLSX and XLS: a sheet a heading, a row a line. Read directly: printed pages would cut rows in two."""

from __future__ import annotations

import datetime
import io
import struct
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
import xlrd

from .. import meta
from ..container import Container
from ..job import Job
from ..ooxml import look_around, properties
from ..paged import Structure, without_pages
from ..result import Damage, Extraction, Refusal, Silence
from ..sniff import ENCRYPTED
from ..text import tidy

BROKEN = "文件损坏：表格读不出来。请用办公软件打开后另存一份，再上传。"
EMPTY = "没有文字：表格是空的。"
CELLS = 5_000_000


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
        if characters > job.limits.characters or cells > CELLS:
            raise Refusal("解压后过大：表格展开后，文字或单元格的数量超过上限。请拆分后再上传。")
        if row:
            yield row


def _new(job: Job) -> Structure:
    structure = Structure()
    with Container(job.path, job.limits) as container:
        look_around(job, container)
        properties(container, structure)
    warnings.simplefilter("ignore")
    book = openpyxl.load_workbook(job.path, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            found = [(0, row) for row in rows(job, sheet.iter_rows(values_only=True))]
            structure.blocks += [(1, sheet.title), *found] if found else []
    finally:
        book.close()
    return structure


def _dated(book: xlrd.book.Book, cell: xlrd.sheet.Cell) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.xldate.XLDateError, ValueError, OverflowError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return None if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR) else cell.value


def _old(job: Job) -> Structure:
    structure = Structure()
    try:
        book = xlrd.open_workbook(job.path, logfile=io.StringIO(), on_demand=True, ragged_rows=True)
    except xlrd.XLRDError as error:
        raise (Refusal(ENCRYPTED) if "encrypt" in str(error).lower() else Damage(BROKEN)) from error
    with book:
        for number in range(book.nsheets):
            sheet = book.sheet_by_index(number)
            lines = ([_dated(book, cell) for cell in sheet.row(at)] for at in range(sheet.nrows))
            found = [(0, row) for row in rows(job, lines)]
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
