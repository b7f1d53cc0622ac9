"""Wagtail's reports and its list of what awaits review name only what a person's level lets him see (see reach).

站点历史 would be a second audit trail: of what others did, everybody but 审计管理 reads what befell content he reaches.
"""

from __future__ import annotations

from typing import Any, cast

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.models import ModelLogEntry, Page, PageLogEntry, audit_log, pages, workflows
from wagtail.permissions import policy_registry

from cms.core.models import CmsDocument, CmsImage

from .reach import ANY, pages_seen, sees


def levelled_models() -> list[type[Any]]:
    """Whose things are no pages but have a level: pictures, documents, and what has an `audience` of its own."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, (CmsImage, CmsDocument)) or callable(getattr(model, "audience", None))
    ]


def _keys(found: QuerySet[Any]) -> QuerySet[Any]:
    """As generic relations hold them: text."""
    return found.order_by().values_list(Cast("pk", CharField()), flat=True)


def _of_models(user: Any, kind: str, key: str) -> Q:
    """Rows about things he reaches that are no pages, by the names of the columns for type and key."""
    wanted = Q()
    for model in levelled_models():
        seen = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ANY)
        wanted |= Q(**{kind: ContentType.objects.get_for_model(model), f"{key}__in": _keys(seen)})
    return wanted


def page_log(self: Any, user: Any) -> QuerySet[PageLogEntry]:
    """Wagtail's shows deleted pages to all; their level is no longer known."""
    found = PageLogEntry.objects.all()
    if not user.is_superuser:
        seen = policy_registry.get_by_type(Page).explorable_instances(user)
        found = found.filter(Q(page__in=seen.values("pk")) | Q(user=user.pk))
    return cast(QuerySet[PageLogEntry], found)


def model_log(self: Any, user: Any) -> QuerySet[ModelLogEntry]:
    found = self.all()
    if not user.is_superuser:
        found = found.filter(Q(user=user.pk) | _of_models(user, "content_type", "object_id"))
    return cast(QuerySet[ModelLogEntry], found)


def in_workflow(found: QuerySet[Any], user: Any, prefix: str = "") -> QuerySet[Any]:
    """Of workflow states (or, with the prefix, what hangs on them) those about content he may see."""
    if user.is_superuser:
        return found
    kind, key = f"{prefix}base_content_type", f"{prefix}object_id"
    page = ContentType.objects.get_for_model(Page)
    levelled = [ContentType.objects.get_for_model(model) for model in levelled_models()]
    return found.filter(
        ~Q(**{f"{kind}__in": [page, *levelled]})
        | Q(**{kind: page, f"{key}__in": _keys(pages_seen(Page.objects.all(), user))})
        | _of_models(user, kind, key)
    )


def last_edited(view: Any, page_types: list[Any]) -> list[Any]:
    """The page edited last stands in the report beside its type; not when it is hidden from him."""
    for row in _decorated(view, page_types):
        page = row.last_edited_page
        if page is not None and not sees(view.request.user, page, page.owner_id):
            row.last_edited_page = None
    return page_types


_decorated = PageTypesUsageReportView.decorate_paginated_queryset


def install() -> None:
    """None of these has a setting; each keeps what it does and is asked about levels after."""
    pages.PageLogEntryManager.viewable_by_user = page_log
    audit_log.ModelLogEntryManager.viewable_by_user = model_log
    PageTypesUsageReportView.decorate_paginated_queryset = last_edited
    states, tasks = WorkflowView.get_queryset, WorkflowTasksView.get_queryset
    reviewable = workflows.BaseTaskStateManager.reviewable_by
    WorkflowView.get_queryset = lambda view: in_workflow(states(view), view.request.user)
    WorkflowTasksView.get_queryset = lambda view: in_workflow(
        tasks(view), view.request.user, "workflow_state__"
    )
    workflows.BaseTaskStateManager.reviewable_by = lambda manager, user: in_workflow(
        reviewable(manager, user), user, "workflow_state__"
    )
