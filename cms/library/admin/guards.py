"""What holds works is not deleted from above them: the database refuses, and nobody would be told why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import Collection, Page

from cms.library.models import Work
from cms.library.receivers import under_pages


def keep_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refused(request, [page]) if request.method == "POST" else None


def keep_pages(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    pages = [thing for thing in objects if isinstance(thing, Page)] if action_type == "delete" else []
    return _refused(request, pages)


def contents(collection: Collection) -> dict[str, Any] | None:
    """For Wagtail's question what a collection holds."""
    count = Work.objects.filter(collection=collection).count()
    if not count:
        return None
    listing = reverse(Work.snippet_viewset.get_url_name("list"))
    return {"count": count, "count_text": f"{count} 份文献", "url": listing}


def _refused(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    for page in pages:
        if count := under_pages([page.path]).count():
            messages.error(
                request,
                f"没有删除：“{page.title}”或它下面的书库里还有 {count} 份文献。请先在“馆藏文献”里删除它们，再删除这一页。",
            )
            return redirect("wagtailadmin_explore", page.pk)
    return None
