"""Text of a Word 97 file from its piece table, [MS-DOC] 2.4.1: where each run of characters of the document lies."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from itertools import accumulate

WORD_97 = 0x00C1  # nFib of the first version that is written so
_SECOND_TABLE = 0x0200  # of the flags: the piece table is in the stream 1Table, else in 0Table
_LENGTHS, _FC_CLX = (
    0x4C,
    0x1A2,
)  # in the file's head: of the text's parts one after the other; place of the table
_REMARKS = 4  # the part that readers of the print do not see
_PRC, _PCDT = 1, 2
_COMPRESSED = 1 << 30
_MOST = 20_000_000  # characters
_FC_FORMATS = 0xFA  # place of the table of pages that hold the characters' formats
_PAGE = 512
_DELETED, _HIDDEN = 0x0800, 0x083C  # formats of a tracked deletion, of hidden text
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
_FIELD = re.compile("\x13[^\x13-\x15]*(?:\x14([^\x13-\x15]*))?\x15")  # its code, then what is shown
_DROPPED = re.compile("[\x00-\x06\x08\x0e-\x1d\x1f\xad]")
_NESTED = 5  # fields in fields


def text_of(word: bytes, stream: Callable[[str], bytes]) -> str | None:
    """Lines by "\\n", cells by "|". `word`: the stream WordDocument. None when it is of an earlier version or broken."""
    if len(word) < _FC_CLX + 8 or struct.unpack_from("<H", word, 2)[0] < WORD_97:
        return None
    flags = struct.unpack_from("<H", word, 10)[0]
    lengths = [max(0, length) for length in struct.unpack_from("<8i", word, _LENGTHS)]
    place, size = struct.unpack_from("<II", word, _FC_CLX)
    tables = stream("1Table" if flags & _SECOND_TABLE else "0Table")
    table = tables[place : place + size]
    try:
        whole = b"".join(_pieces(_without(word, _unseen(word, tables)), table, sum(lengths)))
    except struct.error:
        return None
    ends = [2 * end for end in accumulate(lengths)]
    shown = whole[: ends[_REMARKS - 1]] + whole[ends[_REMARKS] :]
    text = shown.decode("utf-16-le", errors="replace")
    for _ in range(_NESTED):
        text, found = _FIELD.subn(lambda field: field[1] or "", text)
        if not found:
            break
    text = text.replace("\x07", "|").replace("\x1e", "-")
    return _DROPPED.sub("", re.sub("[\r\x0b\x0c]", "\n", text))


def _pieces(word: bytes, table: bytes, length: int) -> Iterator[bytes]:
    """UTF-16, since places are counted in its units. Raises struct.error for a table that is cut short."""
    at = 0
    while table[at : at + 1] == bytes([_PRC]):  # formatting comes before the pieces
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if table[at : at + 1] != bytes([_PCDT]):
        raise struct.error("no piece table")
    size = struct.unpack_from("<I", table, at + 1)[0]
    count = (min(size, len(table) - at - 5) - 4) // 12
    places = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    room = min(length, _MOST)
    for number in range(count):
        begin, end = places[number], min(places[number + 1], length)
        if begin >= end or room <= 0:
            continue
        end = min(end, begin + room)
        room -= end - begin
        where = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
        if where & _COMPRESSED:
            start = (where & ~_COMPRESSED) // 2
            yield word[start : start + end - begin].decode("cp1252", errors="replace").encode("utf-16-le")
        else:
            yield word[where : where + 2 * (end - begin)]


def _without(word: bytes, stretches: Iterator[tuple[int, int]]) -> bytes:
    """NULs in their place, so that lengths still hold."""
    left = bytearray(word)
    for begin, end in stretches:
        end = min(end, len(left))
        if begin < end:
            left[begin:end] = bytes(end - begin)
    return bytes(left)


def _unseen(word: bytes, tables: bytes) -> Iterator[tuple[int, int]]:
    """Stretches of the stream that are deleted or hidden. Raises struct.error."""
    place, size = struct.unpack_from("<II", word, _FC_FORMATS)
    table = tables[place : place + size]
    pages = max(0, (len(table) - 4) // 8)
    for (number,) in struct.iter_unpack("<I", table[4 * (pages + 1) : 4 * (pages + 1) + 4 * pages]):
        place = (number & 0x3FFFFF) * _PAGE
        page = word[place : place + _PAGE]
        if len(page) < _PAGE:
            continue
        runs = page[-1]
        if 5 * runs + 4 >= _PAGE:
            continue
        ends = struct.unpack_from(f"<{runs + 1}I", page)
        for run in range(runs):
            at = 2 * page[4 * (runs + 1) + run]
            if at and _hides(page[at + 1 : at + 1 + page[at]]):
                yield ends[run], ends[run + 1]


def _hides(formats: bytes) -> bool:
    at, hides = 0, False
    while at + 3 <= len(formats):
        kind = struct.unpack_from("<H", formats, at)[0]
        if kind in (_DELETED, _HIDDEN) and formats[at + 2] & 1:
            hides = True
        at += 2 + (_OPERANDS[kind >> 13] or 1 + formats[at + 2])
    return hides
