"""The title book: which works a citation, a title or a document number may mean, for one viewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from . import names
from .citations import NOISE, Citation, parse_number, plain_name, work_of
from .explanations import explaining
from .known import Known, NameIndex
from .nicknames import NICKNAMES, called
from .pinyin import STATE_NAME
from .ranking import Found
from .schema import PUBLIC
from .text import normalise

LONGEST_SHORT = 20  # characters of a contraction


@dataclass(frozen=True, slots=True)
class Title:
    """One line of the title book."""

    key: str
    title: str
    number: str = ""
    day: str = ""  # ISO date, for "latest first"
    current: bool = True
    prior: int = 0
    access: str = PUBLIC  # the token a viewer must hold


class TitleBook:
    """All titles and numbers of one generation, in memory; made again when the generation changes.

    Whoever asks tells the access tokens he holds: what he may not see takes no part in any choice made for him.
    """

    def __init__(self, titles: Iterable[Title]) -> None:
        self._lines: dict[str, Title] = {}
        self._titles: dict[str, str] = {}  # normalised, by key
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_number: dict[str, list[str]] = defaultdict(list)
        for line in titles:
            self._lines[line.key] = line
            title = normalise(line.title).replace(STATE_NAME, "")
            self._titles[line.key] = title
            for name in {plain_name(line.title), NOISE.sub("", title)}:
                if name:
                    self._by_name[name].append(line.key)
            if line.number and (number := parse_number(line.number)):
                self._by_number[number].append(line.key)
        lines = self._lines
        self._names = NameIndex({n: {lines[key].access for key in keys} for n, keys in self._by_name.items()})

    def __len__(self) -> int:
        return len(self._lines)

    def numbered(self, query: str, tokens: Collection[str]) -> tuple[str, ...]:
        """Keys of the works that carry this document number."""
        number = parse_number(query)
        return self._in_order(self._by_number.get(number, ()), tokens) if number else ()

    def titled(self, query: str, tokens: Collection[str]) -> tuple[str, ...]:
        """Keys of the works whose title is exactly this, or which people call so, current versions first; （十一） is not
        （十二）, and 民法 is what 民法典 is called.
        """
        whole, name = names.asked(query)
        if keys := self._ordered(whole, tokens):
            return keys
        cited = self.of_version(work_of(query), tokens)
        said = dict.fromkeys((name, cited.name, called(cited.name)))
        return next(filter(None, (self._ordered(each, tokens, cited) for each in said)), ())

    def shortened(self, query: str, tokens: Collection[str], *, surely: bool) -> tuple[str, ...]:
        """Keys of the works of which this is no title but a contraction, as 村委会组织法, and a part of no other's. Not
        `surely`: also of so few characters that it may be a word of its own, as 国际法.
        """
        cited = self.of_version(work_of(query), tokens)
        name = cited.name
        if not names.LAW.search(name) or len(name) > LONGEST_SHORT:
            return ()
        known = self._known(tokens)
        alike = [] if known.containing(name) else known.contracted(name)
        fits = names.is_sure if surely else names.may_be_short
        short = (self._ordered(each, tokens, cited) for each in alike if fits(name, each))
        if keys := next(filter(None, short), ()):
            return keys
        meant = explaining(known, name, surely)
        found = (key for each in meant for key in self._ordered(each, tokens, cited))
        return tuple(sorted(found, key=lambda key: not self._is_part(key, cited)))

    def of_version(self, citation: Citation, tokens: Collection[str]) -> Citation:
        """Without 旧 or 修订前 before the name of a work."""
        law, known = names.of_former(citation.name), self._known(tokens)
        if not law or citation.name in known:
            return citation
        is_known = NICKNAMES.get(law, law) in known or called(law) in known
        return replace(citation, name=law, whole="", former=True) if is_known else citation

    def settled(self, citation: Citation, tokens: Collection[str]) -> Citation:
        """With its first word where that begins a title, 违反…规定行政处分暂行规定; without 旧 or 修订前 before one, and
        without the part of the law that is named besides, 民法典合同编第五百条: articles are counted through.
        """
        known = self._known(tokens)
        if citation.led in known:
            return replace(citation, name=citation.led, whole="")
        citation = self.of_version(citation, tokens)
        name = citation.name
        if citation.numbered or not names.DIVISION.search(name) or name in known:
            return citation
        heads = (name[:end] for end in range(len(name) - 1, 1, -1) if names.DIVISION.fullmatch(name, end))
        law = next((head for head in heads if NICKNAMES.get(head, head) in known), "")
        return replace(citation, name=law, whole="") if law else citation

    def is_called(self, query: str, key: str) -> bool:
        """Is this the work's title as it stands?"""
        return self._bare(key) == names.asked(query)[0]

    def is_other(self, citation: Citation, key: str) -> bool:
        """Is the work another than the name says, though alike: 合同法 for 劳动合同法, 国家安全法实施细则 for 国家安全法,
        解释（一） for 解释（二）?
        """
        title, name = self._plain(key), citation.name
        if not self._is_part(key, citation):
            return True
        if {title, self._bare(key), title.partition("适用")[2]} & {name, called(name)}:
            return False
        if name in title:
            return True
        explains = names.explains(name, title)
        short = any(names.contracted(name, [title])) and names.is_sure(name, title)
        whole = any(title in (end, f"{end}典") for end in names.ends(name))
        led = names.led(name)  # of 企业个税法 one cannot be sure
        return not (explains or short or whole or (led != name and called(led) == title))

    def _bare(self, key: str) -> str:
        """A title without marks, what stands in brackets being a part of it."""
        return NOISE.sub("", self._titles.get(key, ""))

    def _is_part(self, key: str, citation: Citation) -> bool:
        return self._bare(key).endswith(citation.part)

    def _plain(self, key: str) -> str:
        return plain_name(self._lines[key].title) if key in self._lines else ""

    def cited(self, citation: Citation, key: str) -> str:
        """The article, by the work's whole name; "" where that was typed, or its number, or the name is long."""
        name = self._plain(key)
        other = not citation.numbered and name != citation.name and len(name) <= LONGEST_SHORT
        return f"{name}{citation.label}" if other else ""

    def has_version(self, key: str, citation: Citation) -> bool:
        """Is the work of the year that is asked for, or no more in force where that is? Also where its day is not known."""
        line = self._lines.get(key)
        if line is None or not line.day:
            return True
        of_year = citation.year is None or line.day.startswith(str(citation.year))
        return of_year and not (citation.former and line.current)

    def is_end(self, name: str, key: str) -> bool:
        """Is the name the work's title behind other words: 触犯刑法 for 刑法?"""
        title = self._plain(key)
        return title != name and any(title in (end, called(end)) for end in names.ends(name))

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

    def readings(
        self, citation: Citation, tokens: Collection[str], limit: int = 12
    ) -> Iterator[tuple[str, ...]]:
        """Keys of the works a citation may mean, the likeliest reading of its name first; in each, current versions
        first, then former ones. Others count only where those before are not there: filtered away, or gone.
        """
        whole, known = citation.whole, self._known(tokens)
        told = whole and (whole in known or known.containing(whole))
        name = whole if told else citation.name
        name = name if name in known else NICKNAMES.get(name, name)
        for reading in _readings(known, name, citation):
            keys: dict[str, None] = {}
            for name in reading:
                keys.update(dict.fromkeys(self._ordered(name, tokens, citation)))
            if keys:
                yield tuple(keys)[:limit]

    def _known(self, tokens: Collection[str]) -> Known:
        return Known(self._names, tokens)

    def _ordered(
        self, name: str, tokens: Collection[str], citation: Citation | None = None
    ) -> tuple[str, ...]:
        """Of works of this name; in each version first what is called so to the end: 解释 before 解释（二）."""
        return self._in_order(self._by_name.get(name, ()), tokens, citation, name)

    def _in_order(
        self, keys: Iterable[str], tokens: Collection[str], citation: Citation | None = None, name: str = ""
    ) -> tuple[str, ...]:
        seen = [line for key in keys if (line := self._lines[key]).access in tokens]
        lines = sorted(seen, key=lambda t: (t.day, t.prior), reverse=True)
        lines.sort(key=lambda t: self._bare(t.key) != name)
        asked = citation or Citation("", 0)
        year = str(asked.year or "")
        lines.sort(key=lambda t: (not t.day.startswith(year), t.current == asked.former))
        lines.sort(key=lambda t: not self._is_part(t.key, asked))
        return tuple(t.key for t in lines)


def _readings(known: Known, name: str, citation: Citation) -> Iterator[list[str]]:
    if name in known:
        yield [name]
    elif (whole := called(name)) in known:  # 民法 is 民法典, not 人民法院组织法
        yield [whole]
    short = known.contracted(name) if len(name) >= 3 else []
    if citation.bare:
        yield short or explaining(known, name, True)
        return
    ends = list(names.ends(name))
    own = (each for end in ends for each in (end, f"{end}典") if each in known)
    if end := next(own, ""):  # 民法商法专利法 → 专利法
        yield [end]
    if not citation.followed:
        yield known.containing(name)
    yield short  # 香港国安法 is 香港特别行政区维护国家安全法
    meant = (NICKNAMES[end] for end in ends if end in NICKNAMES)
    if end := next((each for each in meant if each in known), ""):  # 触犯治安处罚法
        yield [end]
    if citation.followed:
        return
    yield explaining(known, name, False)
    yield known.alike(name)
