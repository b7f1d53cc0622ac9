"""Words around a title that only ask for the work itself: 我国宪法, 最新公司法, 民法典全文, 宪法序言."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .citations import unpunctuated
from .text import normalise

LONGEST = 60  # characters of what is looked at
_NEWEST = "(?:最新|现行)(?:有效|修[订正]|颁布|发布)?(?:版本?)?"
_DONE = "触犯|违反|违背|根据|依据|依照|按照|参照|遵守|适用"  # to a law
_LEAD = re.compile(f"(?:请问|查询?|查找|查看|搜索|下载|中国|我国|{_DONE}|{_NEWEST}|新(?:修[订正])?版?)的?")
_TAIL = re.compile(
    f"的?(?:(?:全部|完整)?(?:全文|条文|原文|正文|内容|文本)|{_NEWEST}|新版|完整版|电子版|单行本|全文下载|下载)$"
)
_PART = re.compile("的?(序言|总纲)$")  # what stands before the first article


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may be a title; `part`: the heading in it that was asked for."""

    name: str
    part: str = ""


@lru_cache(maxsize=1024)
def wanted(query: str) -> tuple[Wanted, ...]:
    """Titles that a query may ask for, the longest first; none is the query itself."""
    whole = unpunctuated(normalise(query)) if len(query) <= LONGEST else ""
    part = _PART.search(whole)
    found: dict[Wanted, None] = {}
    for tail in _without_tails(whole):
        found.update(dict.fromkeys(map(Wanted, _without_leads(tail))))
    if part:
        found.update((Wanted(name, part[1]), None) for name in _without_leads(whole[: part.start()]))
    named = (each for each in found if len(each.name) >= 2 and each.name != whole)
    return tuple(sorted(named, key=lambda each: -len(each.name)))


def _without_leads(name: str) -> Iterator[str]:
    yield name
    while (found := _LEAD.match(name)) and found.end() < len(name):
        name = name[found.end() :]
        yield name


def _without_tails(name: str) -> Iterator[str]:
    yield name
    while (found := _TAIL.search(name)) and found.start():
        name = name[: found.start()]
        yield name
