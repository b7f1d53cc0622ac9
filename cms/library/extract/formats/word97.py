"""Text of a Word 97 file from its piece table, [MS-DOC] 2.4.1: where each run of characters of the document lies."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from ..unseen import REMARKS
from .word97_unseen import Stretch, unseen

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
_NOTES = (
    (0xAA, 0xB2, 1),
    (0x20A, 0x212, 5),
)  # where foot- and endnotes are referred to, where they stand, which part of the text
_FIELD = re.compile("\x13[^\x13-\x15]*(?:\x14([^\x13-\x15]*))?\x15")  # its code, then what is shown
_DROPPED = re.compile("[\x00-\x06\x08\x0e-\x1d\x1f\xad]")
_ENDS = b"\0\r\x07\x0b\x0c "  # of paragraphs, cells, lines and pages
_NESTED = 5  # fields in fields


def text_of(word: bytes, stream: Callable[[str], bytes], left: set[str]) -> str | None:
    """Lines by "\\n", cells by "|". `word`: the stream WordDocument. None when it is of an earlier version or broken. Names
    in `left` the kinds of content that shall not be seen and are left out.
    """
    if len(word) < _FC_CLX + 8 or struct.unpack_from("<H", word, 2)[0] < WORD_97:
        return None
    flags = struct.unpack_from("<H", word, 10)[0]
    lengths = [max(0, length) for length in struct.unpack_from("<8i", word, _LENGTHS)]
    place, size = struct.unpack_from("<II", word, _FC_CLX)
    tables = stream("1Table" if flags & _SECOND_TABLE else "0Table")
    table = tables[place : place + size]
    try:
        stretches = list(unseen(word, tables))
        whole = b"".join(_pieces(_without(word, stretches), table, sum(lengths)))
        ends = [2 * end for end in accumulate(lengths)]
        if stretches:
            whole = _without_notes(whole, word, tables, ends)
    except struct.error:
        return None
    left.update(kind for begin, end, kind in stretches if word[begin:end].strip(_ENDS))
    if lengths[_REMARKS]:
        left.add(REMARKS)
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


def _without(word: bytes, stretches: Iterable[Stretch]) -> bytes:
    """NULs in their place, so that lengths still hold."""
    blank = bytearray(word)
    for begin, end, _ in stretches:
        end = min(end, len(blank))
        if begin < end:
            blank[begin:end] = bytes(end - begin)
    return bytes(blank)


def _without_notes(whole: bytes, word: bytes, tables: bytes, ends: list[int]) -> bytes:
    """NULs in the place of notes whose mark in the text is not to be seen. Raises struct.error."""
    blank = bytearray(whole)
    for marks, places, part in _NOTES:
        place, size = struct.unpack_from("<II", word, marks)
        count = max(0, size - 4) // 6
        where = struct.unpack_from(f"<{count}I", tables, place) if count else ()
        stands = (
            struct.unpack_from(f"<{count + 1}I", tables, struct.unpack_from("<I", word, places)[0])
            if count
            else ()
        )
        for number, at in enumerate(where):
            if whole[2 * at : 2 * at + 2] == b"\0\0":
                begin, end = (min(ends[part], ends[part - 1] + 2 * stands[number + n]) for n in (0, 1))
                if begin < end:
                    blank[begin:end] = bytes(end - begin)
    return bytes(blank)
