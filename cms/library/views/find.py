"""Search inside one work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from cms.library.models import Work, WorkKind, WorkState
from cms.library.reading import addresses, passages, works
from cms.library.reading.find import find_in
from cms.library.reading.levels import open_collections
from cms.library.reading.marks import LONGEST_QUERY, clean_query
from cms.library.reading.volumes import MOST_VOLUMES, find_in_volumes, volumes_of

from .common import Opened, answer, open_work

if TYPE_CHECKING:
    from cms.library.models import LibraryPage

MOST_SHOWN = 200
MOST_OF_ONE = 10  # pages of one volume, which has a search of its own
ROOM = 40_000  # characters that the links of one page may take


def find(page: LibraryPage, request: HttpRequest, pk: int) -> HttpResponseBase:
    opened = open_work(page, request, pk)
    if isinstance(opened, HttpResponse):
        return opened
    work, base = opened.work, opened.place.base
    raw = request.GET.get("q", "")
    query = clean_query(raw)
    plan = passages.plan_of(work)
    most = min(MOST_SHOWN, ROOM // (len(quote(query)) + 60))
    context: dict[str, Any] = {
        "work": works.card(work, base),
        "query": query,
        "cut": len(raw.strip()) > LONGEST_QUERY,
        "longest": LONGEST_QUERY,
        "search_all": f"{opened.place.chrome.search_url}?{urlencode({'q': query})}",
        "find_url": addresses.find_url(base, work.pk),
    }
    volumes = _volumes(opened, request)
    below = [] if plan.pages and work.character_count else list(volumes[:MOST_VOLUMES])
    if below:
        every = len(below) if len(below) < MOST_VOLUMES else volumes.count()
        context |= _in_volumes(opened, below, every, query, most)
    else:
        context |= _in_one(opened, plan, query, most) | {
            "others": volumes.count(),
            "one": "期" if work.kind == WorkKind.NEWSPAPER else "个分册",
        }
    title = f"在《{work.title}》中找"
    crumbs = opened.crumbs((works.inside(work), ""))
    template = "library/find_below.html" if below else "library/find.html"
    return answer(opened, request, template, context, title=title, crumbs=crumbs)


def _in_one(opened: Opened, plan: passages.Plan, query: str, most: int) -> dict[str, Any]:
    work, base = opened.work, opened.place.base
    finding = find_in(work, plan, query)
    return {
        "silent": work.state != WorkState.READY and not work.character_count,
        "nothing_to_find": bool(query) and not finding.marks,
        "finding": finding,
        "hits": [
            (found, addresses.page_url(base, work.pk, found.page, "h1", query))
            for found in finding.pages[:most]
        ],
        "shown_all": len(finding.pages) <= most,
    }


def _volumes(opened: Opened, request: HttpRequest) -> QuerySet[Work]:
    """What the page of a public work names, everybody may see: it is the same for all."""
    allowed = open_collections(None if opened.level.public else request.user)
    return volumes_of(opened.work, opened.place.page, allowed)


def _in_volumes(opened: Opened, below: list[Work], every: int, query: str, most: int) -> dict[str, Any]:
    base = opened.place.base
    finding = find_in_volumes(below, query)
    titles = {work.pk: work.title for work in below}
    hits, left = [], most
    for pk, pages in finding.hits:
        shown = pages[: min(left, MOST_OF_ONE)]
        if not shown:
            break
        left -= len(shown)
        links = [(found, addresses.page_url(base, pk, found.page, "h1", query)) for found in shown]
        own = addresses.find_url(base, pk, query) if len(shown) < len(pages) else ""
        hits.append((titles[pk], addresses.work_url(base, pk), links, own, len(pages)))
    newspaper = opened.work.kind == WorkKind.NEWSPAPER
    return {
        "nothing_to_find": bool(query) and not finding.sought,
        "finding": finding,
        "hits": hits,
        "shown_all": len(hits) == len(finding.hits),
        "every": every,
        "part": finding.looked < every,
        "silent": sum(not work.character_count for work in below),
        "one": "期" if newspaper else "卷",
        "first": "最新的" if newspaper else "前面的",
    }
