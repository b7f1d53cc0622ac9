"""Words for the admin's own search: the stock one cuts at spaces, so it finds nothing inside a title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from search.text import normalise

HAN = "\u3400-\u9fff\uf900-\ufaff\u3007\U00020000-\U0003ffff"
RUNS = re.compile(rf"([{HAN}]+)|([^\W_{HAN}]+)")
LONGEST = 64  # code points of one token; both databases limit a word
MOST = 100  # tokens of one query


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    for match in RUNS.finditer(normalise(text.replace("\x00", " ")).lower()):
        yield match.lastindex == 1, match.group()[: None if match.lastindex == 1 else LONGEST]


def index_tokens(text: str) -> str:
    """Han characters alone and in pairs, other words whole, joined by spaces."""
    tokens: list[str] = []
    for han, run in _runs(text):
        if han:
            tokens.extend(run)
            tokens.extend(map("".join, pairwise(run)))
        else:
            tokens.append(run)
    return " ".join(tokens)


def query_tokens(text: str) -> str:
    """Pairs of Han characters (a lone one as it is) and words; quotes, operators and other signs are gone."""
    tokens: list[str] = []
    for han, run in _runs(text):
        if han and len(run) > 1:
            tokens.extend(map("".join, pairwise(run)))
        else:
            tokens.append(run)
    return " ".join(list(dict.fromkeys(tokens))[:MOST])


def flat(value: Any) -> str:
    """The text of a search field's value: strings, numbers, and lists or dicts of them."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return " ".join(flat(part) for part in value)
    return "" if value is None else str(value)
