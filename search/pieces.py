"""What of a text that stands nowhere as a whole does stand: its longest parts, as in the cells of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from .text import MOST_MARKS, RUNS, joined, normalise, normalise_with_map

LONGEST = 150  # words and characters of a term that are compared
LONG, SHARE = 4, 3  # a part worth marking is as long as this, or as the term divided by that
FEWEST = 2
_SIGNS = range(0x2800, 0x2C00)  # stand for the words sought: no sign of these is part of a word
_OTHER = "\0"  # stands for any other word

Spans = list[tuple[int, int]]


def find_pieces(text: str, query_terms: Iterable[str], whole: bool = False) -> Spans:
    """Where the longest parts of the terms stand in the original text, whatever punctuation runs through them: sorted,
    joined where they touch, in code points. Parts that say little are left out; all but the `whole` when asked.
    """
    signs: dict[str, str] = {}
    terms = []
    for term in query_terms:
        plain = normalise(term)
        for match in RUNS.finditer(plain):
            if match.lastindex == 2 and len(signs) < len(_SIGNS):
                signs.setdefault(match[0], chr(_SIGNS[len(signs)]))
        dense = _dense(plain, signs)[0][:LONGEST]
        if len(dense) >= FEWEST and _OTHER not in dense:
            terms.append(dense)
    if not terms:
        return []
    normal, offsets = normalise_with_map(text)
    dense, starts, ends = _dense(normal, signs)
    spans = []
    for term in terms:
        for at, end in islice(_parts(term, dense, whole), MOST_MARKS):
            start, stop = starts[at], ends[end - 1]
            spans.append((offsets.starts[start], offsets.ends[stop - 1]) if offsets else (start, stop))
    return joined(spans)


def _dense(normal: str, signs: dict[str, str]) -> tuple[str, list[int], list[int]]:
    """A character for each Han character and each word, so that a part of a word is no part of a text; for each of
    them where it begins and ends.
    """
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in RUNS.finditer(normal):
        start, end = match.span()
        if match.lastindex == 1:
            parts.append(match[0])
            starts += range(start, end)
            ends += range(start + 1, end + 1)
        else:
            parts.append(signs.get(match[0], _OTHER))
            starts.append(start)
            ends.append(end)
    return "".join(parts), starts, ends


def _parts(term: str, text: str, whole: bool) -> Iterator[tuple[int, int]]:
    """Every place of the longest parts of `term`."""
    least = len(term) if whole else max(FEWEST, min(LONG, -(-len(term) // SHARE)))
    end = covered = 0
    found: dict[str, None] = {}
    for start in range(len(term)):
        end = max(end, start)
        while end < len(term) and term[start : end + 1] in text:
            end += 1
        if end > covered and end - start >= least:
            found[term[start:end]] = None
        covered = max(covered, end)
    for part in found:
        at = text.find(part)
        while at >= 0:
            yield at, at + len(part)
            at = text.find(part, at + len(part))
