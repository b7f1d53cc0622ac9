"""Everyday words → the terms official texts use. Query side only: a new list needs no new index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .lexicon import cut

DATA = Path(__file__).parent / "data" / "synonyms.txt"
REST = 1  # characters of a word beside what is said in it: 加班费


@dataclass(frozen=True, slots=True)
class Rule:
    everyday: re.Pattern[str]
    terms: tuple[str, ...]


def read_rules(text: str) -> tuple[Rule, ...]:
    """One rule a line: `word|word > term term`. Lines without `>` and lines that begin with # are skipped."""
    rules = []
    for line in text.splitlines():
        left, arrow, right = line.partition(">")
        words = sorted((w.strip() for w in left.split("|") if w.strip()), key=len, reverse=True)
        if line.startswith("#") or not arrow or not words or not right.strip():
            continue
        rules.append(Rule(re.compile("|".join(map(re.escape, words))), tuple(right.split())))
    return tuple(rules)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    return read_rules(DATA.read_text(encoding="utf-8"))


def matches(rule: Rule, query: str) -> Iterator[re.Match[str]]:
    """Where a normalised query says it. A single character only where it is a word: 抢 is none in 抢险."""
    for match in rule.everyday.finditer(query):
        if len(match[0]) > 1 or match[0] in cut(query):
            yield match


def expand(query: str) -> tuple[str, ...]:
    """Terms that mean what words of this normalised query mean and that it does not hold already."""
    found: dict[str, None] = {}
    for rule in rules():
        said = rule.everyday.search(query)
        if said and (len(said[0]) > 1 or next(matches(rule, query), None)):
            found.update((term, None) for term in rule.terms if term not in query)
    return tuple(found)


@lru_cache(maxsize=1024)
def of_word(word: str) -> tuple[str, ...]:
    """Terms each of which means what this one word does: no 行政机关 for 机关党委, no 劳动者 alone for 辞职."""
    found: dict[str, None] = {}
    for rule in rules():
        if any(len(word) - len(match[0]) <= REST for match in matches(rule, word)):
            shared = _shared()
            least = min(shared[term] for term in rule.terms)
            found.update((t, None) for t in rule.terms if shared[t] == least and t not in word)
    return tuple(found)


@lru_cache(maxsize=1)
def _shared() -> Counter[str]:
    """How many rules have a term: the more, the less it says by itself."""
    return Counter(term for rule in rules() for term in rule.terms)
