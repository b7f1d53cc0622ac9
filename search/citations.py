"""A citation (民法典第五十四条, 《民法典》54条, 国办发〔2017〕47号) read."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import lru_cache

from .pinyin import STATE_NAME
from .text import chinese_number, normalise

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[零〇一二三四五六七八九十百千两0-9]"
_AND = "(?:、|,|，|和|及|与|至|到|-|—|~)"
_NAME = ".{2,100}?"
_PLACE = (
    rf"(?P<article>{NUMERAL}{{1,9}})(?P<more>(?:\s*{_AND}\s*(?:第\s*)?{NUMERAL}{{1,9}})*)\s*条"
    rf"(?:\s*之\s*(?P<sub>{NUMERAL}{{1,3}}))?(?P<rest>.*)$"
)
# In this order, until nothing is left over: …收支两条线…规定第十三条, …适用刑法第十二条…的解释第二条.
_ARTICLES = (
    re.compile(rf"^(?P<name>{_NAME})\s*(?:第\s*)?{_PLACE}"),
    re.compile(rf"^(?P<name>{_NAME})\s*第\s*{_PLACE}"),
    re.compile(rf"^(?P<name>{_NAME}(?:规定|办法|解释|批复|答复|意见|决定|通知)[)）》]*)\s*第\s*{_PLACE}"),
)
_BARE = re.compile(
    r"^(?P<name>.{1,60}?(?:法|法典|条例|规定|办法|章程|党章|准则|规则|细则|解释)》?)\s*"
    rf"(?:(?P<article>\d{{1,4}})|第\s*(?P<told>{NUMERAL}{{1,9}}))(?:\s*之\s*(?P<sub>{NUMERAL}{{1,3}}))?$"
)
# 反家暴法二十三, not 解释二, 规定十一: those may be numbered themselves
_BARER = re.compile(
    r"^(?P<name>.{1,60}?(?:法|法典|条例|章程|党章|准则)》?)\s*(?P<article>[一二三四五六七八九十百千零〇两]{2,9})"
    rf"(?:\s*之\s*(?P<sub>{NUMERAL}{{1,3}}))?$"
)
_REST = re.compile(
    rf"^(?P<more>(?:\s*{_AND}\s*第?\s*{NUMERAL}{{1,9}}\s*条(?:之{NUMERAL}{{1,3}})?)*)"  # of several articles the first is shown
    rf"[\s,，、]*(?:第?{NUMERAL}{{1,4}}款)?(?:第?\s*[(（]?{NUMERAL}{{1,4}}[)）]?\s*项)?"
    r"[的之是]?(?:具体|主要)?(?:内容|规定|条文|原文|全文|条款)?(?:[讲说写][的了])?(?:是|有|为|了)?"
    r"(?:(?:什么|啥|哪些|如何|怎么|怎样)(?:理解|解释)?)?(?:规定|说|讲|写|意思|内容)?[的了]?[\s?？。.!！:：;；,，、)）]*$"
)
_TAIL = re.compile(
    r"[^。！？；.!?;]{1,12}[。！？；.!?;\s]*"
)  # 怎么判, 盗窃罪, 的解释: what is asked of the article
_LEAD = re.compile(
    r"^(?:请问|查询?|查找|搜索|根据|依据|按照|依照|参照|适用|违反|学习|详?见|关于|我国|现行|新版?|最新)+"
)
_OF = re.compile("(?:[中里]|里面)?(?:规定)?的$")  # 民法典规定的第54条
_THIS = re.compile("本(?:法|条例|办法|规定|解释|章程|准则|规则|细则)")  # of a text that speaks of itself
_MENTIONED = re.compile(r"(.+)《[^《》]+》")
_NUMBER = re.compile(
    rf"^(?!第?{NUMERAL}+号)(?P<organ>[^\W\d_]{{1,16}}?)"  # 国务院令第743号 is of 国务院令
    r"(?:[〔\[(（【［<〈《]?(?P<year>[12]\d{3})[〕\])）】］>〉》]?年?)?"
    rf"第?(?P<serial>{NUMERAL}{{1,7}})号$"
)
_ENCLOSED = re.compile(
    rf"[(（\[〔【]\s*(第\s*{NUMERAL}{{1,9}}\s*条(?:\s*之\s*{NUMERAL}{{1,3}})?)\s*[)）\]〕】]"
)
_SPACED = re.compile(rf"第\s*{NUMERAL}(?:\s*{NUMERAL}){{1,8}}\s*条")
_LISTED = re.compile(r"\s*[、,，;；]\s*|(?<=[条》])\s*(?:以及|和|与|及)\s*|\s*(?:以及|和|与|及)\s*(?=《)")
MOST_LISTED = 5  # works that are named beside each other
_BRACKETED = re.compile(r"[(（\[〔【][^)）\]〕】]*[)）\]〕】]")
_UNBRACKETED = re.compile("(.{2,}(?:解释|规定|修正案))([一二三四五六七八九十]{1,3})")
_TITLE_MARKS = re.compile(r"《([^《》]{2,60})》")
_BEFORE_ARTICLE = re.compile(r"([\u4e00-\u9fff]{2,20})第[一二三四五六七八九十百千零〇0-9]+条")
_LABEL = re.compile(rf"^第({NUMERAL}{{1,9}})条(?:之({NUMERAL}{{1,3}}))?$")
_HALF_LABEL = re.compile(rf"^({NUMERAL}{{1,9}})条$")
_ONLY_NUMBER = re.compile(rf"^第?{NUMERAL}*$")
_YEAR = re.compile(r"(19[4-9]\d|20\d\d)")
_OF_YEAR = re.compile(rf"{_YEAR.pattern}年?版?的?")
NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """An article of a work. `anchor` is the passage's permanent one: a54, a120-1."""

    name: str
    article: int
    sub: int = 0
    year: int | None = None  # of the version that was asked for
    whole: str = ""  # the name with what stood in brackets, where that tells works apart: （一）
    led: str = ""  # the name with a first word that may be no part of it: 违反…, 关于…
    bare: bool = False  # 劳动合同法39, 劳动合同法第39: the number may as well be a year, or cut off in a copy
    # 触犯《刑法》第274条, 本法第五条、第六条: it may as well be a piece of a sentence that cites
    mentioned: bool = False
    # 刑法第264条怎么判: more is said behind it, so only a name that is surely known counts
    followed: bool = False
    former: bool = False  # 旧公司法, 修订前的公司法: not the version in force
    numbered: bool = False  # `name` is a document number: 法释〔2024〕1号第二条

    @property
    def anchor(self) -> str:
        return f"a{self.article}-{self.sub}" if self.sub else f"a{self.article}"

    @property
    def part(self) -> str:
        """What stood in brackets behind the name: 一 of 合同法解释（一）."""
        return self.whole.removeprefix(self.name) if self.whole.startswith(self.name) else ""

    @property
    def label(self) -> str:
        sub = f"之{chinese_number(self.sub)}" if self.sub else ""
        return f"第{chinese_number(self.article)}条{sub}"


