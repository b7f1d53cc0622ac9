"""The title book: which works a citation, a title or a document number may mean, for one viewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from . import names
from .citations import NOISE, Citation, parse_number, plain_name, work_of
from .nicknames import NICKNAMES, called
from .pinyin import STATE_NAME
from .ranking import Found
from .schema import PUBLIC
from .text import normalise

FEW = 3  # titles: what stands in more is no name of one
LONGEST_SHORT = 20  # characters of a contraction
LIKENESS = 0.6  # Dice coefficient of character pairs below which a name is not taken for a title


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
        self._by_ends: dict[str, list[str]] = defaultdict(list)
        self._pairs: dict[str, set[str]] = defaultdict(set)
        for line in titles:
            self._lines[line.key] = line
            title = normalise(line.title).replace(STATE_NAME, "")
            self._titles[line.key] = title
            for name in {plain_name(line.title), NOISE.sub("", title)}:
                if name:
                    self._by_name[name].append(line.key)
            if line.number and (number := parse_number(line.number)):
                self._by_number[number].append(line.key)
        for name in self._by_name:
            self._by_ends[name[0] + name[-1]].append(name)
            for pair in names.pairs(name):
                self._pairs[pair].add(name)

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
        alike = [] if self._containing(name, tokens) else self._contracted(name, tokens)
        fits = names.is_sure if surely else names.may_be_short
        short = (self._ordered(each, tokens, cited) for each in alike if fits(name, each))
        if keys := next(filter(None, short), ()):
            return keys
        meant = self._explaining(name, tokens, surely)
        found = (key for each in meant for key in self._ordered(each, tokens, cited))
        return tuple(sorted(found, key=lambda key: not self._is_part(key, cited)))

    def of_version(self, citation: Citation, tokens: Collection[str]) -> Citation:
        """Without 旧 or 修订前 before the name of a work."""
        law = names.of_former(citation.name)
        if not law or self._known(citation.name, tokens):
            return citation
        known = self._known(NICKNAMES.get(law, law), tokens) or self._known(called(law), tokens)
        return replace(citation, name=law, whole="", former=True) if known else citation

    def settled(self, citation: Citation, tokens: Collection[str]) -> Citation:
        """With its first word where that begins a title, 违反…规定行政处分暂行规定; without 旧 or 修订前 before one, and
        without the part of the law that is named besides, 民法典合同编第五百条: articles are counted through.
        """
        if citation.led and self._known(citation.led, tokens):
            return replace(citation, name=citation.led, whole="")
        citation = self.of_version(citation, tokens)
        name = citation.name
        if citation.numbered or not names.DIVISION.search(name) or self._known(name, tokens):
            return citation
        heads = (name[:end] for end in range(len(name) - 1, 1, -1) if names.DIVISION.fullmatch(name, end))
        law = next((head for head in heads if self._known(NICKNAMES.get(head, head), tokens)), "")
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
        whole = citation.whole
        told = whole and (self._known(whole, tokens) or self._containing(whole, tokens))
        name = whole if told else citation.name
        name = name if self._known(name, tokens) else NICKNAMES.get(name, name)
        for reading in self._names(name, citation, tokens):
            keys: dict[str, None] = {}
            for name in reading:
                keys.update(dict.fromkeys(self._ordered(name, tokens, citation)))
            if keys:
                yield tuple(keys)[:limit]

    def _known(self, name: str, tokens: Collection[str]) -> bool:
        """Whether a work that he may see is called this."""
        return any(self._lines[key].access in tokens for key in self._by_name.get(name, ()))

    def _names(self, name: str, citation: Citation, tokens: Collection[str]) -> Iterator[list[str]]:
        if self._known(name, tokens):
            yield [name]
        elif self._known(whole := called(name), tokens):  # 民法 is 民法典, not 人民法院组织法
            yield [whole]
        short = self._contracted(name, tokens) if len(name) >= 3 else []
        if citation.bare:
            yield short or self._explaining(name, tokens, True)
            return
        ends = list(names.ends(name))
        own = (each for end in ends for each in (end, f"{end}典") if self._known(each, tokens))
        if end := next(own, ""):  # 民法商法专利法 → 专利法
            yield [end]
        if not citation.followed:
            yield self._containing(name, tokens)
        yield short  # 香港国安法 is 香港特别行政区维护国家安全法
        meant = (NICKNAMES[end] for end in ends if end in NICKNAMES)
        if end := next((each for each in meant if self._known(each, tokens)), ""):  # 触犯治安处罚法
            yield [end]
        if citation.followed:
            return
        yield self._explaining(name, tokens, False)
        yield self._alike(name, tokens)

    def _containing(self, name: str, tokens: Collection[str]) -> list[str]:
        return sorted(self._holding(name, tokens), key=lambda n: (not n.endswith(name), len(n), n))[:5]

    def _holding(self, name: str, tokens: Collection[str]) -> Iterator[str]:
        pairs = names.pairs(name)
        candidates = set.intersection(*(self._pairs.get(p, set()) for p in pairs)) if pairs else set()
        return (n for n in candidates - {name} if name in n and self._known(n, tokens))

    def _contracted(self, name: str, tokens: Collection[str]) -> list[str]:
        """刑诉法 → 刑事诉讼法: the same first and last character, the rest in order."""
        alike = names.contracted(name, self._by_ends.get(name[0] + name[-1], ()))
        found = (n for n in alike if self._known(n, tokens))
        return sorted(found, key=lambda n: (len(n), n))[:1]

    def _explaining(self, name: str, tokens: Collection[str], surely: bool) -> list[str]:
        """民诉法解释 → 最高人民法院关于适用《民事诉讼法》的解释; 民间借贷规定 → 关于审理民间借贷案件适用法律若干问题的规定. Where
        none is a 解释, 公司法解释三 is 关于适用《公司法》若干问题的规定（三）. `surely` it is of a law, or called 司法解释.
        """
        found = names.EXPLAINS.fullmatch(name)
        if not found:
            return []
        law, kind = found["law"], name[-2:]
        law = NICKNAMES.get(law, law)
        # surely 合同解释 is a word of its own, not what explains 合同法
        laws = (law, called(law)) if surely else (law, called(law), f"{law}法")
        known = (each for each in laws if self._known(each, tokens))
        full = next(known, "") or next(iter(self._contracted(law, tokens)), law)
        of_law = self._holding(f"适用{full}", tokens) if names.IS_LAW.search(full) else ()
        alike = list(of_law) or self._about(law, name, tokens, surely)
        ends = (kind, "规定") if kind == "解释" else (kind,)
        kept = ([n for n in alike if n.endswith(end)] for end in ends)
        return sorted(next(filter(None, kept), []), key=lambda n: (len(n), n))[:5]

    def _about(self, topic: str, name: str, tokens: Collection[str], surely: bool) -> list[str]:
        """What courts explained of it, where few or called so: 担保制度解释, 专利司法解释, but not 合同规定 or 有关解释."""
        called_so = "司法解释" in name
        if len(topic) < (2 if called_so and not surely else 3) or topic in names.GENERAL:
            return []
        heads = (topic[:end] for end in range(len(topic) - 2, 1, -1) if self._known(topic[:end], tokens))
        head = next(heads, "")  # 民法典担保制度 is 适用《民法典》有关担保制度
        rest = topic[len(head) :]
        if (surely and not called_so) or rest in names.GENERAL:
            return []
        of_court = (n for n in self._holding(rest, tokens) if n.startswith("最高人民") and head in n)
        found = [n for n in of_court if n.endswith(("解释", "规定"))]
        return found if called_so or len(found) <= FEW else []

    def _alike(self, name: str, tokens: Collection[str]) -> list[str]:
        pairs = names.pairs(name)
        shared: dict[str, int] = defaultdict(int)
        for pair in pairs:
            for candidate in self._pairs.get(pair, ()):
                shared[candidate] += 1
        shared.pop(name, None)
        # 监察法实施条例 and 预算法实施条例 are alike in all but what they are about, which is said first
        scored = [
            (2 * n / (len(pairs) + len(names.pairs(c))), c)
            for c, n in shared.items()
            if all(char in c for char in name[:2]) and self._known(c, tokens)
        ]
        best = max(scored, default=(0.0, ""))
        return [best[1]] if best[0] >= LIKENESS else []

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
