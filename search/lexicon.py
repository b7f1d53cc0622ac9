"""Where words end: as rjieba cuts them, but with the fixed terms of Party work whole."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import rjieba

TERMS = Path(__file__).parent / "data" / "terms.txt"
_PARTY = re.compile("党|支部|纪委")
_FREQUENT = 1_000_000  # more than any word of its own dictionary, so that no other cut is likelier


@lru_cache(maxsize=1)
def fixed() -> frozenset[str]:
    lines = TERMS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def of_party(word: str) -> bool:
    """Whether it is what a question in a Party library is about: 入党 in 入党申请书怎么写, not 申请书."""
    return word in fixed() or _PARTY.search(word) is not None


@lru_cache(maxsize=1)
def _cutter() -> rjieba.Jieba:
    cutter = rjieba.Jieba()
    for term in fixed():
        cutter.add_word(term, _FREQUENT, "n")
    return cutter


@lru_cache(maxsize=2048)
def cut(text: str) -> tuple[str, ...]:
    """The words of a normalised text, in order; together they are the text."""
    return tuple(_cutter().cut(text))


def word_ends(text: str) -> set[int]:
    """Where the words of a normalised text end, and where the first begins."""
    return {0, *accumulate(map(len, cut(text)))}
