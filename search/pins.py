"""Works that a query names: by citation, document number or whole title, as far as this viewer may see them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from . import access
from .access import tokens_of
from .citations import Citation, listed, parse, work_of
from .engine import Reader
from .nodes import All, And, Keyword, Node, Scored, Text, normal
from .plan import Plan
from .ranking import Found, Place
from .text import chinese_number, normalise
from .titlebook import TitleBook
from .told import SILENT, Told
from .wanted import wanted

MAX_PINS = 12
MOST_PAGES = 50  # of a work, on which an article is looked for
FIRST_YEAR, LAST_YEAR = 1949, 2099
NEARLY, NEAR, NEAR_ALONE = "没有题名正是“{}”的文献", "先列出题名相近的", "以下是题名相近的"
ARTICLES = Keyword("anchor", tuple(f"a{n}" for n in range(1, 100)))  # what has none of these is no law
NO_VERSION, VERSION, VERSION_ALONE = "没有{}的“{}”", "先列出的是{}版本", "以下是{}版本"
LACKING = "“{}”里没有{}，请核对条号，或打开这部文献查看"


@dataclass(frozen=True, slots=True)
class Pins:
    """Works that come first because they are named: by citation, document number or whole title."""

    works: tuple[Found, ...] = ()
    places: Mapping[int, Place] = field(
        default_factory=dict
    )  # the article that was cited, by ord of the work
    told: Told = SILENT  # that the work has no such article, or is another than was named
    sure: bool = True  # not 触犯刑法第264条: the title stands behind other words
    terms: tuple[str, ...] = ()  # what is marked besides
    cited: str = (
        ""  # the article that was cited, by the whole name of its work where that was typed otherwise
    )
    guessed: bool = False  # they lead what else is found, and are no answer to stop at

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(work.key for work in self.works)


def pinned(reader: Reader, book: TitleBook, plan: Plan, limits: Node) -> Pins:
    """What the title book knows, as far as this viewer may see it and it is not filtered away."""
    if not plan.plain:
        return Pins()
    tokens = tokens_of(limits)
    whole = False  # what is a title as it stands is not a shorter one with words around it
    for named in (book.numbered, book.titled):
        if keys := named(plan.plain, tokens):
            whole = True
            if works := _named(reader, keys, limits):
                exact = named == book.numbered or book.is_called(plan.plain, works[0].key)
                return Pins(works, told=SILENT if exact else _beside(book, works, plan, tokens))
    if several := _several(reader, book, plan, limits):
        return several
    cited = plan.citation
    if cited is None:
        return Pins() if whole else _asked_for(reader, book, plan, limits)
    cited = book.settled(cited, tokens)
    readings = [book.numbered(cited.name, tokens)] if cited.numbered else book.readings(cited, tokens)
    found = _cited(reader, book, readings, cited, limits)
    if found.works or not cited.bare:
        return found
    if not (surely := _surely(book, cited.name, tokens)):
        return Pins()
    if FIRST_YEAR <= cited.article <= LAST_YEAR:
        return _of_year(reader, book, cited, limits)
    return _cited(reader, book, [surely], replace(cited, bare=False), limits)  # it lacks the article


def _several(reader: Reader, book: TitleBook, plan: Plan, limits: Node) -> Pins | None:
    """民法典第五十四条、刑法第二百六十四条; 民诉法、刑诉法: where each is known, each is shown."""
    works: dict[str, Found] = {}
    places: dict[int, Place] = {}
    terms: list[str] = []
    for part in listed(plan.plain):
        found = _one_of_several(reader, book, part, limits)
        if not found.works:
            return None
        works.setdefault(found.works[0].key, found.works[0])
        for number, place in found.places.items():
            places.setdefault(number, place)
        terms += found.terms
    return Pins(tuple(works.values()), places, terms=tuple(terms)) if works else None


def _one_of_several(reader: Reader, book: TitleBook, part: str, limits: Node) -> Pins:
    tokens, cited = tokens_of(limits), parse(part)
    if cited is None:
        return Pins(_named(reader, _surely(book, part, tokens)[:1], limits), terms=(normalise(part),))
    cited = book.settled(cited, tokens)
    if cited.bare or cited.numbered or not (keys := _surely(book, cited.name, tokens)):
        return Pins()
    found = _cited(reader, book, [keys[:1]], cited, limits)
    return replace(found, terms=(cited.label,)) if found.places else Pins()


def _of_year(reader: Reader, book: TitleBook, citation: Citation, limits: Node) -> Pins:
    """刑法2020: a law has no such article, so it is the year of a version."""
    of_it = replace(citation, year=citation.article, bare=False)
    works = _named(reader, next(book.readings(of_it, tokens_of(limits)), ()), limits)
    return Pins(works, told=_no_version(book, works, of_it)) if works else Pins()


def _asked_for(reader: Reader, book: TitleBook, plan: Plan, limits: Node) -> Pins:
    """The work, when words around its title only ask for it; its 序言 when that is asked for; or by a contraction."""
    tokens = tokens_of(limits)
    if works := _named(reader, book.shortened(plan.plain, tokens, surely=True), limits):
        return _short(book, works, plan, tokens)
    for each in wanted(plan.plain):
        works = _named(reader, keys, limits) if (keys := book.titled(each.name, tokens)) else ()
        if works and each.part:
            found = _standing(reader, works[0], each.part, limits, 1)
            return Pins(works, {place.work: place for place in found}, terms=(each.part,))
        if works:
            return Pins(works, terms=(each.name,))
    return _perhaps_short(reader, book, plan, limits)


def _perhaps_short(reader: Reader, book: TitleBook, plan: Plan, limits: Node) -> Pins:
    """国安法: where it stands in no text, it is no word of its own."""
    keys = book.shortened(plan.plain, tokens_of(limits), surely=False)
    if not keys or reader.works(normal(And((Text(normalise(plan.plain)), limits))), limit=0).total:
        return Pins()
    works = _named(reader, keys, limits)
    return _short(book, works, plan, tokens_of(limits)) if works else Pins()


def _short(book: TitleBook, works: tuple[Found, ...], plan: Plan, tokens: Collection[str]) -> Pins:
    cited = book.of_version(work_of(plan.plain), tokens)
    guessed = book.is_other(cited, works[0].key)
    return Pins(works, told=_another(book, works, cited), guessed=guessed)


def _surely(book: TitleBook, name: str, tokens: Collection[str]) -> tuple[str, ...]:
    """Works that are called so, or so for short: 刑诉解释."""
    return book.titled(name, tokens) or book.shortened(name, tokens, surely=True)


def _is_it(book: TitleBook, work: Found, citation: Citation, limits: Node) -> bool:
    """Surely the law that is cited, in the version in force."""
    tokens, name = tokens_of(limits), citation.whole or citation.name
    named = book.numbered(name, tokens) if citation.numbered else _surely(book, name, tokens)
    return work.current and work.key in named[:1] and not citation.bare and citation.year is None


def _cited(
    reader: Reader, book: TitleBook, readings: Iterable[Sequence[str]], citation: Citation, limits: Node
) -> Pins:
    """The article in the likeliest work that is there; that work itself when it has no such article."""
    article = normal(And((Keyword("anchor", (citation.anchor,)), limits)))
    for keys in readings:
        places: dict[int, Place] = {}
        for place in reader.passages(article, limit=len(keys), works=keys):
            places.setdefault(place.work, place)
        works = _named(reader, keys, limits)
        if works and not places and _is_it(book, works[0], citation, limits):
            lacks = reader.passages(ARTICLES, limit=1, works=[works[0].key])  # else it has no articles at all
            if lacks:
                return Pins(works[:1], told=Told(LACKING.format(citation.name, citation.label)))
            return _on_a_page(reader, works[0], citation, limits)
        if works:
            found = tuple(work for work in works if work.ord in places)
            told = _another(book, found, citation) if found and not citation.numbered else SILENT
            sure = not book.is_end(citation.name, works[0].key)
            return Pins(
                found, places, told, sure, cited="" if told.fact else book.cited(citation, works[0].key)
            )
    return Pins()


def _on_a_page(reader: Reader, work: Found, citation: Citation, limits: Node) -> Pins:
    """Of a work that has no articles: the page of a PDF on which the article begins, not one that mentions it; or the
    paragraph of that number, as the articles of 刑法修正案（十一） begin.
    """
    number = chinese_number(citation.article)
    for said, begins, then in ((citation.label, citation.label, r"\s"), (number, f"{number}、", "")):
        places = _standing(reader, work, said, limits, MOST_PAGES)
        keys = reader.keys(places) if places else []
        texts, start = access.passages(keys), re.compile(rf"^\s*{begins}{then}", re.MULTILINE)
        for key, place in zip(keys, places, strict=True):
            if key in texts and start.search(normalise(texts[key].text)):
                return Pins((work,), {place.work: place}, terms=(begins,))
    return Pins((work,))


def _standing(reader: Reader, work: Found, text: str, limits: Node, most: int) -> list[Place]:
    """Where it stands in the work: unscored, so in the order of that."""
    return reader.passages(Scored(And((Text(text), limits)), All()), limit=most, works=[work.key])


def _beside(book: TitleBook, works: Sequence[Found], plan: Plan, tokens: Collection[str]) -> Told:
    """Of a work that is named with its version, or shortly, and with no article."""
    return _another(book, works, book.of_version(work_of(plan.plain), tokens))


def _another(book: TitleBook, works: Sequence[Found], citation: Citation) -> Told:
    """What is to be said when these are other works, or other versions, than were named."""
    if book.is_other(citation, works[0].key):
        return Told(NEARLY.format(citation.whole or citation.name), NEAR, alone=NEAR_ALONE, works=len(works))
    return _no_version(book, works, citation)


def _no_version(book: TitleBook, works: Sequence[Found], citation: Citation) -> Told:
    if any(book.has_version(work.key, citation) for work in works):
        return SILENT
    which = f"日期是{citation.year}年" if citation.year else "修订前"
    version = "馆藏里最新的" if works[0].current else "其他"
    fact, alone = NO_VERSION.format(which, citation.name), VERSION_ALONE.format(version)
    return Told(fact, VERSION.format(version), alone=alone)


def _named(reader: Reader, keys: Sequence[str], limits: Node) -> tuple[Found, ...]:
    """Those of the works that are there for this viewer, in the order of the keys."""
    page = reader.works(normal(And((Keyword("key", tuple(keys)), limits))), limit=len(keys))
    known = {work.key: work for work in page.works}
    return tuple(known[key] for key in keys if key in known)[:MAX_PINS]
