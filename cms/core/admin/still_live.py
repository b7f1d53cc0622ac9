"""Who unpublishes a page with all below it is told what stays: Wagtail passes over in silence what is not his to unpublish."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.models import Page

from cms.core.below import Below

SAID = "下级页面里有 {} 个您不能撤下，仍在原处发布。请有权限的人来撤下，或移到别的栏目。"


def tell(request: HttpRequest, page: Page) -> None:
    _tell(request, [page])


def tell_of_many(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    if action_type == "unpublish" and action.model is Page:
        _tell(request, objects)


def _tell(request: HttpRequest, pages: Iterable[Page]) -> None:
    if not request.POST.get("include_descendants"):
        return
    if left := Page.objects.filter(Below("path", [page.path for page in pages]), live=True).count():
        messages.warning(request, SAID.format(left))
