"""Titles as people say them, families of versions, and which titles a text names."""

from __future__ import annotations

import re
from functools import lru_cache

from search.citations import plain_name

LONGEST = 120
_BRACKETED = re.compile(r"[(（]([^()（）]{1,40})[)）]")
_ORDINAL = re.compile(r"^[一二三四五六七八九十]{1,3}$")
_MARKED = re.compile(r"《([^《》\n]{2,80})》")


@lru_cache(maxsize=20_000)
def plain_title(title: str) -> str:
    """中华人民共和国民法典 → 民法典; at most 300 characters."""
    return plain_name(title)[:300]


def family_of(title: str) -> str:
    """What all versions of one law share. （一）, （二） are laws of their own, and so is every 修正案."""
    name = plain_title(title)
    parts = _BRACKETED.findall(title)
    if "修正案" not in title:
        parts = [part for part in parts if _ORDINAL.match(part)]
    return "".join([name, *(f"（{part}）" for part in parts)])[:200]


def mentions(text: str) -> set[str]:
    """Plain titles of the works that a text names between 《》."""
    found = {plain_title(name) for name in set(_MARKED.findall(text))}
    return {name for name in found if 2 <= len(name) <= LONGEST}
