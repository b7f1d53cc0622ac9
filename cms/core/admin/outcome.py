"""What became of a manuscript when a reviewer passed or returned it: the sentence after, in place of 已被更新."""

from __future__ import annotations

from typing import Any

from wagtail.admin import messages
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.admin.views.generic.workflow import WorkflowAction
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import TaskState, WorkflowState

from cms.core.tags import minute


def sentence(content: Any) -> str:
    """By the step that was finished last; empty when none was."""
    state = WorkflowState.objects.for_instance(content).order_by("-pk").first()
    if state is None:
        return ""
    step = state.task_states.exclude(finished_at=None).order_by("finished_at", "pk").last()
    if step is None:
        return ""
    now = type(content)._base_manager.get(pk=content.pk)
    name = f"“{get_latest_str(now)}”"
    if step.status == TaskState.STATUS_REJECTED:
        return f"{name}已退回修改，送审的人会在后台首页看到。"
    if state.status != WorkflowState.STATUS_APPROVED:
        return f"{name}已通过{step.task.name}，等待{state.current_task_state.task.name}。"
    if now.live and not now.has_unpublished_changes:
        return f"{name}已通过{step.task.name}并发布。"
    if planned := now.scheduled_revision:
        return f"{name}已通过{step.task.name}，将在 {minute(planned.approved_go_live_at)} 发布。"
    # content that may be passed and yet not go out says why
    why = getattr(now, "not_out", "")
    return f"{name}已通过{step.task.name}，{why}" if why else f"{name}已通过{step.task.name}。"


def after_form(view: Any) -> None:
    done = sentence(view.page) if view.action_name == "perform_workflow_action" else ""
    if done:
        messages.success(view.request, done)
    else:
        _after_form(view)


def of_form(view: Any, instance: Any = None) -> Any:
    done = sentence(view.object) if view.action == "workflow-action" else ""
    return done or _of_form(view, instance)


def after_window(view: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
    """From the list on the first page, where Wagtail says nothing."""
    before = view.task_state.finished_at
    answer = _after_window(view, request, *args, **kwargs)
    view.task_state.refresh_from_db()
    if view.task_state.finished_at != before and (done := sentence(view.object)):
        messages.success(request, done)
    return answer


_after_form = EditView.add_save_confirmation_message
_of_form = CreateEditViewOptionalFeaturesMixin.get_success_message
_after_window = WorkflowAction.post


def install() -> None:
    """None of these has a setting."""
    EditView.add_save_confirmation_message = after_form
    CreateEditViewOptionalFeaturesMixin.get_success_message = of_form
    WorkflowAction.post = after_window
