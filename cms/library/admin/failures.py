"""没有收好的文件: a person's own uploads that failed, with the reason, on the first page of the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from . import scope
from .policy import policy
from .upload import BAD, Answer, answer_for

MOST = 10


def failures_of(user: Any) -> list[Answer]:
    """Latest first."""
    if not policy.user_has_permission(user, "add"):
        return []
    works = scope.works_for(user).filter(added_by=user, state__in=BAD).order_by("-pk")
    return [answer_for(work) for work in works[:MOST]]


class FailuresPanel(Component):
    name = "failed_uploads"
    template_name = "library/admin/failures.html"
    order = 230

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"answers": failures_of(parent_context["request"].user) if parent_context else []}
