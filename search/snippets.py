"""A few words of the original text around what was searched, with the places to mark."""

from __future__ import annotations

from collections.abc import Sequence

from .pieces import find_pieces
from .text import find_marks

WIDTH = 150  # code points of a snippet
LEAD = 24  # of them before the first mark
SCAN = 200_000  # a passage longer than this is read from its beginning only
_BREAKS = "。！？；\n"

Marks = tuple[tuple[int, int], ...]


def snippet(text: str, terms: Sequence[str], width: int = WIDTH) -> tuple[str, Marks]:
    """The densest window of `text` and the marks in it, as offsets into the snippet: the terms, or else parts of them.

    Line breaks become spaces one for one, so offsets hold; an ellipsis stands where text was cut.
    """
    text = text[:SCAN]
    marks = (find_marks(text, terms) or find_pieces(text, terms)) if terms else []
    whole = len(text) <= width
    start = 0 if whole else _window(marks, width)
    if start:
        start = _sentence_start(text, max(0, start - LEAD), start)
    end = min(len(text), start + width)
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    body = text[start:end].replace("\r", " ").replace("\n", " ")
    if whole:
        return body, tuple(marks)
    shift = len(head) - start
    inside = [(max(a, start) + shift, min(b, end) + shift) for a, b in marks if b > start and a < end]
    return head + body + tail, tuple(inside)


def _window(marks: Sequence[tuple[int, int]], width: int) -> int:
    """Where the window with the most marked characters begins; 0 without marks."""
    best_sum, best, left, total = 0, 0, 0, 0
    for right, (_, end) in enumerate(marks):
        total += end - marks[right][0]
        while left < right and end - marks[left][0] > width - LEAD:
            total -= marks[left][1] - marks[left][0]
            left += 1
        if total > best_sum:
            best_sum, best = total, marks[left][0]
    return best


def _sentence_start(text: str, low: int, high: int) -> int:
    """The beginning of a sentence between the two places, else the lower one."""
    found = low - 1
    for mark in _BREAKS:
        found = max(found, text.rfind(mark, found + 1, high))
    return found + 1
