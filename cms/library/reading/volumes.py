"""The volumes of a book, the issues of a newspaper: which there are for a visitor, and a search through all of them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import F, QuerySet

from cms.library.models import Passage, Work, WorkKind
from cms.library.sections import reading_pages

from . import find, works
from .find import Found, Row, Scan
from .marks import Sought, ladder
from .passages import Plan

if TYPE_CHECKING:
    from cms.library.models import LibraryPage

MOST_VOLUMES = 200
AT_ONCE = 500_000  # characters read from the database with one query, unless one volume holds more
NEWEST = (F("issued_on").desc(nulls_last=True), "-pk")


@dataclass(frozen=True, slots=True)
class InVolumes:
    """`hits`: key of a volume and its pages. `looked`: how many volumes were looked through to their end.

    `exact`: found as it was typed. `sought`: there was something to look for.
    """

    hits: tuple[tuple[int, tuple[Found, ...]], ...] = ()
    looked: int = 0
    exact: bool = True
    sought: bool = True

    @property
    def total(self) -> int:
        return sum(found.count for _, pages in self.hits for found in pages)


# What is kept outlives an upgrade: another shape of these is another key.
SHAPE = (find.SHAPE, InVolumes.__slots__)


def volumes_of(work: Work, library: LibraryPage, allowed: Iterable[int]) -> QuerySet[Work]:
    """Those in these collections: of a book in their order, of a newspaper newest first."""
    order = NEWEST if work.kind == WorkKind.NEWSPAPER else ("position", "pk")
    found = Work.objects.filter(
        parent_id=work.pk, library_id=library.pk, live=True, collection_id__in=list(allowed)
    )
    return found.only(*works.CARD_FIELDS, "character_count", "updated_at").order_by(*order)


def find_in_volumes(volumes: Sequence[Work], query: str) -> InVolumes:
    """As `find_in` looks through one work, and no longer. A query for every half million characters, not for each volume."""
    steps = ladder(query)
    if not steps:
        return InVolumes(sought=False)
    known = repr((SHAPE, steps, [(work.pk, work.updated_at.timestamp()) for work in volumes]))
    key = f"library-found-below:{hashlib.sha256(known.encode(errors='replace')).hexdigest()[:40]}"
    kept: InVolumes | None = cache.get(key)
    if kept is None:
        kept = InVolumes(looked=len(volumes))
        until = time.thread_time() + find.MOST_SECONDS
        for number, step in enumerate(steps):
            found = _look(volumes, step, number == 0 or step.whole, until)
            if found.hits:
                kept = found
                break
            kept = replace(kept, looked=min(found.looked, kept.looked))
            if time.thread_time() > until:
                break
        cache.set(key, kept, find.KEPT)
    return kept


def _look(volumes: Sequence[Work], sought: Sought, exact: bool, until: float) -> InVolumes:
    room = find.MOST_PIECED if sought.pieces else find.MOST_TEXT
    scans: list[tuple[int, Scan]] = []
    looked = 0
    for work, rows in _texts(volumes):
        plan = _plan(work, rows)
        scan = find.look_through(find.pages_of(rows, plan), sought, room, until)
        scans.append((work.pk, scan))
        room -= scan.seen
        if scan.cut:
            break
        looked += 1
    best = max((reach for _, scan in scans for _, reach in scan.pages), default=0)
    least = find.least_of(best, sought, exact)[1]
    hits = ((pk, scan.chosen(least)) for pk, scan in scans)
    return InVolumes(tuple((pk, pages) for pk, pages in hits if pages), looked, exact)


def _texts(volumes: Sequence[Work]) -> Iterator[tuple[Work, list[Row]]]:
    """Each with its passages, read when it is its turn."""
    some: list[Work] = []
    for work in volumes:
        if some and sum(each.character_count for each in some) + work.character_count > AT_ONCE:
            yield from _read(some)
            some = []
        some.append(work)
    yield from _read(some)


def _read(some: list[Work]) -> Iterator[tuple[Work, list[Row]]]:
    texts: dict[int, list[Row]] = {work.pk: [] for work in some}
    rows = Passage.objects.filter(work_id__in=texts).order_by("work_id", "ord")
    for pk, *row in rows.values_list("work_id", "ord", "page", "path", "text").iterator(chunk_size=500):
        texts[pk].append((row[0], row[1], row[2], row[3]))
    for work in some:
        yield work, texts.pop(work.pk)


def _plan(work: Work, rows: list[Row]) -> Plan:
    """As `passages.plan_of`, without asking again. The rows come into the order of the pages."""
    if work.page_count:
        rows.sort(key=lambda row: (row[1] or 0, row[0]))
        return Plan(True, work.page_count)
    numbers = reading_pages((len(text), path) for _, _, path, text in rows)
    return Plan(False, numbers[-1] if numbers else 0, tuple(row[0] for row in rows), tuple(numbers))
