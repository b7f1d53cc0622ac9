"""A manuscript that came back for changes says so, and why, when its author opens it and on his first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.models import WorkflowState


def reason(state: WorkflowState | None) -> str:
    """One sentence, or nothing when the manuscript has not been returned."""
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES or not state.current_task_state:
        return ""
    step = state.current_task_state
    who = f"{step.task.name}（{step.finished_by.get_full_name()}）" if step.finished_by else step.task.name
    comment = step.comment.strip()
    return f"{who}退回修改：{comment}" if comment else f"{who}退回修改，没有写意见。"


def tell(request: HttpRequest, content: Any) -> None:
    if request.method == "GET" and (sentence := reason(getattr(content, "current_workflow_state", None))):
        messages.warning(request, f"{sentence}　改好以后请再送审。")
