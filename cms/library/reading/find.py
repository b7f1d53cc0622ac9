"""Search inside one work: which pages hold the words, how often, in what words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache

from .marks import Segment, spans, terms_of
from .passages import Plan

if TYPE_CHECKING:
    from cms.library.models import Work

MOST_TEXT = 6_000_000  # characters looked through, a bound on the time one request may take
AROUND = 40
KEPT = 300  # seconds


@dataclass(frozen=True, slots=True)
class Found:
    """One page with hits. `anchor` is that of the first passage hit."""

    page: int
    count: int
    anchor: str
    path: str
    snippet: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    pages: tuple[Found, ...] = ()
    total: int = 0
    complete: bool = True


def _snippet(text: str, marks: list[tuple[int, int]]) -> tuple[Segment, ...]:
    start = max(0, marks[0][0] - AROUND)
    end = min(len(text), marks[0][1] + 2 * AROUND)
    flat = text.replace("\n", " ")
    parts: list[Segment] = [Segment("…")] if start else []
    at = start
    for number, (a, b) in enumerate(marks, 1):
        if b > end:
            break
        if a < at:
            continue
        parts += [Segment(flat[at:a]), Segment(flat[a:b], number)]
        at = b
    parts.append(Segment(flat[at:end] + ("…" if end < len(flat) else "")))
    return tuple(part for part in parts if part.text)


def find_in(work: Work, plan: Plan, query: str) -> Finding:
    """Pages that hold every word asked for, or, when no page holds all, those that hold any."""
    terms = terms_of(query)
    if not terms:
        return Finding()
    digest = hashlib.sha256("\0".join(terms).encode(errors="replace")).hexdigest()[:32]
    key = f"library-find:{work.pk}:{work.updated_at.timestamp()}:{digest}"
    kept: Finding | None = cache.get(key)
    if kept is None:
        kept = _look(work, plan, terms)
        cache.set(key, kept, KEPT)
    return kept


def _look(work: Work, plan: Plan, terms: tuple[str, ...]) -> Finding:
    page_of = dict(zip(plan.ords, plan.numbers, strict=True))
    pages: dict[int, Found] = {}
    held: dict[int, set[str]] = {}
    seen, complete = 0, True
    rows = work.passages.order_by("ord").values_list("ord", "page", "anchor", "path", "text")
    for ord_, file_page, anchor, path, text in rows.iterator(chunk_size=500):
        seen += len(text)
        if seen > MOST_TEXT:
            complete = False
            break
        page = file_page if plan.paged else page_of.get(ord_, 0)
        marks = spans(text, terms)
        if not marks or not page:
            continue
        held.setdefault(page, set()).update(term for term in terms if len(terms) == 1 or spans(text, (term,)))
        before = pages.get(page)
        if before:
            pages[page] = Found(page, before.count + len(marks), before.anchor, before.path, before.snippet)
        else:
            pages[page] = Found(page, len(marks), anchor, " · ".join(path[-2:]), _snippet(text, marks))
    whole = [found for page, found in sorted(pages.items()) if len(held[page]) == len(terms)]
    chosen = whole or [found for _, found in sorted(pages.items())]
    return Finding(tuple(chosen), sum(found.count for found in chosen), complete)
