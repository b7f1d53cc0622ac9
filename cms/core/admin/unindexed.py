"""没有编入检索的内容: what the worker gave up after several attempts, on the first page of who looks after the system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from search.access import visible
from search.models import IndexEvent
from search.views import viewer_of

from .users import may_make_accounts

MOST = 10


def given_up(request: HttpRequest) -> tuple[int, list[str]]:
    """How many, and the first of them: by their titles where he may see them, else by number."""
    found = IndexEvent.objects.filter(dead=True).order_by("key").values_list("key", flat=True).distinct()
    keys = list(found[:MOST])
    if not keys:
        return 0, []
    works = visible([key for key in keys if not key.endswith(":*")], viewer_of(request))
    return found.count(), [f"《{works[key].title}》（{key}）" if key in works else key for key in keys]


class UnindexedPanel(Component):
    name = "unindexed"
    template_name = "core/admin/unindexed.html"
    order = 20

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = parent_context["request"] if parent_context else None
        if request is None or not may_make_accounts(request.user):
            return {}
        count, names = given_up(request)
        return {"count": count, "names": names, "more": count - len(names)}
