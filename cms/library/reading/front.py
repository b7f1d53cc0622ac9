"""What the library brings to pages that are not its own: a shelf on the home page, addresses for the sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cms.core import access
from cms.library.models import LibraryPage, Work

from . import addresses
from .levels import open_collections
from .shelves import ON_SHELF
from .works import CARD_FIELDS, Card, cards


@dataclass(frozen=True, slots=True)
class Front:
    title: str
    url: str
    total: int
    cards: list[Card]


def libraries(site: Any) -> list[tuple[LibraryPage, str]]:
    """The live libraries of a site that anybody may enter, with their addresses, in the order of the page tree."""
    pages = LibraryPage.objects.live().descendant_of(site.root_page, inclusive=True).order_by("path")
    open_pages = (page for page in pages if not access.audience_of(page))
    return [(page, parts[2]) for page in open_pages if (parts := page.get_url_parts())]


def shelf(site: Any) -> Front | None:
    """The newest works of the first library that has any, None where there is none. Ready for a template."""
    if site is None:
        return None
    for page, base in libraries(site):
        works = open_works(page)
        newest = cards(works.only(*CARD_FIELDS).order_by("-pk")[:ON_SHELF], base)
        if newest:
            return Front(page.title, base, works.count(), newest)
    return None


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
    works = Work.objects.filter(library_id=page.pk, live=True, collection_id__in=open_collections())
    return works.filter(parent__isnull=True)
