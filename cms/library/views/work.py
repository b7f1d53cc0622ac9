"""A work's own page: its entry in the catalogue, its contents, volumes, versions, and the way into its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from cms.core import access
from cms.library.models import Work, WorkKind
from cms.library.reading import addresses, passages, works
from cms.library.reading.citation import cite
from cms.library.reading.contents import tree
from cms.library.reading.images import has_images
from cms.library.reading.levels import level_of, open_collections

from .common import Opened, answer, open_work, place_of

if TYPE_CHECKING:
    from cms.library.models import LibraryPage


def show_work(page: LibraryPage, request: HttpRequest, pk: int) -> HttpResponseBase:
    opened = open_work(page, request, pk)
    return opened if isinstance(opened, HttpResponse) else draw(opened, request)


def preview_work(work: Work, request: HttpRequest) -> HttpResponseBase:
    """The page of a work as it stands in a form, live or not. Only for those whom the admin lets edit it."""
    opened = Opened(place_of(work.library, request), work, level_of(access.audience_of(work)))
    return draw(opened, request)


def draw(opened: Opened, request: HttpRequest) -> HttpResponseBase:
    work, base = opened.work, opened.place.base
    plan = passages.plan_of(work)
    allowed = open_collections(None if opened.level.public else request.user)
    volumes = _volumes(opened, allowed)
    contents = tree(
        work.outline,
        lambda number, anchor: addresses.page_url(base, work.pk, number, anchor),
        lambda item: passages.page_of_entry(plan, item),
    )
    reads_here = not plan.paged and plan.pages > 0 and not volumes
    text = passages.page_text(work, plan, 1, ()) if reads_here else None
    context = {
        "work": works.card(work, base),
        "facts": works.facts(work, base, opened.level),
        "contents": contents,
        "volumes": volumes,
        "volumes_heading": "各期" if work.kind == WorkKind.NEWSPAPER else "各卷",
        "versions": works.versions(work, allowed, base),
        "download": works.download(work, base),
        "citation": cite(works.cited(work), opened.place.root + opened.url, timezone.localdate()),
        "permanent": opened.place.root + opened.url,
        "read_url": addresses.page_url(base, work.pk, 1) if plan.pages else "",
        "cover": addresses.image_url(base, work.pk, 1, small=True) if plan.paged and has_images(work) else "",
        "find_url": addresses.find_url(base, work.pk) if plan.pages else "",
        "state": work.state,
        "reason": work.reason,
        "text": text,
        "pages": plan.pages,
        "paged": plan.paged,
        "next_url": addresses.page_url(base, work.pk, 2) if reads_here and plan.pages > 1 else "",
    }
    return answer(opened, request, "library/work.html", context, title=work.title, crumbs=opened.crumbs())


def _volumes(opened: Opened, allowed: list[int]) -> list[works.Card]:
    """Volumes of a book in their order, issues of a newspaper newest first."""
    order = ("-issued_on", "-pk") if opened.work.kind == WorkKind.NEWSPAPER else ("pk",)
    found = (
        Work.objects.filter(parent_id=opened.work.pk, live=True, collection_id__in=allowed)
        .select_related("document")
        .only(*works.CARD_FIELDS)
        .order_by(*order)[:500]
    )
    return works.cards(found, opened.place.base)
