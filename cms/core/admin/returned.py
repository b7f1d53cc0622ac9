"""A manuscript that came back for changes says so, and why, when its author opens it and on his first page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.admin.views.pages.edit import EditView
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Task, WorkflowState

from . import steps
from .judging import SAID, NotDone

RETURNED = "{}没有发布：{}。改好以后请再送审，或者打开它单独发布。"


def reason(state: WorkflowState | None) -> str:
    """One sentence, or nothing when the manuscript has not been returned."""
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES or not state.current_task_state:
        return ""
    step = state.current_task_state
    who = f"{step.task.name}（{step.finished_by.get_full_name()}）" if step.finished_by else step.task.name
    comment = step.comment.strip()
    return f"{who}退回修改：{comment}" if comment else f"{who}退回修改，没有写意见。"


def why_returned(thing: Any, name: str) -> str:
    """Why it does not go out with others: a Chinese sentence, "" for what nobody sent back. `name` with its marks."""
    said = reason(thing.current_workflow_state)
    return said and RETURNED.format(name, said.rstrip("。"))


class ReasonForm(TaskStateCommentForm):
    """Whoever returns a manuscript says why: its author reads nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields["comment"]
        comment.required = True
        comment.error_messages["required"] = "请写明为什么退回，作者要照着修改。"


def form_for(task: Any, action: str) -> Any:
    return ReasonForm if action == "reject" else _form_for(task, action)


def may_withdraw(state: WorkflowState, user: Any) -> bool:
    """Whose manuscript it is. A reviewer returns it, and says why; Wagtail lets him take it back for them without a word."""
    whose = {state.requested_by_id, getattr(state.content_object, "owner_id", None)}
    return bool(_may_withdraw(state, user)) and (user.is_superuser or user.pk in whose)


def withdrawn(form_invalid: Callable[..., Any]) -> Callable[..., Any]:
    """Of one that was locked in review nothing was typed: its form comes anew, not as one that is yet to be saved. Where
    another was first, what was typed comes back.
    """

    def invalid(view: Any, form: Any) -> Any:
        locked, state = view.locked_for_user, view.workflow_state
        before = state and state.status
        try:
            if steps.withdraws(view) and steps.is_old(view):
                raise NotDone(SAID)
            answer = form_invalid(view, form)
        except NotDone as late:
            if locked or str(late) not in form.non_field_errors():
                messages.error(view.request, str(late))
            if locked and not steps.is_old(view):
                return redirect(view.get_edit_url())
            # as things and pages know what was pressed
            view.action, view.is_cancelling_workflow = "edit", False
            return form_invalid(view, form)
        if not locked or state is None or before == state.status or state.status != state.STATUS_CANCELLED:
            return answer  # the last review there was may have been withdrawn long ago
        return redirect(view.get_edit_url())

    return invalid


_may_withdraw = WorkflowState.user_can_cancel
_form_for = Task.get_form_for_action


def install() -> None:
    """They have no setting."""
    for view in (EditView, CreateEditViewOptionalFeaturesMixin):
        view.form_invalid = withdrawn(view.form_invalid)
    Task.get_form_for_action = form_for
    WorkflowState.user_can_cancel = may_withdraw


def tell(request: HttpRequest, content: Any) -> None:
    if request.method == "GET" and (sentence := reason(getattr(content, "current_workflow_state", None))):
        messages.warning(request, f"{sentence}　改好以后请再送审。")
