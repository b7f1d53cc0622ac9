"""我的草稿: what a person began and has not published, on the first page of the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from wagtail.admin.ui.components import Component
from wagtail.models import Page, WorkflowState, get_default_page_content_type

MOST = 10


def drafts_of(user: Any) -> list[Page]:
    """Latest first. What is on its way through the workflow has a panel of its own."""
    under_way = WorkflowState.objects.active().filter(base_content_type=get_default_page_content_type())
    drafts = (
        Page.objects.filter(Q(owner=user) | Q(latest_revision__user=user), has_unpublished_changes=True)
        .exclude(pk__in=[int(pk) for pk in under_way.values_list("object_id", flat=True)])
        .annotate_approved_schedule()
        .order_by("-latest_revision_created_at", "-pk")
    )
    return [page for page in drafts[:MOST] if page.permissions_for_user(user).can_edit()]


class DraftsPanel(Component):
    name = "drafts"
    template_name = "portal/admin/drafts.html"
    order = 230  # behind what waits for a review

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        return {"drafts": drafts_of(user)}
