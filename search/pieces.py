"""What of a text that stands nowhere as a whole does stand: its longest parts, as in the cells of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from .text import MOST_MARKS, RUNS, joined, normalise, normalise_with_map

LONGEST = 150  # words and characters of a term that are compared
LONG, SHARE = 4, 3  # a part worth marking is as long as this, or as the term divided by that
FEWEST = 2
_WORDS = 0xF0000  # where the stand-ins of words begin
_OTHER = chr(0x10FFFD)  # stands for a word that is not sought


def find_pieces(text: str, query_terms: Iterable[str], whole: bool = False) -> list[tuple[int, int]]:
    """Where the longest parts of the terms stand in the original text, whatever punctuation runs through them: sorted,
    joined where they touch, in code points. Parts that say little are left out; all but the `whole` when asked.
    """
    terms = [run for term in query_terms if len(run := list(_runs(normalise(term)))[:LONGEST]) >= FEWEST]
    if not terms:
        return []
    words = {word: chr(_WORDS + n) for n, word in enumerate({w for t in terms for w, *_ in t if len(w) > 1})}
    normal, offsets = normalise_with_map(text)
    there = list(_runs(normal))
    dense = _dense(there, words)
    spans = []
    for term in terms:
        for at, end in islice(_parts(_dense(term, words), dense, whole), MOST_MARKS):
            start, stop = there[at][1], there[end - 1][2]
            spans.append((offsets.starts[start], offsets.ends[stop - 1]) if offsets else (start, stop))
    return joined(spans)


def _runs(normal: str) -> Iterator[tuple[str, int, int]]:
    """Words and single Han characters with their places."""
    for match in RUNS.finditer(normal):
        if match.lastindex == 1:
            yield from ((char, at, at + 1) for at, char in enumerate(match[0], match.start()))
        else:
            yield (match[0], *match.span())


def _dense(runs: Sequence[tuple[str, int, int]], words: dict[str, str]) -> str:
    """A character a word: so a part of a word is no part of a text."""
    return "".join(word if len(word) == 1 else words.get(word, _OTHER) for word, *_ in runs)


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
