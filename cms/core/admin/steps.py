"""The step of a review for which a form was drawn goes with it: what others did since is not taken for what was meant.

Wagtail saves the form where the step that was pressed is no longer to be had, and takes the next one where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import format_html

from .judging import SAID, NotDone

ActionOf = Callable[[Any], tuple[str, Callable[[], Any]]]
STEP = "workflow-step"
NO_RIGHT = "您现在没有发布这一页的权限，没有发布，也没有保存。可以先保存草稿，再请有权限的人来发布。"
NO_REVIEW = "这里现在没有启用送审流程，没有送审，也没有保存。可以先保存草稿，再请管理员启用流程。"
WITHDRAWAL = ("cancel_workflow", "cancel-workflow")  # as forms of pages and of other things call it
OF_A_REVIEW = (
    "action-submit",
    "action-restart-workflow",
    "action-workflow-action",
    "action-cancel-workflow",
)


def with_step(render_html: Callable[..., Any], of: str) -> Callable[..., Any]:
    """Of a button that takes a step. `of`: what its menu calls the thing that is reviewed."""

    def rendered(item: Any, parent_context: Any) -> Any:
        state = parent_context[of].current_workflow_state
        step = "" if state is None else state.current_task_state_id or ""
        field = format_html('<input type="hidden" name="{}" value="{}">', STEP, step)
        return render_html(item, parent_context) + field

    return rendered


def is_off(view: Any, taken: str | None) -> bool:
    """Whether something of a review was pressed and something else would be done; `taken`: "save", "step" or another name."""
    asked = view.request.POST
    if taken == "save":
        return any(asked.get(name) for name in OF_A_REVIEW)
    return taken in ("step", *WITHDRAWAL) and is_old(view)


def is_old(view: Any) -> bool:
    """Whether the form was drawn for another step than the one where the review stands."""
    state = view.workflow_state
    now = "" if state is None else str(state.current_task_state_id or "")
    return view.request.POST.get(STEP, now) != now


def withdraws(view: Any) -> bool:
    return bool(getattr(view, "is_cancelling_workflow", False)) or getattr(view, "action", "") in WITHDRAWAL


def action_of(view: Any) -> tuple[str, Callable[[], Any]]:
    name, method = _action_of(view)
    taken = "step" if name == "perform_workflow_action" else name
    return ("refused", _refuse) if is_off(view, taken) else (name, method)


def published_or_not(action_of: ActionOf) -> ActionOf:
    """Where 发布 was pressed Wagtail saves a draft for whom it finds without the right."""

    def asked(view: Any) -> tuple[str, Callable[[], Any]]:
        name, method = action_of(view)
        refused = name == "save" and view.request.POST.get("action-publish")
        return ("refused", _refuse_to_publish) if refused else (name, method)

    return asked


def sent_or_not(action_of: ActionOf) -> ActionOf:
    """A new page for which 提交审核 was pressed Wagtail saves as a draft where no review is to be had any more."""

    def asked(view: Any) -> tuple[str, Callable[[], Any]]:
        name, method = action_of(view)
        refused = name == "save" and view.request.POST.get("action-submit")
        return ("refused", _refuse_to_send) if refused else (name, method)

    return asked


def _refuse_to_send() -> Any:
    raise NotDone(NO_REVIEW)


def _refuse_to_publish() -> Any:
    raise NotDone(NO_RIGHT)


def _refuse() -> Any:
    raise NotDone(SAID)


_action_of: ActionOf


def install() -> None:
    """None of these has a setting."""
    from wagtail.admin import action_menu as pages
    from wagtail.admin.views.pages.create import CreateView
    from wagtail.admin.views.pages.edit import EditView
    from wagtail.snippets import action_menu as snippets

    global _action_of
    _action_of = published_or_not(EditView.action_name_and_method.func)
    of_new = sent_or_not(published_or_not(CreateView.action_name_and_method.func))
    for view, act in ((EditView, action_of), (CreateView, of_new)):
        ours = cached_property(act)
        ours.__set_name__(view, "action_name_and_method")
        view.action_name_and_method = ours
    for menu, of in ((pages, "page"), (snippets, "instance")):
        for item in (menu.WorkflowMenuItem, menu.CancelWorkflowMenuItem):
            item.render_html = with_step(item.render_html, of)
