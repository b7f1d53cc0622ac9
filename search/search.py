"""The only door: what people type, and who they are, to the works and places they are shown."""

from __future__ import annotations

import logging
from datetime import date
from time import perf_counter

from .engine import EngineUnavailable, Filters, Reader
from .engines import get_engine
from .plan import plan_of
from .schema import ANONYMOUS, Results, Viewer

log = logging.getLogger(__name__)
HEAD_HEADINGS = 1


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
    filters = Filters(kind=kind, site=site, tag=tag, date_from=date_from, date_to=date_to)
    engine = get_engine()
    try:
        with engine.reader() as reader:
            results = answer(reader, query, viewer, filters, sort, max(1, page), max(1, size))
    except EngineUnavailable as error:
        log.warning("search engine away: %s", error)
        results = Results(query, resting=True)
    return replace(results, engine=engine.name, took_ms=(perf_counter() - started) * 1000)


def terms_of(query: str) -> tuple[str, ...]:
    """The normalised words and phrases of a query that a reader marks; what is excluded is not among them."""
    return plan_of(query).terms


def answer(
    reader: Reader, query: str, viewer: Viewer, filters: Filters, sort: str, page: int, size: int
) -> Results:
    """One page of results from an open generation. Raises EngineUnavailable."""
    plan = plan_of(query)
    found = find(reader, plan, viewer, filters, sort, (page - 1) * size, size)
    ...
