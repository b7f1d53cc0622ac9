"""Who unpublishes a page is told what Wagtail passes over in silence: what stays below it, and aliases that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.models import Page

from cms.core.below import Below

SAID = "下级页面里有 {} 个您不能撤下，仍在原处发布。请有权限的人来撤下，或移到别的栏目。"

GONE = "{} 个别名页面显示的就是它，也已一同撤下。"


def tell(request: HttpRequest, page: Page) -> None:
    _tell(request, [page])


def tell_of_many(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    if action_type == "unpublish" and action.model is Page:
        _tell(request, list(objects))


def _tell(request: HttpRequest, pages: Sequence[Page]) -> None:
    if gone := Page.objects.filter(alias_of__in=pages, alias_of__live=False).count():
        messages.info(request, GONE.format(gone))
    if not request.POST.get("include_descendants"):
        return
    if left := Page.objects.filter(Below("path", [page.path for page in pages]), live=True).count():
        messages.warning(request, SAID.format(left))
