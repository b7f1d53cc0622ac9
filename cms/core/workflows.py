"""The way of a manuscript, made from code: 送审 → 审核 → 审批, and then it is published.

Made once, in place of the one that Wagtail's first migration names in English. What a superuser changes of it in the admin stays.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowMixin,
    WorkflowPage,
    WorkflowTask,
)

NAME = "送审：审核、审批"
STEPS = ("审核", "审批")  # tasks, and the groups of the same names
WAGTAILS_OWN = "Moderators approval"


def make_workflow() -> None:
    """Idempotent: where any workflow but Wagtail's own exists, only content of new rooms is put under ours."""
    with transaction.atomic():
        ours = Workflow.objects.filter(name=NAME).first()
        if ours is None:
            if Workflow.objects.exclude(name=WAGTAILS_OWN).exists():
                return
            ours = _make()
        for model in _drafted():
            if ours.active:
                WorkflowContentType.objects.get_or_create(
                    content_type=ContentType.objects.get_for_model(model), defaults={"workflow": ours}
                )


def _make() -> Workflow:
    Workflow.objects.filter(name=WAGTAILS_OWN, workflow_states__isnull=True).delete()
    Task.objects.filter(name=WAGTAILS_OWN, task_states__isnull=True).delete()
    made = Workflow.objects.create(name=NAME)
    for place, name in enumerate(STEPS):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set(Group.objects.filter(name=name))
        WorkflowTask.objects.create(workflow=made, task=task, sort_order=place)
    root = Page.objects.filter(depth=1).first()
    if root is not None and not WorkflowPage.objects.filter(page=root).exists():
        WorkflowPage.objects.create(workflow=made, page=root)
    return made


def _drafted() -> list[Any]:
    """Models with a workflow that are no pages."""
    return [m for m in apps.get_models() if issubclass(m, WorkflowMixin) and not issubclass(m, Page)]
