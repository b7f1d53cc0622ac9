"""没有编入检索的内容: what the worker gave up after several attempts, on the first page of who looks after the system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from cms.core.searchable.given_up import given_up

from .users import may_make_accounts


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
