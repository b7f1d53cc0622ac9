"""Where the words asked for stand: in the text, and as rectangles on the image of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from search.pieces import find_pieces
from search.text import find_marks

LONGEST_QUERY = 200

Box = tuple[float, float, float, float]  # left, bottom, right, top in PDF units, as PDFium gives them


@dataclass(frozen=True, slots=True)
class Sought:
    """What is marked: these terms, or their longest parts instead (`pieces`). `whole`: as they are, and that is what was
    asked for."""

    terms: tuple[str, ...] = ()
    pieces: bool = False
    whole: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a text: sorted, apart, in code points."""
        if not text or not self.terms:
            return []
        return find_pieces(text, self.terms, self.whole) if self.pieces else find_marks(text, self.terms)


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text; a marked one carries its number on the page, from 1.

    `first` on the beginning of a mark, whose id is "h1": a mark may run over several lines.
    """

    text: str
    mark: int = 0
    first: bool = True


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


def ladder(query: str) -> tuple[Sought, ...]:
    """What to look for in a work, one after the other until something is found, as the search does."""
    from search.search import cited_terms_of, is_quoted, loose_terms_of

    terms = terms_of(query)
    if not terms:
        return ()
    loose = tuple(loose_terms_of(query))
    parts = Sought(terms, pieces=True, whole=is_quoted(query))
    cited = tuple(cited_terms_of(query))
    sentence = (Sought(terms), Sought(cited, whole=True)) if cited else (Sought(terms),)
    return *sentence, parts, *((Sought(loose),) if loose else ())


def segments(lines: Sequence[str], sought: Sought) -> tuple[list[list[Segment]], int]:
    """Each line cut at its marks, and the number of marks. A mark runs over the end of a line where the words do."""
    spans = sought.spans("\n".join(lines))
    cut: list[list[Segment]] = []
    begin = number = 0
    for line in lines:
        end = begin + len(line)
        parts: list[Segment] = []
        at = begin
        while number < len(spans) and spans[number][0] < end:
            start, stop = spans[number]
            if start > at:
                parts.append(Segment(line[at - begin : start - begin]))
            start, at = max(start, begin), min(stop, end)
            if at > start:
                parts.append(Segment(line[start - begin : at - begin], number + 1, start == spans[number][0]))
            if stop > end:
                break
            number += 1
        if at < end:
            parts.append(Segment(line[at - begin :]))
        cut.append(parts)
        begin = end + 1
    return cut, len(spans)


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


def rects(text: str, boxes: Sequence[Box | None], size: tuple[float, float], sought: Sought) -> list[Rect]:
    """Rectangles over a page of this width and height whose characters stand in `boxes`, one a character of `text`.

    What the text has in one place may stand apart on the image, where a table is read in another order: parts then.
    """
    width, height = size
    kept = [i for i, c in enumerate(text) if c not in "\r\n\x02￾" and i < len(boxes)]
    found: list[Rect] = []
    plain = "".join(text[i] for i in kept)
    spans = sought.spans(plain) or replace(sought, pieces=True).spans(plain)
    for number, (start, end) in enumerate(spans):
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
