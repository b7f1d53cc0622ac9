"""Where the words asked for stand: in the text, and as rectangles on the image of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.text import find_marks

LONGEST_QUERY = 200

Box = tuple[float, float, float, float]  # left, bottom, right, top in PDF units, as PDFium gives them


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text; a marked one carries its number on the page, from 1 (its id is "h1")."""

    text: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in the units of the page's SVG, y downwards."""

    x: float
    y: float
    width: float
    height: float
    now: bool = False


def clean_query(raw: str) -> str:
    """What can be looked for: one line without control characters, of bounded length."""
    return " ".join("".join(c if c.isprintable() else " " for c in raw[: 4 * LONGEST_QUERY]).split())[
        :LONGEST_QUERY
    ]


def terms_of(query: str) -> tuple[str, ...]:
    from search.search import terms_of as terms

    return tuple(terms(query)) if query else ()


def spans(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    return sorted(find_marks(text, terms)) if terms and text else []


def segments(text: str, terms: Sequence[str], count: int = 0) -> tuple[list[Segment], int]:
    """The text cut at its marks, and the number of marks so far (`count` before it)."""
    found: list[Segment] = []
    at = 0
    for start, end in spans(text, terms):
        if start < at:
            continue
        if start > at:
            found.append(Segment(text[at:start]))
        count += 1
        found.append(Segment(text[start:end], count))
        at = end
    if at < len(text):
        found.append(Segment(text[at:]))
    return found, count


def _joined(boxes: Iterable[Box]) -> list[Box]:
    """Boxes of one mark, joined along each line."""
    lines: list[Box] = []
    for left, bottom, right, top in boxes:
        if right <= left or top <= bottom:
            continue
        if lines:
            l0, b0, r0, t0 = lines[-1]
            overlap = min(top, t0) - max(bottom, b0)
            if overlap > 0.5 * min(top - bottom, t0 - b0) and left >= l0:
                lines[-1] = (l0, min(bottom, b0), max(right, r0), max(top, t0))
                continue
        lines.append((left, bottom, right, top))
    return lines


def rects(
    text: str, boxes: Sequence[Box | None], size: tuple[float, float], terms: Sequence[str]
) -> list[Rect]:
    """Rectangles over a page of this width and height whose characters stand in `boxes`, one a character of `text`."""
    width, height = size
    kept = [i for i, c in enumerate(text) if c not in "\r\n\x02￾" and i < len(boxes)]
    found: list[Rect] = []
    for number, (start, end) in enumerate(spans("".join(text[i] for i in kept), terms)):
        marked = (boxes[i] for i in kept[start:end])
        for left, bottom, right, top in _joined(box for box in marked if box):
            if right < 0 or left > width or top < 0 or bottom > height:  # a broken font's idea of a place
                continue
            found.append(
                Rect(
                    round(left - 0.5, 2),
                    round(height - top - 0.5, 2),
                    round(right - left + 1, 2),
                    round(top - bottom + 1, 2),
                    number == 0,
                )
            )
    return found
