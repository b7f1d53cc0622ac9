"""A citation (民法典第五十四条, 《民法典》54条, 国办发〔2017〕47号) read and led to its work and article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .pinyin import STATE_NAME
from .ranking import Found
from .text import normalise

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = "[零〇一二三四五六七八九十百千两0-9]"
_ARTICLE = re.compile(
    rf"^(?P<name>.{{2,60}}?)\s*(?:第\s*)?(?P<article>{_NUMERAL}{{1,9}})\s*条"
    rf"(?:\s*之\s*(?P<sub>{_NUMERAL}{{1,3}}))?(?P<rest>.*)$"
)
_BARE = re.compile(
    r"^(?P<name>.{1,60}?(?:法|法典|条例|规定|办法|章程|准则|规则|细则|解释)》?)\s*(?P<article>\d{1,4})$"
)
_REST = re.compile(
    rf"^[\s,，、]*(?:第?{_NUMERAL}{{1,4}}款)?(?:第?\s*[(（]?{_NUMERAL}{{1,4}}[)）]?\s*项)?"
    r"[的之是]?(?:具体|主要)?(?:内容|规定|条文|原文|全文|条款)?(?:是|有|为)?"
    r"(?:什么|啥|哪些|如何|怎么|怎样)?(?:规定|说|讲)?的?[\s?？。.!！]*$"
)
_LEAD = re.compile(r"^(?:请问|查询?|查找|搜索|根据|依据|按照|依照|关于|我国|现行|新版?|最新)+")
_NUMBER = re.compile(
    r"^(?P<organ>[^\W\d_]{1,16})(?:[〔\[(（【［<〈《]?(?P<year>[12]\d{3})[〕\])）】］>〉》]?年?)?"
    rf"第?(?P<serial>{_NUMERAL}{{1,7}})号$"
)
_BRACKETED = re.compile(r"[(（\[〔【][^)）\]〕】]*[)）\]〕】]")
_TITLE_MARKS = re.compile(r"《([^《》]{2,60})》")
_BEFORE_ARTICLE = re.compile(r"([\u4e00-\u9fff]{2,20})第[一二三四五六七八九十百千零〇0-9]+条")
_LABEL = re.compile(rf"^第({_NUMERAL}{{1,9}})条(?:之({_NUMERAL}{{1,3}}))?$")
_ONLY_NUMBER = re.compile(rf"^第?{_NUMERAL}*$")
_YEAR = re.compile(r"(19[4-9]\d|20\d\d)")
_NOISE = re.compile(r"[\W_]+")
# Names in daily use that no rule below finds: others are beginnings, ends or contractions of titles.
_NICKNAMES = {
    "消法": "消费者权益保护法",
    "新公司法": "公司法",
    "道交法": "道路交通安全法",
    "交法": "道路交通安全法",
    "治安处罚法": "治安管理处罚法",
    "未保法": "未成年人保护法",
    "行诉法": "行政诉讼法",
    "民诉法": "民事诉讼法",
    "刑诉法": "刑事诉讼法",
    "党章": "中国共产党章程",
    "纪律处分条例": "中国共产党纪律处分条例",
}
LIKENESS = 0.6  # Dice coefficient of character pairs below which a name is not taken for a title


@dataclass(frozen=True, slots=True)
class Citation:
    """An article of a work. `anchor` is the passage's permanent one: a54, a120-1."""

    name: str
    article: int
    sub: int = 0
    year: int | None = None  # of the version that was asked for
    whole: str = ""  # the name with what stood in brackets, where that tells works apart: （一）
    bare: bool = False  # 劳动合同法39: the number may as well be a year or a word like any other

    @property
    def anchor(self) -> str:
        return f"a{self.article}-{self.sub}" if self.sub else f"a{self.article}"


@dataclass(frozen=True, slots=True)
class Title:
    """One line of the title book."""

    key: str
    title: str
    number: str = ""
    day: str = ""  # ISO date, for "latest first"
    current: bool = True
    prior: int = 0


def to_int(numeral: str) -> int | None:
    """一百二十 and 120 → 120; None for what is no number."""
    if numeral.isdigit():
        return int(numeral)
    if not any(c in _UNITS for c in numeral):
        digits = [_DIGITS.get(c) if c in _DIGITS else (int(c) if c.isdigit() else None) for c in numeral]
        return None if not digits or None in digits else int("".join(map(str, digits)))
    total = pending = 0
    for char in numeral:
        if char in _UNITS:
            total += (pending or 1) * _UNITS[char]
            pending = 0
        elif char in _DIGITS:
            pending = _DIGITS[char]
        else:
            return None
    return total + pending


def parse(query: str) -> Citation | None:
    """The article that the whole query cites. None when it only mentions one."""
    normal = normalise(query).strip()
    if bare := _BARE.match(normal):
        name, number = plain_name(_LEAD.sub("", bare["name"])), int(bare["article"])
        return Citation(name, number, bare=True) if len(name) >= 2 and number else None
    found = _ARTICLE.match(normal)
    if not found or not _REST.match(found["rest"]):
        return None
    article, sub = to_int(found["article"]), to_int(found["sub"]) if found["sub"] else 0
    raw = _LEAD.sub("", found["name"])
    year = _YEAR.search(raw)
    name = plain_name(_YEAR.sub("", raw) if year else raw)
    if year:
        name = re.sub(r"^(?:年版?|版)|(?:年版?|版|年?修[正订])$", "", name)
    if article is None or sub is None or len(name) < 2 or _ONLY_NUMBER.match(name):
        return None
    whole = "" if year else _unpunctuated(normalise(raw))
    return Citation(name, article, sub, int(year[1]) if year else None, whole if whole != name else "")


