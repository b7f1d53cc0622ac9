"""Search inside one work: which pages hold what is sought, how often, in what words."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.core.cache import cache

from .marks import Segment, Sought, ladder
from .passages import Plan, headings_from, lines_of

if TYPE_CHECKING:
    from cms.library.models import Work

MOST_TEXT = 6_000_000  # characters looked through, a bound on the time one request may take
MOST_PIECED = 1_000_000  # the same while parts of a text are sought, which takes longer
MOST_SECONDS = 1.5  # of the processor that one request may take, begun pages apart
AROUND = 40
KEPT = 300  # seconds
Row = tuple[int, int | None, list[str], str]  # ord, page of the file, heading path, text of a passage


@dataclass(frozen=True, slots=True)
class Found:
    """One page with hits. `path` of the first passage hit."""

    page: int
    count: int
    path: str
    snippet: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """`marks`: what is marked on a page, the first of them that stands there. `exact`: found as it was typed.

    `cut` is how many characters were looked through when the work has more, else 0.
    """

    pages: tuple[Found, ...] = ()
    total: int = 0
    marks: tuple[Sought, ...] = ()
    exact: bool = True
    cut: int = 0


# What is kept outlives an upgrade: another shape of these is another key.
SHAPE = [fields.__slots__ for fields in (Finding, Found, Segment, Sought)]


@dataclass(slots=True)
class Page:
    """A page's lines as the reader shows them; `paths`: (characters before it, heading path) of each passage."""

    number: int
    lines: list[str] = field(default_factory=list)
    paths: list[tuple[int, list[str]]] = field(default_factory=list)
    length: int = 0
    shown: tuple[str, ...] = ()

    def add(self, path: list[str], text: str, paged: bool) -> None:
        self.paths.append((self.length, path))
        here = tuple(path)
        above = [] if paged else list(here[headings_from(self.shown, here) :])
        self.shown = here
        fresh = [*above, *lines_of(text)]
        self.lines += fresh
        self.length += sum(len(line) + 1 for line in fresh)


def _snippet(text: str, marks: list[tuple[int, int]]) -> tuple[Segment, ...]:
    start = max(0, marks[0][0] - AROUND)
    end = min(len(text), marks[0][1] + 2 * AROUND)
    flat = text.replace("\n", " ")
    parts: list[Segment] = [Segment("…")] if start else []
    at = start
    for number, (a, b) in enumerate(marks, 1):
        if b > end:
            break
        parts += [Segment(flat[at:a]), Segment(flat[a:b], number)]
        at = b
    parts.append(Segment(flat[at:end] + ("…" if end < len(flat) else "")))
    return tuple(part for part in parts if part.text)


def find_in(work: Work, plan: Plan, query: str) -> Finding:
    """Pages that hold every word asked for, or else most of those that any page holds; where nothing stands as it was
    typed, the longest parts of it, or the words of it.
    """
    steps = ladder(query)
    if not steps:
        return Finding()
    digest = hashlib.sha256(repr((SHAPE, steps)).encode(errors="replace")).hexdigest()[:32]
    key = f"library-found:{work.pk}:{work.updated_at.timestamp()}:{digest}"
    kept: Finding | None = cache.get(key)
    if kept is None:
        kept = Finding(marks=steps)
        until = time.thread_time() + MOST_SECONDS
        for number, step in enumerate(steps):
            found = _look(work, plan, steps[number:], number == 0 or step.whole, until)
            if found.pages:
                kept = found
                break
            if found.cut:  # what was not looked through is not said to hold nothing
                kept = replace(kept, cut=min(found.cut, kept.cut or found.cut))
            if time.thread_time() > until:
                kept = replace(kept, cut=kept.cut or work.character_count)
                break
        cache.set(key, kept, KEPT)
    return kept


def _look(work: Work, plan: Plan, steps: tuple[Sought, ...], exact: bool, until: float) -> Finding:
    """Where the first step leads. The others mark the pages that hold none of it, unless some page holds it all."""
    most = MOST_PIECED if steps[0].pieces else MOST_TEXT
    scan = look_through(pages_of(_rows(work, plan), plan), steps[0], most, until)
    best = max((reach for _, reach in scan.pages), default=0)
    all_of_it, least = least_of(best, steps[0], exact)
    chosen = scan.chosen(least)
    total = sum(found.count for found in chosen)
    return Finding(chosen, total, steps[:1] if all_of_it else steps, exact, scan.seen if scan.cut else 0)


@dataclass(frozen=True, slots=True)
class Scan:
    """Pages with hits, each with how much of what is sought it holds; how many characters were looked through, and
    whether there are more."""

    pages: tuple[tuple[Found, int], ...]
    seen: int
    cut: bool

    def chosen(self, least: float) -> tuple[Found, ...]:
        return tuple(found for found, reach in self.pages if reach >= least)


def look_through(pages: Iterable[Page], sought: Sought, most: int, until: float) -> Scan:
    """Until so many characters, or this time of the processor."""
    hits: dict[int, tuple[Found, int]] = {}
    seen, cut = 0, False
    for page in pages:
        if seen + page.length > most:
            seen, cut = most, True
            break
        seen += page.length
        text = "\n".join(page.lines)
        if marks := sought.spans(text):
            path = next(path for before, path in reversed(page.paths) if before <= marks[0][0])
            found = Found(page.number, len(marks), " · ".join(path[-2:]), _snippet(text, marks))
            hits[page.number] = found, _reach(text, marks, sought)
        if time.thread_time() > until:
            cut = True
            break
    return Scan(tuple(hits[number] for number in sorted(hits)), seen, cut)


def least_of(best: int, sought: Sought, exact: bool) -> tuple[bool, float]:
    """Whether the best page holds all that is sought, and how much a page must hold to be named beside it."""
    all_of_it = exact and (sought.whole or best >= _enough(sought))
    return all_of_it, best if all_of_it else best / 2


def _enough(sought: Sought) -> int:
    """How many of the terms must stand there: 民法典第五十四条 need not where 第五十四条 is sought too, as in the law itself."""
    terms = sought.terms
    return sum(not any(other != term and other in term for other in terms) for term in terms)


def _reach(text: str, marks: list[tuple[int, int]], sought: Sought) -> int:
    """How much of what is sought a page holds: characters of its parts, else how many of its terms."""
    if sought.pieces:
        return sum(map(len, {text[start:end] for start, end in marks}))
    if len(sought.terms) == 1:
        return 1
    return sum(bool(Sought((term,)).spans(text)) for term in sought.terms)


def _rows(work: Work, plan: Plan) -> Iterable[Row]:
    rows = work.passages.order_by("ord").values_list("ord", "page", "path", "text")
    if plan.paged:
        rows = rows.order_by("page", "ord")
    return rows.iterator(chunk_size=500)


def pages_of(rows: Iterable[Row], plan: Plan) -> Iterator[Page]:
    """The pages with text, in order, which is that of the rows."""
    page_of = dict(zip(plan.ords, plan.numbers, strict=True))
    page = Page(0)
    for ord_, file_page, path, text in rows:
        number = (file_page if plan.paged else page_of.get(ord_)) or 0
        if number != page.number:
            if page.number:
                yield page
            page = Page(number)
        page.add(path, text, plan.paged)
    if page.number:
        yield page