def _digit(char: str) -> int | None:
    return int(char) if char.isascii() and char.isdigit() else _DIGITS.get(char)


def to_int(numeral: str) -> int | None:
    """一百二十, 120 and 1百20 → 120; None for what is no number."""
    if numeral.isdigit():
        return int(numeral)
    if not any(c in _UNITS for c in numeral):
        digits = [_digit(c) for c in numeral]
        return None if not digits or None in digits else int("".join(map(str, digits)))
    total = pending = 0
    for char in numeral:
        if char in _UNITS:
            total += (pending or 1) * _UNITS[char]
            pending = 0
        elif (digit := _digit(char)) is not None:
            pending = pending * 10 + digit  # 1百20
        else:
            return None
    return total + pending


def straightened(query: str) -> str:
    """民法典（第五十四条） and 民法典第五 十四条, as copied out of a PDF, are 民法典第五十四条."""
    joined = _SPACED.sub(lambda found: "".join(found[0].split()), query)
    return _ENCLOSED.sub(r"\1", joined)


def listed(query: str) -> tuple[str, ...]:
    """公司法第一条、合伙企业法第二条: the parts of a list of works, or of their articles. None of anything else."""
    parts = tuple(part for part in _LISTED.split(query.strip()) if part)
    if len(parts) < 2:
        parts = tuple(query.split())
        return parts if 1 < len(parts) <= MOST_LISTED and all(map(_is_cited, parts)) else ()
    return parts if len(parts) <= MOST_LISTED and all(len(part) >= 2 for part in parts) else ()


def _is_cited(part: str) -> bool:
    found = parse(part)
    return found is not None and not (found.bare or found.mentioned or found.followed)


