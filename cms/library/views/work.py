"""A work's own page: its entry in the catalogue, its contents, volumes, versions, and the way into its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from cms.core import access
from cms.library.models import Work, WorkKind
from cms.library.reading import addresses, images, passages, works
from cms.library.reading.citation import cite
from cms.library.reading.contents import BESIDE, LONGEST, shorten, tree, walk
from cms.library.reading.levels import level_of, open_collections
from cms.library.reading.volumes import MOST_VOLUMES, volumes_of

from .common import Opened, answer, open_work, place_of, shown_parent

if TYPE_CHECKING:
    from cms.library.models import LibraryPage


def show_work(page: LibraryPage, request: HttpRequest, pk: int) -> HttpResponseBase:
    opened = open_work(page, request, pk)
    return opened if isinstance(opened, HttpResponse) else draw(opened, request)


def preview_work(work: Work, request: HttpRequest) -> HttpResponseBase:
    """The page of a work as it stands in a form, live or not. Only for those whom the admin lets edit it."""
    level = level_of(access.audience_of(work))
    opened = Opened(place_of(work.library, request), work, level, shown_parent(work))
    return draw(opened, request)


def draw(opened: Opened, request: HttpRequest) -> HttpResponseBase:
    work, base = opened.work, opened.place.base
    plan = passages.plan_of(work)
    allowed = open_collections(None if opened.level.public else request.user)
    below = list(volumes_of(work, opened.place.page, allowed)[:MOST_VOLUMES])
    volumes = works.cards(below, base)
    text = plan.pages and work.character_count
    contents, cut = shorten(
        tree(
            work.outline,
            lambda number, anchor: addresses.place_url(base, work.pk, number, anchor, plan.paged),
            lambda item: passages.page_of_entry(plan, item),
        ),
        LONGEST,
    )
    reads_here = not plan.paged and plan.pages > 0 and not volumes
    cover_height = images.cover_height(work) if plan.paged else 0
    context = {
        "work": works.card(work, base),
        "facts": works.facts(work, opened.parent, base, opened.level),
        "contents": contents,
        "contents_cut": cut,
        "contents_long": sum(1 for _ in walk(contents)) > BESIDE,
        "volumes": volumes,
        "volumes_heading": "各期" if work.kind == WorkKind.NEWSPAPER else "各卷",
        "versions": works.versions(work, allowed, base),
        "download": works.download(work, base),
        "citation": cite(
            works.cited(work, opened.parent), opened.place.root + opened.url, timezone.localdate()
        ),
        "permanent": opened.place.root + opened.url,
        "read_url": addresses.page_url(base, work.pk, 1) if plan.pages else "",
        "cover": addresses.image_url(base, work.pk, 1, small=True) if cover_height else "",
        "cover_height": cover_height,
        "find_url": addresses.find_url(base, work.pk)
        if text or any(each.character_count for each in below)
        else "",
        "find_below": not text and bool(below),
        "condition": works.condition(work, cover_height > 0),
        "text": passages.page_text(work, plan, 1) if reads_here else None,
        "anchors": addresses.anchors_url(base, work.pk),
        "pages": plan.pages,
        "next_url": addresses.page_url(base, work.pk, 2) if reads_here and plan.pages > 1 else "",
    }
    return answer(opened, request, "library/work.html", context, title=work.title, crumbs=opened.crumbs())
