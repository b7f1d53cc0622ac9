"""Which stretches of a Word 97 stream are deleted or hidden, [MS-DOC] 2.4.6 and 2.9: by a run's own formats or by its styles."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from ..unseen import DELETED, HIDDEN

_STYLES, _RUNS, _PARAGRAPHS = 0xA2, 0xFA, 0x102  # of the file's head: where these tables are
_PAGE = 512
_DELETED, _HIDDEN, _STYLE = (
    0x0800,
    0x083C,
    0x4A30,
)  # formats: a tracked deletion, hidden text, the run's style
_OPERANDS = (
    1,
    1,
    2,
    4,
    2,
    2,
    0,
    3,
)  # bytes that follow a format, by its kind; 0: the next byte says how many
_LIKE_STYLE, _UNLIKE_STYLE = 0x80, 0x81
_PARAGRAPH, _CHARACTER = 1, 2  # kinds of styles
_NONE = 0xFFF
_DEEP = 50


class Stretch(NamedTuple):
    """Bytes of the stream, and why they are not to be seen."""

    begin: int
    end: int
    kind: str


class _Look(NamedTuple):
    deleted: bool = False
    hidden: int | None = None  # None: not said
    style: int | None = None


def _look(formats: bytes) -> _Look:
    at, look = 0, _Look()
    while at + 3 <= len(formats):
        kind = struct.unpack_from("<H", formats, at)[0]
        value = formats[at + 2]
        if kind == _DELETED:
            look = look._replace(deleted=bool(value & 1))
        elif kind == _HIDDEN:
            look = look._replace(hidden=value)
        elif kind == _STYLE and at + 4 <= len(formats):
            look = look._replace(style=struct.unpack_from("<H", formats, at + 2)[0])
        at += 2 + (_OPERANDS[kind >> 13] or 1 + value)
    return look


def _hiding_styles(tables: bytes, word: bytes) -> set[int]:
    """Numbers of the styles that hide what is set in them, inherited or not. Raises struct.error."""
    place, size = struct.unpack_from("<II", word, _STYLES)
    sheet = tables[place : place + size]
    if len(sheet) < 6:
        return set()
    header, count, base = struct.unpack_from("<HHH", sheet)
    at = 2 + header
    own: list[tuple[int | None, int]] = []
    for _ in range(count):
        if at + 2 > len(sheet):
            break
        length = struct.unpack_from("<H", sheet, at)[0]
        own.append(_style(sheet[at + 2 : at + 2 + length], base))
        at += 2 + length + length % 2
    return {number for number in range(len(own)) if _inherited(own, number)}


def _style(style: bytes, base: int) -> tuple[int | None, int]:
    """(what it says of being hidden, the style it is based on)."""
    if len(style) < base + 2 or base < 10:
        return None, _NONE
    kinds = struct.unpack_from("<H", style, 2)[0]
    count = struct.unpack_from("<H", style, 4)[0] & 0xF
    at = base + 2 + 2 * struct.unpack_from("<H", style, base)[0] + 2
    last = b""
    for _ in range(count):  # that of the characters is the last
        at += at % 2
        if at + 2 > len(style):
            break
        length = struct.unpack_from("<H", style, at)[0]
        last = style[at + 2 : at + 2 + length]
        at += 2 + length
    known = kinds & 0xF in (_PARAGRAPH, _CHARACTER) and count == (2 if kinds & 0xF == _PARAGRAPH else 1)
    return (_look(last).hidden if known else None), kinds >> 4


def _inherited(own: list[tuple[int | None, int]], number: int) -> bool:
    for _ in range(_DEEP):
        if not 0 <= number < len(own):
            return False
        hidden, above = own[number]
        if hidden is not None and hidden not in (_LIKE_STYLE, _UNLIKE_STYLE):
            return bool(hidden & 1)
        number = above
    return False


def _pages(word: bytes, tables: bytes, head: int) -> Iterator[tuple[bytes, tuple[int, ...]]]:
    """(page, its ends of runs) of a table of formats. Raises struct.error."""
    place, size = struct.unpack_from("<II", word, head)
    table = tables[place : place + size]
    count = max(0, (len(table) - 4) // 8)
    for (number,) in struct.iter_unpack("<I", table[4 * (count + 1) : 4 * (count + 1) + 4 * count]):
        page = word[(number & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(page) == _PAGE and 5 * page[-1] + 4 < _PAGE:
            yield page, struct.unpack_from(f"<{page[-1] + 1}I", page)


def _hidden_paragraphs(word: bytes, tables: bytes, styles: set[int]) -> list[tuple[int, int]]:
    """(begin, end) of the paragraphs in such a style, in order."""
    found = []
    for page, ends in _pages(word, tables, _PARAGRAPHS):
        for run in range(len(ends) - 1):
            place = 4 * len(ends) + 13 * run
            at = 2 * page[place] if place < _PAGE else 0
            at += 1 if at and page[at] else 2
            if 2 < at <= _PAGE - 3 and struct.unpack_from("<H", page, at)[0] in styles:
                found.append((ends[run], ends[run + 1]))
    return sorted(found)


def unseen(word: bytes, tables: bytes) -> Iterator[Stretch]:
    """Raises struct.error when the tables are broken."""
    styles = _hiding_styles(tables, word)
    paragraphs = _hidden_paragraphs(word, tables, styles) if styles else []
    for page, ends in _pages(word, tables, _RUNS):
        for run in range(len(ends) - 1):
            at = 2 * page[4 * len(ends) + run]
            look = _look(page[at + 1 : at + 1 + page[at]]) if at else _Look()
            begin, end = ends[run], ends[run + 1]
            if look.deleted:
                yield Stretch(begin, end, DELETED)
            elif look.hidden in (None, _LIKE_STYLE, _UNLIKE_STYLE):
                turned = (look.style in styles) ^ (look.hidden == _UNLIKE_STYLE)
                yield from _by_paragraph(begin, end, paragraphs, turned=turned)
            elif look.hidden:
                yield Stretch(begin, end, HIDDEN)


def _by_paragraph(
    begin: int, end: int, paragraphs: list[tuple[int, int]], *, turned: bool
) -> Iterator[Stretch]:
    """The parts of a run in hidden paragraphs; `turned`: the parts in others."""
    at = begin
    for first, last in paragraphs[max(0, bisect_right(paragraphs, (begin, begin)) - 1) :]:
        if first >= end:
            break
        first, last = max(first, at), min(last, end)
        if first < last:
            if turned and at < first:
                yield Stretch(at, first, HIDDEN)
            if not turned:
                yield Stretch(first, last, HIDDEN)
            at = last
    if turned and at < end:
        yield Stretch(at, end, HIDDEN)
