"""The reader: a page's image with its hits marked, the text beside it, the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from cms.library.reading import addresses, images, passages, works
from cms.library.reading.citation import cite
from cms.library.reading.contents import mark_current, tree
from cms.library.reading.find import Finding, find_in
from cms.library.reading.levels import guard
from cms.library.reading.marks import clean_query, terms_of

from .common import answer, missing, open_work

if TYPE_CHECKING:
    from cms.library.models import LibraryPage

LONGEST_NUMBER = 9


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
        return guard(missing(opened.place, request, message, opened.url), opened.level)
    query = clean_query(request.GET.get("q", ""))
    target = addresses.page_url(opened.place.base, opened.work.pk, number, q=query)
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
        return guard(missing(opened.place, request, message, opened.url), opened.level)
    query = clean_query(request.GET.get("q", ""))
    terms = terms_of(query)
    text = passages.page_text(work, plan, number, terms)
    contents = tree(
        work.outline,
        lambda n, anchor: addresses.page_url(base, work.pk, n, anchor, query),
        lambda item: passages.page_of_entry(plan, item),
    )
    mark_current(contents, number)
    finding = find_in(work, plan, query) if terms else Finding()
    url = lambda n: addresses.page_url(base, work.pk, n, q=query)  # noqa: E731
    permanent = opened.place.root + addresses.page_url(base, work.pk, number, text.anchor)
    image = images.picture(work, number, terms) if plan.paged else None
    name = f"第 {number} 页"
    context = {
        "work": works.card(work, base),
        "work_extent": works.extent(work),
        "number": number,
        "pages": plan.pages,
        "paged": plan.paged,
        "name": name,
        "text": text,
        "query": query,
        "image": image,
        "image_url": addresses.image_url(base, work.pk, number),
        "contents": contents,
        "finding": finding,
        "hit_pages": [
            (found, addresses.page_url(base, work.pk, found.page, q=query), found.page == number)
            for found in finding.pages[:100]
        ],
        "more_hits": addresses.find_url(base, work.pk, query) if len(finding.pages) > 100 else "",
        "hit_before": next((url(f.page) for f in reversed(finding.pages) if f.page < number), ""),
        "hit_after": next((url(f.page) for f in finding.pages if f.page > number), ""),
        "previous": url(number - 1) if number > 1 else "",
        "following": url(number + 1) if number < plan.pages else "",
        "jump_url": f"{opened.url}p/",
        "find_url": addresses.find_url(base, work.pk),
        "download": works.download(work, base),
        "citation": cite(
            works.cited(work),
            opened.place.root + addresses.page_url(base, work.pk, number),
            timezone.localdate(),
            number if plan.paged else "",
        ),
        "permanent": permanent,
        "state": work.state,
        "reason": work.reason,
    }
    title = f"{work.title} {name}"
    return answer(
        opened, request, "library/reader.html", context, title=title, crumbs=opened.crumbs((name, ""))
    )
