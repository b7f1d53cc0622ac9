"""Everyday words → the terms official texts use. Query side only: a new list needs no new index."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "synonyms.txt"


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


def expand(query: str) -> tuple[str, ...]:
    """Terms that mean what words of this normalised query mean and that it does not hold already."""
    found: dict[str, None] = {}
    for rule in rules():
        if rule.everyday.search(query):
            found.update((term, None) for term in rule.terms if term not in query)
    return tuple(found)
