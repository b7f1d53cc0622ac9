"""The reader: a page's image with its hits marked, the text beside it, the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from cms.library.reading import addresses, images, passages, works
from cms.library.reading.citation import cite
from cms.library.reading.contents import BESIDE, mark_current, shorten, tree
from cms.library.reading.find import Finding, find_in
from cms.library.reading.levels import guard
from cms.library.reading.marks import LONGEST_QUERY, clean_query

from .common import Opened, answer, missing, open_work

if TYPE_CHECKING:
    from cms.library.models import LibraryPage

LONGEST_NUMBER = 9
CARRIED = 90  # characters of a query, as written in an address, that every link of the contents may carry
MOST_HIT_PAGES = 100


def jump(page: LibraryPage, request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form "转到第 n 页", which must work without a script."""
    opened = open_work(page, request, pk)
    if isinstance(opened, HttpResponse):
        return opened
    asked = "".join(request.GET.get("page", "").split())[: LONGEST_NUMBER + 1]
    pages = passages.plan_of(opened.work).pages
    number = int(asked) if asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 0
    if not 1 <= number <= pages:
        message = f"请填写 1 到 {pages} 之间的页码。" if pages else "这份文献没有可以翻阅的页。"
        return missing(opened.place, request, message, opened.url, opened.level)
    query = clean_query(request.GET.get("q", ""))
    target = addresses.page_url(opened.place.base, opened.work.pk, number, "desk", query)
    return guard(HttpResponseRedirect(target), opened.level)


def show_page(page: LibraryPage, request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    opened = open_work(page, request, pk)
    if isinstance(opened, HttpResponse):
        return opened
    work, base = opened.work, opened.place.base
    plan = passages.plan_of(work)
    if not 1 <= number <= plan.pages:
        message = (
            f"没有第 {number} 页，这份文献共 {plan.pages} 页。"
            if plan.pages
            else "这份文献没有可以翻阅的页。"
        )
        anchors = addresses.anchors_url(base, work.pk)
        return missing(opened.place, request, message, opened.url, opened.level, anchors=anchors)
    query = clean_query(request.GET.get("q", ""))
    finding = find_in(work, plan, query)
    text = passages.page_text(work, plan, number, finding.marks)
    try:
        image, late = images.picture(work, number, text.sought) if plan.paged else None, False
    except images.Busy:
        image, late = None, True
    stays = addresses.place_url(base, work.pk, number, text.anchor, plan.paged)
    name = f"第 {number} 页"
    context = {
        "work": works.card(work, base),
        "byline": works.byline(work),
        "number": number,
        "pages": plan.pages,
        "name": name,
        "text": text,
        "query": query,
        "longest": LONGEST_QUERY,
        "image": image,
        "image_url": addresses.image_url(base, work.pk, number) if image else "",
        **_ways(opened, plan, finding, number, query),
        "jump_url": f"{opened.url}p/",
        "find_url": addresses.find_url(base, work.pk) if work.character_count else "",
        "download": works.download(work, base),
        "citation": cite(
            works.cited(work, opened.parent),
            opened.place.root + (addresses.page_url(base, work.pk, number) if plan.paged else stays),
            timezone.localdate(),
            number if plan.paged else "",
        ),
        "permanent": opened.place.root + stays,
        "anchors": addresses.anchors_url(base, work.pk),
        "condition": works.LATE if late else works.condition(work, image is not None),
    }
    title = f"{work.title} {name}"
    return answer(
        opened, request, "library/reader.html", context, title=title, crumbs=opened.crumbs((name, ""))
    )


def _ways(opened: Opened, plan: passages.Plan, finding: Finding, number: int, query: str) -> dict[str, Any]:
    """Contents, pages with hits, the pages before and after. A long query in every link would make a long page."""
    work, base = opened.work, opened.place.base
    burden = len(quote(query))
    carried = query if burden <= CARRIED else ""
    entries = tree(
        work.outline,
        lambda n, anchor: (
            addresses.page_url(base, work.pk, n, anchor and f"top-{anchor}", carried)
            if carried
            else addresses.place_url(base, work.pk, n, anchor, plan.paged)
        ),
        lambda item: passages.page_of_entry(plan, item),
    )
    mark_current(entries, number)
    contents, cut = shorten(entries, BESIDE)
    most = max(10, min(MOST_HIT_PAGES, 20_000 // (burden + 60)))
    around = next((i for i, found in enumerate(finding.pages) if found.page >= number), 0)
    first = max(0, min(around - most // 2, len(finding.pages) - most))
    url = lambda n, mark="": addresses.page_url(base, work.pk, n, mark, query)  # noqa: E731
    return {
        "contents": contents,
        "contents_cut": cut,
        "finding": finding,
        "hit_pages": [
            (found, url(found.page, "h1"), found.page == number)
            for found in finding.pages[first : first + most]
        ],
        "all_hits": addresses.find_url(base, work.pk, query),
        "hit_before": next((url(f.page, "h1") for f in reversed(finding.pages) if f.page < number), ""),
        "hit_after": next((url(f.page, "h1") for f in finding.pages if f.page > number), ""),
        "previous": url(number - 1) if number > 1 else "",
        "following": url(number + 1) if number < plan.pages else "",
    }
