"""Search inside one work."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from cms.library.reading import addresses, passages, works
from cms.library.reading.find import find_in
from cms.library.reading.marks import LONGEST_QUERY, clean_query

from .common import answer, open_work

if TYPE_CHECKING:
    from cms.library.models import LibraryPage

MOST_SHOWN = 200
ROOM = 40_000  # characters that the links of one page may take


def find(page: LibraryPage, request: HttpRequest, pk: int) -> HttpResponseBase:
    opened = open_work(page, request, pk)
    if isinstance(opened, HttpResponse):
        return opened
    work, base = opened.work, opened.place.base
    raw = request.GET.get("q", "")
    query = clean_query(raw)
    plan = passages.plan_of(work)
    finding = find_in(work, plan, query)
    most = min(MOST_SHOWN, ROOM // (len(quote(query)) + 60))
    context = {
        "work": works.card(work, base),
        "query": query,
        "cut": len(raw.strip()) > LONGEST_QUERY,
        "longest": LONGEST_QUERY,
        "nothing_to_find": bool(query) and not finding.marks,
        "finding": finding,
        "hits": [
            (found, addresses.page_url(base, work.pk, found.page, "h1", query))
            for found in finding.pages[:most]
        ],
        "shown_all": len(finding.pages) <= most,
        "search_all": f"{opened.place.chrome.search_url}?{urlencode({'q': query})}",
        "find_url": addresses.find_url(base, work.pk),
    }
    title = f"在《{work.title}》中找"
    return answer(
        opened, request, "library/find.html", context, title=title, crumbs=opened.crumbs(("在书中找", ""))
    )
