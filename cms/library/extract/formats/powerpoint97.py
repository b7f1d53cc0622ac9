"""Text of a PowerPoint 97 stream, [MS-PPT] 2.1.2: the slides that its last saving counts, in order, without the hidden ones.

Slides of earlier savings still lie in the stream, beside notes, masters and remarks: none of them is to be read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from ..unseen import NOTES, REMARKS, SLIDES

_DOCUMENT, _SLIDE, _NOTES, _MASTER, _HANDOUT = 0x03E8, 0x03EE, 0x03F0, 0x03F8, 0x0FC9  # containers
_LIST, _ENTRY, _SHOW, _REMARK = 0x0FF0, 0x03F3, 0x03F9, 0x2EE0
_EDIT, _DIRECTORY = 0x0FF5, 0x1772
_CHARS, _BYTES, _CONTAINER = 0x0FA0, 0x0FA8, 0x0F
_HIDDEN = 0x0004  # of the flags of _SHOW
_SLIDE_LIST, _NOTES_LIST = 0, 2  # which list it is
_MOST = 400_000  # records
_EDITS = 10_000


class Record(NamedTuple):
    """Where its content lies; `number` tells records of one kind apart."""

    kind: int
    number: int
    container: bool
    begin: int
    end: int


def record(data: bytes, at: int, end: int) -> Record:
    """Raises struct.error behind the end."""
    version, kind, size = struct.unpack_from("<HHI", data, at)
    return Record(kind, version >> 4, version & 0xF == _CONTAINER, at + 8, min(end, at + 8 + size))


def walk(data: bytes, begin: int, end: int, passed: tuple[int, ...] = ()) -> Iterator[Record]:
    """Every record in order, containers before what is in them; of the kinds `passed` only themselves."""
    at = begin
    for _ in range(_MOST):
        if at + 8 > end:
            return
        one = record(data, at, end)
        yield one
        at = one.begin if one.container and one.kind not in passed else one.end


def _texts(data: bytes, begin: int, end: int) -> Iterator[str]:
    for one in walk(data, begin, end, (_REMARK,)):
        if text := _text(data, one):
            yield text


def _text(data: bytes, one: Record) -> str:
    body = data[one.begin : one.end] if one.kind in (_CHARS, _BYTES) else b""
    return body.decode("utf-16-le", errors="replace") if one.kind == _CHARS else body.decode("latin-1")


def _hides(data: bytes, slide: Record) -> bool:
    return any(
        one.kind == _SHOW and one.end - one.begin >= 12
        and bool(struct.unpack_from("<H", data, one.begin + 10)[0] & _HIDDEN)
        for one in walk(data, slide.begin, slide.end)
    )  # fmt: skip


def _places(data: bytes, current: bytes) -> tuple[dict[int, int], int]:
    """(number → place of each container, the number of the document). Raises struct.error, ValueError."""
    places: dict[int, int] = {}
    document = 0
    edit = struct.unpack_from("<I", current, 16)[0]
    for _ in range(_EDITS):
        if record(data, edit, len(data)).kind != _EDIT:
            raise ValueError("no record of a saving")
        earlier, directory, number = struct.unpack_from("<III", data, edit + 16)
        document = document or number
        table = record(data, directory, len(data))
        if table.kind != _DIRECTORY:
            raise ValueError("no directory")
        at = table.begin
        while at + 4 <= table.end:
            head = struct.unpack_from("<I", data, at)[0]
            first, count = head & 0xFFFFF, head >> 20
            offsets = struct.unpack_from(f"<{count}I", data, at + 4)
            for number, place in enumerate(offsets, first):
                places.setdefault(number, place)
            at += 4 + 4 * count
        if not earlier or earlier >= edit:
            break
        edit = earlier
    return places, document


def _listed(data: bytes, document: Record) -> Iterator[tuple[int, int, list[str]]]:
    """(list, number, text of its outline) of each slide and notes page."""
    for one in walk(data, document.begin, document.end, (_LIST,)):
        if one.kind != _LIST:
            continue
        entry: tuple[int, int, list[str]] | None = None
        for part in walk(data, one.begin, one.end):
            if part.kind == _ENTRY:
                if entry:
                    yield entry
                entry = one.number, struct.unpack_from("<I", data, part.begin)[0], []
            elif entry and (text := _text(data, part)):
                entry[2].append(text)
        if entry:
            yield entry


def _by_list(data: bytes, current: bytes, left: set[str]) -> list[str]:
    """Raises struct.error, ValueError, KeyError when the lists are broken."""
    places, number = _places(data, current)
    document = record(data, places[number], len(data))
    if document.kind != _DOCUMENT:
        raise ValueError("no document")
    out: list[str] = []
    for which, number, outline in _listed(data, document):
        if which not in (_SLIDE_LIST, _NOTES_LIST):
            continue
        page = record(data, places[number], len(data))
        texts = [*outline, *_texts(data, page.begin, page.end)]
        if which == _NOTES_LIST:
            left |= {NOTES} if any(text.strip("*\r\x0b ") for text in texts) else set()
        elif _hides(data, page):
            left.add(SLIDES)
        else:
            out += texts
            if any(one.kind == _REMARK for one in walk(data, page.begin, page.end)):
                left.add(REMARKS)
    return out


def texts_of(data: bytes, current: bytes, left: set[str]) -> list[str]:
    """Pieces of text in order. `data`, `current`: the streams PowerPoint Document and Current User. Names in `left` what is
    left out. Of a file with broken lists: all slides that lie in the stream and are not hidden.
    """
    try:
        return _by_list(data, current, left)
    except (struct.error, ValueError, KeyError):
        pass
    out: list[str] = []
    outlines: list[str] = []  # of hidden slides too, and there is no telling which
    for one in walk(data, 0, len(data), (_SLIDE, _NOTES, _MASTER, _HANDOUT)):
        if one.kind == _SLIDE:
            if _hides(data, one):
                left.add(SLIDES)
            else:
                out += _texts(data, one.begin, one.end)
        elif one.kind == _NOTES:
            left.add(NOTES)
        elif text := _text(data, one):
            outlines.append(text)
    return out if SLIDES in left else outlines + out