@lru_cache(maxsize=4096)
def parse_number(query: str) -> str | None:
    """A document number in one spelling, whatever its brackets: `国办发2017 47`, `国务院令 743`; or None."""
    found = _NUMBER.match(re.sub(r"\s+", "", normalise(query)))
    serial = to_int(found["serial"]) if found else None
    return f"{found['organ']}{found['year'] or ''} {serial}" if found and serial is not None else None


def plain_name(title: str) -> str:
    """A title as people say it: normalised, without punctuation, bracketed parts and the state's name."""
    return _unpunctuated(_BRACKETED.sub("", normalise(title)))


def _unpunctuated(normal: str) -> str:
    return _NOISE.sub("", normal).replace(STATE_NAME, "")


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


class TitleBook:
    """All titles and numbers of one generation, in memory; made again when the generation changes."""

    def __init__(self, titles: Iterable[Title]) -> None:
        self._lines: dict[str, Title] = {}
        self._titles: dict[str, str] = {}  # normalised, by key
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_number: dict[str, list[str]] = defaultdict(list)
        self._by_ends: dict[str, list[str]] = defaultdict(list)
        self._pairs: dict[str, set[str]] = defaultdict(set)
        for line in titles:
            self._lines[line.key] = line
            title = normalise(line.title).replace(STATE_NAME, "")
            self._titles[line.key] = title
            for name in {plain_name(line.title), _NOISE.sub("", title)}:
                if len(name) >= 2:
                    self._by_name[name].append(line.key)
            if line.number and (number := parse_number(line.number)):
                self._by_number[number].append(line.key)
        for name in self._by_name:
            self._by_ends[name[0] + name[-1]].append(name)
            for pair in _pairs(name):
                self._pairs[pair].add(name)

    def __len__(self) -> int:
        return len(self._lines)

    def numbered(self, query: str) -> tuple[str, ...]:
        """Keys of the works that carry this document number."""
        number = parse_number(query)
        return self._ordered(self._by_number.get(number, ()), None) if number else ()

    def titled(self, query: str) -> tuple[str, ...]:
        """Keys of the works whose title is exactly this, current versions first; （十一） is not （十二）."""
        whole, name = _asked(query)
        return self._ordered(self._by_name.get(whole if whole in self._by_name else name, ()), None)

    def shares(self, terms: Sequence[str], works: Iterable[Found]) -> dict[str, float]:
        """Of works whose title holds all the terms, by key: which part of the title they make up."""
        found: dict[str, float] = {}
        if not terms:
            return found
        length, titles, first, others = sum(map(len, terms)), self._titles, terms[0], terms[1:]
        for work in works:
            title = titles.get(work[0], "")
            if first in title and title and all(term in title for term in others):
                found[work[0]] = min(1.0, length / len(title))
        return found

    def readings(self, citation: Citation, limit: int = 12) -> Iterator[tuple[str, ...]]:
        """Keys of the works a citation may mean, the likeliest reading of its name first; in each, current versions
        first, then former ones. Others count only for whom those before are not there: a title he may not see must not
        stand before the one he means.
        """
        whole = citation.whole
        told = whole and (whole in self._by_name or self._containing(whole))
        name = whole if told else citation.name
        for names in self._names(_NICKNAMES.get(name, name), citation.bare):
            keys: dict[str, None] = {}
            for name in names:
                keys.update(dict.fromkeys(self._ordered(self._by_name[name], citation.year)))
            if keys:
                yield tuple(keys)[:limit]

    def _names(self, name: str, bare: bool) -> Iterator[list[str]]:
        if name in self._by_name:
            yield [name]
        short = self._contracted(name) if len(name) >= 3 else []
        if bare:
            yield short
            return
        for start in range(1, min(len(name) - 2, 10)):  # 民法商法专利法 → 专利法
            if name[start:] in self._by_name:
                yield [name[start:]]
                break
        yield self._containing(name)
        yield short
        yield self._alike(name)

    def _containing(self, name: str) -> list[str]:
        pairs = _pairs(name)
        candidates = set.intersection(*(self._pairs.get(p, set()) for p in pairs)) if pairs else set()
        return sorted(
            (n for n in candidates - {name} if name in n), key=lambda n: (not n.endswith(name), len(n), n)
        )[:5]

    def _contracted(self, name: str) -> list[str]:
        """刑诉法 → 刑事诉讼法: the same first and last character, the rest in order."""
        return sorted(
            (n for n in self._by_ends.get(name[0] + name[-1], ()) if n != name and _subsequence(name, n)),
            key=len,
        )[:1]

    def _alike(self, name: str) -> list[str]:
        pairs = _pairs(name)
        shared: dict[str, int] = defaultdict(int)
        for pair in pairs:
            for candidate in self._pairs.get(pair, ()):
                shared[candidate] += 1
        shared.pop(name, None)
        # 监察法实施条例 and 预算法实施条例 are alike in all but what they are about, which is said first
        scored = [
            (2 * n / (len(pairs) + len(_pairs(c))), c)
            for c, n in shared.items()
            if all(char in c for char in name[:2])
        ]
        best = max(scored, default=(0.0, ""))
        return [best[1]] if best[0] >= LIKENESS else []

    def _ordered(self, keys: Iterable[str], year: int | None) -> tuple[str, ...]:
        lines = sorted((self._lines[k] for k in keys), key=lambda t: (t.day, t.prior), reverse=True)
        if year is not None:
            lines.sort(key=lambda t: (not t.day.startswith(str(year)), not t.current))
        else:
            lines.sort(key=lambda t: not t.current)
        return tuple(t.key for t in lines)


@lru_cache(maxsize=1024)
def _asked(query: str) -> tuple[str, str]:
    """A title as it was typed, and without what stood in brackets."""
    return _unpunctuated(normalise(query)), plain_name(query)


def _pairs(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)}


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)
