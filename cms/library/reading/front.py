"""What the library brings to pages that are not its own: a shelf on the home page, addresses for the sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from cms.core import access
from cms.library.models import LibraryPage, Work, WorkKind

from . import addresses
from .levels import open_collections
from .shelves import SHELF_TITLES, standing
from .works import CARD_FIELDS, Card, cards

SPINES, NEW = 11, 5


@dataclass(frozen=True, slots=True)
class Newcomer:
    title: str  # with its number of pages
    url: str
    day: str  # on which it was put on the shelf


@dataclass(frozen=True, slots=True)
class Door:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Front:
    """`cards` and `new`: the newest works, as spines and as a list. `doors` lead to the kinds there are."""

    title: str
    url: str
    total: int
    cards: list[Card]
    new: list[Newcomer]
    doors: list[Door]


def libraries(site: Any) -> list[tuple[LibraryPage, str]]:
    """The live libraries of a site that anybody may enter, with their addresses, in the order of the page tree."""
    pages = LibraryPage.objects.live().descendant_of(site.root_page, inclusive=True).order_by("path")
    open_pages = (page for page in pages if not access.audience_of(page))
    return [(page, parts[2]) for page in open_pages if (parts := page.get_url_parts())]


def shelf(site: Any) -> Front | None:
    """The newest works of the first library that has any, None where there is none. Three queries each."""
    if site is None:
        return None
    for page, base in libraries(site):
        works = open_works(page)
        newest = list(works.only(*CARD_FIELDS, "created_at").order_by("-pk")[:SPINES])
        if newest:
            counts = dict(works.order_by().values_list("kind").annotate(n=Count("pk")))
            new = [_newcomer(work, base) for work in newest[:NEW]]
            doors = [
                Door(SHELF_TITLES[kind], addresses.list_url(base, 1, {"kind": [kind]}))
                for kind in WorkKind.values
                if kind in counts
            ]
            return Front(page.title, base, sum(counts.values()), cards(newest, base), new, doors)
    return None


def _newcomer(work: Work, base: str) -> Newcomer:
    title = f"{work.title}（{work.page_count} 页）" if work.page_count else work.title
    return Newcomer(title, addresses.work_url(base, work.pk), timezone.localdate(work.created_at).isoformat())


def sitemap(site: Any) -> Iterator[tuple[str, datetime | None]]:
    if site is None:
        return
    for page, base in libraries(site):
        yield base, page.last_published_at
        rows = open_works(page).order_by("pk").values_list("pk", "updated_at")
        for pk, changed in rows.iterator(chunk_size=2_000):
            yield addresses.work_url(base, pk), changed


def open_works(page: LibraryPage) -> QuerySet[Work]:
    """Works of a public library that everybody may see; volumes stand with their book."""
    return standing(page.pk, open_collections())
