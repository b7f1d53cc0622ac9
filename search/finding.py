"""One page of works for a plan: what is found, in which order, by which passages. Knows keys only, no content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from .engine import MAX_HITS, Order, Reader, WorkPage
from .leading import by_itself, loosely
from .nodes import And, Keyword, Node, Not, Or, Text, normal
from .pins import Pins, pinned
from .plan import Plan
from .ranking import (
    BEST,
    RANKED_PASSAGES,
    RANKED_WORKS,
    Found,
    Place,
    Ranked,
    by_work,
    distinct,
    flatten,
    rank,
)
from .sentences import resolved
from .stage import Stage
from .titlebook import TitleBook
from .titles import book_of
from .told import SILENT, Told

ONLY_NUMBERED = "没有提到“{0}”的内容，以下是写有“第{0}”的内容"
FACETS = ("kind", "year", "site", "tag")
ASKED_ABOUT = 1000  # works: where one turns out to be closed, the others may be as well


@dataclass(frozen=True, slots=True)
class Finding:
    """`node` finds the same works again, for counting once more; `pinned`: ords of places that are the answer.

    Not `placed`: works were found as wholes, what was asked stands in no one passage of them.
    """

    total: int = 0
    ranked: tuple[Ranked, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    node: Node | None = None
    terms: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    pinned: frozenset[int] = frozenset()
    placed: bool = True
    told: Told = SILENT  # which of its words were found
    named: str = ""  # what is said of the work that leads because it was named
    nearest: bool = False  # of all that is like it only the best


def find(reader: Reader, plan: Plan, limits: Node, order: Order, offset: int, size: int) -> Finding:
    """Raises EngineUnavailable. Asks the engine for works once and passages once when the first stage finds."""
    if not plan.stages or offset >= MAX_HITS:
        return Finding(hints=plan.hints)
    size = min(size, MAX_HITS - offset)
    book = book_of(reader.stamp, reader.titles)
    pins = pinned(reader, book, plan, limits)
    scattered: Finding | None = None  # for when no other stage finds anything
    stages = _asked_of(plan, pins)
    by = "date" if order == "score" and not plan.scored else order
    beginning = by == "score" and not offset
    for stage in stages:
        called = pins if stage.named else Pins()
        stage = resolved(reader, _cited_so(stage, called), limits)
        if stage.loose:
            guess = called if called.guessed else Pins()
            found = _by_passages(reader, book, stage, guess, limits, order, offset, size)
        elif called.guessed and not _finds(reader, stage, limits):
            continue  # a guess leads what is found, and is none by itself
        else:
            found = _by_works(reader, book, stage, called, limits, by, offset, size)
        if found.total:
            found = _told(found, plan, stage, called, pins, beginning)
            if found.placed:
                return found
            scattered = scattered or found
    if stages and stages[0].named and pins.guessed:  # where nothing else was found
        found = _by_works(reader, book, stages[0], pins, limits, by, offset, size)
        return _told(found, plan, stages[0], pins, pins, beginning)
    return scattered or Finding(
        terms=plan.terms, hints=(*plan.hints, plan.nothing) if plan.nothing else plan.hints
    )


def _told(found: Finding, plan: Plan, stage: Stage, called: Pins, pins: Pins, beginning: bool) -> Finding:
    """With what is marked and what is said of it."""
    of_work = called.told.sentence(beginning, found.total)
    said = of_work or found.told.sentence(beginning, found.total)
    hint = said or stage.hint or ("" if pins.works else plan.unpinned)
    hints = (*plan.hints, hint) if hint else plan.hints
    terms = tuple(dict.fromkeys((*stage.terms, *called.terms)))
    return replace(found, terms=terms, hints=hints, named=of_work)


def _cited_so(stage: Stage, pins: Pins) -> Stage:
    """刑诉法第十五条 is cited as 刑事诉讼法第十五条, too."""
    if not stage.phrases or not pins.cited:
        return stage
    also = Text(pins.cited, across=True)
    terms = (*stage.terms, pins.cited)
    return replace(stage, by=Or((stage.by, also)), terms=terms, phrases=(*stage.phrases, also))


def _finds(reader: Reader, stage: Stage, limits: Node) -> bool:
    return bool(reader.works(normal(And((stage.hits, limits))), limit=0).total)


def _asked_of(plan: Plan, pins: Pins) -> list[Stage]:
    """Of a work that is not here only what cites it can be meant."""
    sure = pins.sure and bool(pins.works)
    return [stage for stage in plan.stages if not (stage.doubtful and sure)]


def _by_works(
    reader: Reader,
    book: TitleBook,
    stage: Stage,
    pins: Pins,
    limits: Node,
    order: Order,
    offset: int,
    size: int,
) -> Finding:
    hits = Or((Keyword("key", pins.keys), stage.hits)) if pins.works else stage.hits
    node = normal(And((hits, limits)))
    ranking = order == "score" and offset < RANKED_WORKS
    start = 0 if ranking else offset
    limit = max(RANKED_WORKS, offset + size) if ranking else size
    page = reader.works(node, order=order, offset=start, limit=limit, facets=FACETS)
    if not page.total:
        return Finding()
    if order != "score":
        shown = list(page.works)
    else:
        named = set(pins.keys)
        rest = [work for work in page.works if work.key not in named]
        shown = [*pins.works, *rest] if ranking else rest
    first: dict[int, list[Place]] = {}
    if not ranking:
        places = by_work(_passages(reader, stage, limits, shown))
        ranked = [Ranked(w.key, w.score, w.ord, tuple(places.get(w.ord, ()))) for w in shown]
    else:
        first = _first(reader, stage, limits, shown[:RANKED_WORKS])
        ranked = _ranked(reader, book, stage, pins, limits, shown, first)[offset : offset + size]
    ranked = [_with_pin(r, pins) for r in ranked]
    answers = frozenset(place.ord for place in pins.places.values())
    word = stage.counted if ranking and not first else ""
    told = Told(ONLY_NUMBERED.format(word)) if word and not by_itself(reader, word, limits) else SILENT
    return Finding(page.total, tuple(ranked), page.facets, node, pinned=answers, told=told)


def _first(reader: Reader, stage: Stage, limits: Node, works: Sequence[Found]) -> dict[int, list[Place]]:
    """What stands before all else, by ord of the work."""
    if stage.first is None:
        return {}
    wanted, keys = normal(And((stage.first, limits))), [work.key for work in works]
    return by_work(reader.passages(wanted, limit=RANKED_PASSAGES, works=keys), most=1)


def _ranked(
    reader: Reader,
    book: TitleBook,
    stage: Stage,
    pins: Pins,
    limits: Node,
    works: Sequence[Found],
    first: Mapping[int, Sequence[Place]],
) -> list[Ranked]:
    """The first hundred by their passages, the named ones before all, the others as the engine had them."""
    head, tail = works[:RANKED_WORKS], works[RANKED_WORKS:]
    found = rank(head, _passages(reader, stage, limits, head), book.shares(stage.terms, head))
    if first:
        found = [_headed(each, first.get(each.ord, [])) for each in found]
        found.sort(key=lambda each: each.ord not in first)
    by_key = {r.key: r for r in found}
    named = [by_key.pop(key) for key in pins.keys if key in by_key]
    return [*named, *by_key.values(), *(Ranked(w.key, w.score, w.ord) for w in tail)]


def _passages(reader: Reader, stage: Stage, limits: Node, works: Sequence[Found]) -> list[Place]:
    if not works:
        return []
    asked = normal(And((stage.by, limits)))
    places = reader.passages(asked, limit=RANKED_PASSAGES, works=[w.key for w in works])
    return [place for place in places if place.ord not in stage.beside] if stage.beside else places


def _with_pin(ranked: Ranked, pins: Pins) -> Ranked:
    place = pins.places.get(ranked.ord)
    return _headed(ranked, [place] if place else [])


def _headed(ranked: Ranked, first: Sequence[Place]) -> Ranked:
    """With these places before its others."""
    return ranked._replace(places=tuple(distinct(first, ranked.places)[:BEST])) if first else ranked


def _by_passages(
    reader: Reader,
    book: TitleBook,
    stage: Stage,
    pins: Pins,
    limits: Node,
    order: Order,
    offset: int,
    size: int,
) -> Finding:
    """The best passages first, then their works: for questions, whose words stand all over any long work. Before them
    what is pinned.
    """
    first, places, told = loosely(reader, stage, limits)
    keys = tuple(reader.works_of(places)) or _titled(reader, book, stage, limits)
    if not keys:
        return Finding()
    keys = tuple(dict.fromkeys((*pins.keys, *keys)))
    node = normal(And((Keyword("key", keys), limits)))
    page: WorkPage = reader.works(node, order=order, limit=len(keys), facets=FACETS)
    ranked = rank(page.works, places, book.shares(stage.terms, page.works))
    ahead: dict[int, int] = {}
    for number, places_ahead in enumerate(first):
        for place in places_ahead:
            ahead.setdefault(place.work, number)
    named = {key: place for place, key in enumerate(pins.keys)}
    ranked.sort(key=lambda each: (named.get(each.key, len(named)), ahead.get(each.ord, len(first))))
    if order != "score":
        by_key = {r.key: r for r in ranked}
        ranked = [by_key[work.key] for work in page.works]
    shown = tuple(ranked[offset : offset + size])
    return Finding(
        min(page.total, len(ranked)), shown, page.facets, node, placed=bool(places), told=told, nearest=True
    )


def _titled(reader: Reader, book: TitleBook, stage: Stage, limits: Node) -> tuple[str, ...]:
    """Works with characters of it here and there, as far as their titles hold half of its words at least."""
    works = reader.works(normal(And((stage.hits, limits))), limit=RANKED_WORKS).works
    held: Counter[str] = Counter()
    for term in stage.terms:
        held.update(dict.fromkeys(book.shares([term], works), len(term)))
    least = sum(map(len, stage.terms)) / 2
    return tuple(work.key for work in works if 0 < least <= held[work.key])


def find_passages(reader: Reader, plan: Plan, limits: Node, depth: int) -> list[str]:
    """Passage keys in the order of their own worth: the same path, judged by places instead of works."""
    book = book_of(reader.stamp, reader.titles)
    pins = pinned(reader, book, plan, limits)
    named = [pins.places[work.ord] for work in pins.works if work.ord in pins.places]
    for stage in _asked_of(plan, pins):
        ahead = named if stage.named else []
        stage = resolved(reader, _cited_so(stage, pins if stage.named else Pins()), limits)
        if stage.loose:
            first, places, _ = loosely(reader, stage, limits)
            ahead = [*ahead, *chain(*first)]
            works = {work.ord: work for work in reader.found(reader.works_of(places)).values()}
        else:
            page = reader.works(normal(And((stage.hits, limits))), limit=RANKED_WORKS)
            works = {work.ord: work for work in page.works}
            places = _passages(reader, stage, limits, page.works)
        if places or ahead:
            return reader.keys(distinct(ahead, flatten(works, places))[:depth])
    return reader.keys(named[:depth])


def recount(
    reader: Reader, found: Finding, visible: Callable[[Sequence[str]], Container[str]]
) -> tuple[int, Mapping[str, Mapping[str, int]]]:
    """Total and facets without works that the database no longer shows. Of more than can be asked about only those that
    were asked about are counted, and no facets.
    """
    if found.node is None:
        return 0, {}
    page = reader.works(found.node, limit=ASKED_ABOUT)
    keys = [work.key for work in page.works]
    shown = visible(keys)
    denied = tuple(key for key in keys if key not in shown)
    if page.total > len(keys):
        return len(keys) - len(denied), {}
    rest = reader.works(normal(And((found.node, Not(Keyword("key", denied))))), limit=0, facets=FACETS)
    return rest.total, rest.facets
