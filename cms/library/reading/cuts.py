"""What is shown of a page with very much text: its beginning, and beyond it the places where what is sought stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LINES, LETTERS = 2_000, 25_000  # of a page's beginning: an answer stays below 100 KB
BEYOND, AROUND = 6_000, 60  # letters shown in all after it, and on either side of a place
GAP = "…"


@dataclass(frozen=True, slots=True)
class Beginning:
    """`end`: how far it reaches in the lines joined; None when that is all of them."""

    lines: list[str]
    end: int | None = None


def beginning(every: Sequence[str], lines: int, letters: int) -> Beginning:
    """The first of these lines, so many and with so many letters."""
    shown: list[str] = []
    end = 0
    for line in every:
        if len(shown) >= lines or len(line) > letters:
            part = line[:letters] if len(shown) < lines else ""
            return Beginning([*shown, part] if part else shown, end + len(part))
        shown.append(line)
        letters -= len(line)
        end += len(line) + 1
    return Beginning(shown)


def places(text: str, spans: Sequence[tuple[int, int]], end: int, room: int) -> list[str]:
    """Lines around the spans after `end`, with … where something is left out, of `room` letters in all."""
    windows: list[tuple[int, int]] = []
    for start, stop in spans:
        if stop <= end or start < end - AROUND:  # it is shown, or its beginning is
            continue
        first, last = min(start, max(end, start - AROUND)), min(len(text), stop + AROUND)
        if not windows:
            last = min(last, first + room)  # one may be longer than all that is shown
        joins = bool(windows) and first <= windows[-1][1]
        if joins:
            first = windows[-1][1]
        if last - first > room or last <= start:
            continue
        room -= last - first
        windows.append((windows.pop()[0], last) if joins else (first, last))
    return [line for window in windows for line in _lines(text, *window)]


def _lines(text: str, start: int, end: int) -> list[str]:
    before = GAP if start and text[start - 1] != "\n" else ""
    after = GAP if end < len(text) and text[end] != "\n" else ""
    return [line for line in f"{before}{text[start:end]}{after}".split("\n") if line.strip(GAP)]
