"""What waits for a review that nobody can do is said: those who review it may all be outside the groups that see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin import messages
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.models import GroupApprovalTask, TaskState
from wagtail.signals import task_submitted

from cms.core import access, requests
from cms.core.levels import MEMBERS, group_ids

Post = Callable[..., HttpResponseBase]
SAID = "“{}”是{}，“{}”这一步的人都看不到它，没有人能处理。请把负责这一步的人加进可以查看的组，或者改一改级别；也可以撤回送审。"


def unseen(state: TaskState) -> str:
    """A Chinese sentence for a step of which nobody sees what he is to review; empty for all others."""
    task, thing = state.task.specific, state.workflow_state.content_object
    if (
        thing is None
        or not isinstance(task, GroupApprovalTask)
        or not (audience := access.audience_of(thing))
    ):
        return ""
    people = get_user_model().objects.filter(is_active=True, groups__in=task.groups.all())
    for clause in audience - {MEMBERS}:
        members = get_user_model().objects.filter(groups__in=group_ids(clause))
        people = people.filter(pk__in=members.values("pk"))
    return "" if people.exists() else SAID.format(thing, access.describe(audience), state.task)


def tell(state: TaskState) -> None:
    request = requests.asking()
    if request is not None and (said := unseen(state)):
        messages.warning(request, said)


def _submitted(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    tell(instance)


def after_level(post: Post) -> Post:
    """Of the page that was closed; those below it that wait are not looked for."""

    def posted(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = post(view, request, *args, **kwargs)
        state = view.page.current_workflow_state
        if state is not None and state.current_task_state is not None:
            requests.forget(access.CACHE)
            tell(state.current_task_state)
        return answer

    return posted


def install() -> None:
    """The view has no setting."""
    task_submitted.connect(_submitted, dispatch_uid="cms.core.admin.review")
    SetPrivacyView.post = after_level(SetPrivacyView.post)
