"""The only door: what people type, and who they are, to the works and places they are shown."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from time import perf_counter

from . import access, behind, engines
from .access import Filters
from .engine import MAX_HITS, EngineUnavailable, Order, Reader
from .finding import Finding, find, recount
from .plan import plan_of
from .ranking import Ranked
from .schema import ANONYMOUS, Hit, PassageDocument, PassageHit, Results, Viewer, WorkDocument
from .snippets import snippet

log = logging.getLogger(__name__)
UNFILTERED = Filters()
ORDERS: dict[str, Order] = {"date": "date", "oldest": "oldest"}  # of `sort`; all else is by score


def search(
    query: str,
    viewer: Viewer = ANONYMOUS,
    *,
    kind: str = "",
    site: str = "",
    tag: str = "",
    date_from: date | None = None,
    date_to: date | None = None,
    sort: str = "relevance",
    page: int = 1,
    size: int = 10,
) -> Results:
    """Never raises for anything people type. `total` counts works and pages. `resting` when the engine is away."""
    started = perf_counter()
    waiting = behind.look(viewer)
    filters = Filters(kind, site, tag, date_from, date_to, without=waiting.closed)
    order = ORDERS.get(sort, "score")
    engine = engines.get_engine()
    try:
        with engine.reader() as reader:
            results = answer(
                reader, query, viewer, filters, order, max(1, page), max(1, size), recounted=waiting.beyond
            )
    except EngineUnavailable as error:
        log.warning("search engine away: %s", error)
        results = Results(plan_of(query).query, resting=True)
    return replace(results, engine=engine.name, took_ms=(perf_counter() - started) * 1000)


def terms_of(query: str) -> tuple[str, ...]:
    """The normalised words and phrases of a query that a reader marks; what is excluded is not among them."""
    return plan_of(query).terms


def cited_terms_of(query: str) -> tuple[str, ...]:
    """The words of a citation within a query that may as well be a piece of a sentence: 触犯《刑法》第274条."""
    stages = [stage for stage in plan_of(query).stages if not stage.doubtful]
    if not stages or stages[0].named:
        return ()
    return next((stage.terms for stage in stages if stage.named and not stage.loose), ())


def loose_terms_of(query: str) -> tuple[str, ...]:
    """The words that are marked where nothing of a query stands as it was typed; none when it is never loosened."""
    return next((stage.terms for stage in plan_of(query).stages if stage.loose), ())


def is_quoted(query: str) -> bool:
    """Whether something of it is sought exactly as typed, so that parts of it are no hits."""
    return plan_of(query).quoted


def answer(
    reader: Reader,
    query: str,
    viewer: Viewer,
    filters: Filters = UNFILTERED,
    order: Order = "score",
    page: int = 1,
    size: int = 10,
    recounted: bool = False,
) -> Results:
    """One page of results from an open generation. `recounted`: what it counts is asked of the database too, since it may
    hold much that is closed. Raises EngineUnavailable.
    """
    plan = plan_of(query)
    found = find(reader, plan, access.limits(viewer, filters), order, (page - 1) * size, size)
    total, facets = found.total, found.facets
    works = access.visible([r.key for r in found.ranked], viewer)
    denied = [r.key for r in found.ranked if r.key not in works]
    hints = found.hints
    if denied or recounted:
        total, facets = recount(reader, found, lambda keys: access.visible(keys, viewer))
        # what was found out by the way may be of a work that is closed; what leads is on the first page
        hints = (*plan.hints, found.named) if found.named and page == 1 and not denied else plan.hints
    shown = [r for r in found.ranked if r.key in works]
    places = [place for r in shown for place in r.places]
    keys = dict(zip((place.ord for place in places), reader.keys(places), strict=True)) if places else {}
    found_texts = access.passages(keys.values())
    originals = {number: found_texts[key] for number, key in keys.items() if key in found_texts}
    return Results(
        query=plan.query,
        total=total,
        hits=tuple(_hit(r, works[r.key], originals, found) for r in shown),
        facets={name: dict(counts) for name, counts in facets.items()},
        hints=hints,
        terms=found.terms,
        page=page,
        pages=max(1, -(-min(total, MAX_HITS) // size)),
        nearest=found.nearest,
    )


def _hit(ranked: Ranked, work: WorkDocument, originals: Mapping[int, PassageDocument], found: Finding) -> Hit:
    places = [place.ord for place in ranked.places if place.ord in originals]
    passages = tuple(_passage_hit(originals[place], found.terms) for place in places)
    if any(passage.marks for passage in passages):  # the others have only the title in common with the query
        kept = zip(places, passages, strict=True)
        passages = tuple(passage for place, passage in kept if passage.marks or place in found.pinned)
    cited = next((originals[place] for place in places if place in found.pinned), None)
    # whoever cites an article is led to it, not to the beginning of the work
    at = replace(work, url=cited.url) if cited and cited.url else work
    return Hit(at, ranked.score, passages, home=work.url)


def _passage_hit(passage: PassageDocument, terms: tuple[str, ...]) -> PassageHit:
    text, marks = snippet(passage.text, terms)
    return PassageHit(passage, text, marks)
