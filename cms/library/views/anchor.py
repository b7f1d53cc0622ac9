"""Where a permanent anchor stands now: `/ku/7/a/a100/` leads to the page on which article 100 is read today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from cms.library.reading import addresses, passages
from cms.library.reading.levels import guard
from cms.library.reading.marks import clean_query

from .common import missing, open_work

if TYPE_CHECKING:
    from cms.library.models import LibraryPage

ARTICLE = re.compile(r"a(\d{1,5})(?:-(\d{1,3}))?", re.ASCII)
GONE = (
    "这份文献现在的文字里没有{}：更换文件或者重新整理以后，它可能改了号、并入了别处，或者删去了。"
    "可以从书目信息里的目录找，或者检索原句。"
)


def lead(page: LibraryPage, request: HttpRequest, pk: int, anchor: str) -> HttpResponseBase:
    """Not for ever: it is asked again each time."""
    opened = open_work(page, request, pk)
    if isinstance(opened, HttpResponse):
        return opened
    number = passages.page_of_anchor(opened.work, passages.plan_of(opened.work), anchor)
    if not number:
        message = GONE.format(name_of(anchor))
        return missing(opened.place, request, message, opened.url, opened.level, title="没有找到这一处")
    query = clean_query(request.GET.get("q", ""))
    target = addresses.page_url(opened.place.base, opened.work.pk, number, anchor, query)
    return guard(HttpResponseRedirect(target), opened.level)


def name_of(anchor: str) -> str:
    """As people call it: 第100条, 第120条之1."""
    if found := ARTICLE.fullmatch(anchor):
        return f"第{found[1]}条" + (f"之{found[2]}" if found[2] else "")
    return "这一处"
