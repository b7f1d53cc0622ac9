"""Names of works: what stands around them, what they are short for, and how alike two of them are. Knows no work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from .citations import NUMERAL, plain_name, unpunctuated
from .lexicon import cut, word_ends
from .text import normalise

LONGEST_LEAD = 12  # characters before a title
# 合同编, 第三编第二章, 总则: what stands between the name of a law and the number of an article
DIVISION = re.compile(f"(?:第{NUMERAL}{{1,4}}分?[编章节]|[^第编章节]{{2,9}}[编章节]|[总分附通]则){{1,5}}$")
FORMER = re.compile("(?:[旧原老]|修[订正]前|以前)版?的?")
LAW = re.compile("..(?:法|法典|条例|规定|办法|准则|规则|细则|解释)$")
EXPLAINS = re.compile("(?P<law>.{2,}?)的?(?:(?:司法)?解释|规定)")
GENERAL = frozenset(
    (
        *("司法", "有关", "相关", "若干", "案件", "法院", "人民法院", "最高人民法院"),
        *("问题", "法律", "适用", "审理", "办理", "纠纷", "具体", "诉讼"),
    )
)  # what courts' explanations are about, all of them
_DONE = re.compile("^(?:触犯|违反|违背|符合|根据|依据|依照|按照|参照|遵守|适用|学习|中国|我国)")
_KIND = re.compile("(?:实施)?(?:法典|条例|规定|办法|准则|规则|解释)$|细则$|法$")
IS_LAW = re.compile("[法典例程]$")
SURE = 0.6  # part of a title that a contraction keeps
LEAST = 0.35  # of one that may be meant, where it is no law


def ends(name: str) -> Iterator[str]:
    """The name without the first words, so many as may stand before a title."""
    return (name[start:] for start in range(1, min(len(name) - 1, LONGEST_LEAD)))


@lru_cache(maxsize=1024)
def asked(query: str) -> tuple[str, str]:
    """A title as it was typed, and without what stood in brackets."""
    return unpunctuated(normalise(query)), plain_name(query)


def pairs(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)}


def in_order(parts: Iterable[str], name: str) -> bool:
    """Whether it holds them, each behind the one before."""
    at = 0
    for part in parts:
        at = name.find(part, at) + len(part)
        if at < len(part):
            return False
    return True


def begins_word(part: str, name: str) -> bool:
    return name.find(part) in word_ends(name)


def explains(name: str, title: str) -> bool:
    """公司法规定 is 关于适用《公司法》若干问题的规定, not any other 规定 that is alike."""
    found = EXPLAINS.fullmatch(name)
    if found is None or not title.endswith(("解释", "规定")):
        return False
    return _within(found["law"]).match(title.partition("适用")[2]) is not None


def led(name: str) -> str:
    """The name without what is done to a law: 触犯国安法."""
    return _DONE.sub("", name)


def contracted(short: str, titles: Iterable[str]) -> Iterator[str]:
    """刑事诉讼法 for 刑诉法: the same first character and kind, the rest in order."""
    if len(short) < 3:
        return
    within, kind = _within(short), _kind(short)
    for title in titles:
        if within.match(title) and title != short and _kind(title) == kind:
            yield title


@lru_cache(maxsize=256)
def _within(short: str) -> re.Pattern[str]:
    """What holds its characters in their order: to the first of each, so nothing is tried twice."""
    first, *others = map(re.escape, short)
    return re.compile(first + "".join(f"[^{char}]*{char}" for char in others))


def _kind(name: str) -> list[str]:
    return _KIND.findall(name)


def of_former(name: str) -> str:
    """The name without 旧 or 修订前 before it; "" where it has none: 老干部 is no former 干部."""
    old = FORMER.match(name)
    return name[old.end() :] if old and cut(name)[0] in old.group() else ""


def may_be_short(short: str, long: str) -> bool:
    """食品法 for 食品安全法, 女职工规定 for 女职工劳动保护特别规定, 社团条例 for 社会团体登记管理条例; but 人民条例 is none of
    人民币管理条例, which begins with another word, and 国防规定 none of a title of twenty characters.
    """
    stem = _KIND.sub("", short)
    if short.endswith("法"):
        return True
    if stem in long:
        return stem in accumulate(cut(long))
    return len(short) > LEAST * len(long)


def is_sure(short: str, long: str) -> bool:
    """So much of it that no other is meant: 村委会组织法, not 国际法 for 国际刑事司法协助法."""
    return len(short) > SURE * len(long)