def parse(query: str) -> Citation | None:
    """The article that the query cites, alone or with few words around it. None when it only mentions one."""
    normal = normalise(query).strip()
    if bare := _BARE.match(normal) or _BARER.match(normal):
        return _bare(bare)
    found, rest = _article_of(normal)
    followed = bool(found and not rest and _TAIL.fullmatch(found["rest"]))
    if not found or not (rest or followed):
        return None
    article, sub = to_int(found["article"]), to_int(found["sub"]) if found["sub"] else 0
    raw = _OF.sub("", _LEAD.sub("", found["name"]))
    if article is not None and sub is not None and parse_number(raw):
        return Citation(raw, article, sub, mentioned=followed, numbered=True)
    around = _MENTIONED.fullmatch(_OF_YEAR.sub("", raw))
    work = work_of(raw)
    name = work.name
    if article is None or sub is None or len(name) < 2 or _ONLY_NUMBER.match(name) or _THIS.fullmatch(name):
        return None
    return replace(
        work,
        article=article,
        sub=sub,
        led=unpunctuated(normalise(found["name"])) if raw != found["name"] else "",
        mentioned=bool(
            followed
            or (around and len(unpunctuated(around[1])) >= 2)
            or found["more"]
            or (rest and rest["more"])
        ),
        followed=followed,
    )


@lru_cache(maxsize=1024)
def work_of(query: str) -> Citation:
    """A work as people name it, its version beside: 公司法（2018年修正）, 2018年公司法, 解释（一）. No article."""
    normal = normalise(query).strip()
    year = _YEAR.search(normal)
    name = plain_name(_YEAR.sub("", normal) if year else normal)
    if year:
        name = re.sub(r"^(?:年版?|版)的?|(?:年版?|版|年?修[正订])$", "", name)
    whole = "" if year else unpunctuated(normal)
    if found := _UNBRACKETED.fullmatch(name):  # 合同法解释二
        name, whole = found[1], name
    return Citation(name, 0, year=int(year[1]) if year else None, whole=whole if whole != name else "")


def _bare(found: re.Match[str]) -> Citation | None:
    name, told = plain_name(_LEAD.sub("", found["name"])), found.groupdict()
    number, sub = to_int(told.get("told") or found["article"]), to_int(found["sub"]) if found["sub"] else 0
    return Citation(name, number, sub or 0, bare=True) if len(name) >= 2 and number else None


def _article_of(normal: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """What cites an article, and what is said behind it; the first that may where more is said."""
    first: re.Match[str] | None = None
    for pattern in _ARTICLES:
        found = pattern.match(normal)
        if found and (rest := _REST.match(found["rest"])):
            return found, rest
        first = first or found
    return first, None


@lru_cache(maxsize=4096)
def parse_number(query: str) -> str | None:
    """A document number in one spelling, whatever its brackets: `国办发2017 47`, `国务院令 743`; or None."""
    found = _NUMBER.match(re.sub(r"\s+", "", normalise(query)))
    serial = to_int(found["serial"]) if found else None
    return f"{found['organ']}{found['year'] or ''} {serial}" if found and serial is not None else None


def plain_name(title: str) -> str:
    """A title as people say it: normalised, without punctuation, bracketed parts and the state's name."""
    return unpunctuated(_BRACKETED.sub("", normalise(title)))


def unpunctuated(normal: str) -> str:
    return NOISE.sub("", normal).replace(STATE_NAME, "")


def cited_names(text: str, known: Container[str]) -> set[str]:
    """Which of the known names a text cites: between 《》, or right before 第N条."""
    found = {name for name in _TITLE_MARKS.findall(text) if name in known}
    for run in _BEFORE_ARTICLE.findall(text):
        found.update(next(((run[i:],) for i in range(len(run) - 1) if run[i:] in known), ()))
    return found


def article_anchor(label: str) -> str:
    """第一百二十条之一 → a120-1; empty for what is no article."""
    found = _LABEL.match(label.strip())
    number = to_int(found[1]) if found else None
    if found is None or number is None:
        return ""
    sub = to_int(found[2]) if found[2] else None
    return f"a{number}-{sub}" if sub else f"a{number}"


def article_label(text: str) -> str:
    """15条 → 第十五条; empty for all that is no number of an article without its 第."""
    found = _HALF_LABEL.match(text.strip())
    number = to_int(found[1]) if found else None
    return f"第{chinese_number(number)}条" if number else ""
