"""Two who act on one manuscript at one moment: what the first did stands, and the second is told.

Wagtail looks at the review as it was when the request began: of two who pass one step, the second would pass the next one,
which may not be his. Whoever acts locks first what is reviewed, as they do who move or delete it, then its review.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.locks import WorkflowLock
from wagtail.models import TaskState, Workflow, WorkflowMixin, WorkflowState

from cms.core.turns import hold_or_404

Act = Callable[..., Any]
SAID = "刚刚已有别人处理了这份稿件，您这一步没有执行。请看看它现在的状态，再决定怎么做。"
UNREADABLE = "随这一步送来的意见读不懂，没有执行。请刷新页面再试。"
EXTRA = "workflow-action-extra-data"
KNOWN = "_current_workflow_states"  # Wagtail's own, which it fills for lists
ENDED = "刚刚已有别人处理了这份稿件，请刷新页面。"


class NotDone(PermissionDenied):
    """A step of a review that is not taken; says why in Chinese."""


def _hold_reviewed(state: WorkflowState) -> None:
    """Raises Http404 when it is gone."""
    hold_or_404(state.base_content_type.model_class(), state.object_id)


def _is_open(state: TaskState | WorkflowState) -> bool:
    """A list on the first page may be old: what it offers was done since."""
    return state.is_active if isinstance(state, WorkflowState) else state.status == state.STATUS_IN_PROGRESS


def as_it_was(act: Act) -> Act:
    """Of a step or a review. Raises NotDone."""

    @wraps(act)
    def acted(state: Any, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            _hold_reviewed(getattr(state, "workflow_state", state))
            before = state.status
            state.refresh_from_db()
            if state.status != before or not _is_open(state):
                raise NotDone(SAID)
            return act(state, *args, **kwargs)

    return acted


def once(start: Act) -> Act:
    """A review begins where there is none. Raises NotDone."""

    @wraps(start)
    def started(workflow: Workflow, obj: Any, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            hold_or_404(type(obj), obj.pk)
            obj.__dict__.pop(KNOWN, None)
            if obj.current_workflow_state is not None:
                raise NotDone(SAID)
            return start(workflow, obj, *args, **kwargs)

    return started


def same_step(act: Act) -> Act:
    """From the form of what is reviewed: the step at which it stood when the request began. Raises NotDone."""

    @wraps(act)
    def acted(view: Any) -> Any:
        state = view.workflow_state
        with transaction.atomic():
            _hold_reviewed(state)
            now = (
                WorkflowState.objects.filter(pk=state.pk).values_list("status", "current_task_state").first()
            )
            if now != (state.status, state.current_task_state_id):
                raise NotDone(SAID)
            _take_what_goes_with_it(view)
            return act(view)

    return acted


def _take_what_goes_with_it(view: Any) -> None:
    """Of what a form sends with a step what its window asks for, and no more: Wagtail hands on whatever there is."""
    try:
        typed = json.loads(view.request.POST.get(EXTRA) or "{}")
        json.dumps(typed, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # UnicodeEncodeError is a ValueError
        raise NotDone(UNREADABLE) from None
    if not isinstance(typed, dict) or not all(isinstance(value, str) for value in typed.values()):
        raise NotDone(UNREADABLE)
    task = view.workflow_state.current_task_state.task.specific
    form = task.get_form_for_action(view.workflow_action)(typed)
    if not form.is_valid():
        raise NotDone("".join(said for errors in form.errors.values() for said in errors))
    view.request.POST = view.request.POST.copy()
    view.request.POST[EXTRA] = json.dumps(form.cleaned_data)


def of_it(get_task_state: Act) -> Act:
    """The step that an address names is one of the review of what it names: Wagtail takes any. Raises Http404."""

    @wraps(get_task_state)
    def found(view: Any) -> Any:
        step = get_task_state(view)
        if step is not None:
            review, thing = step.workflow_state, view.object
            kind = thing.get_base_content_type()
            if (review.base_content_type_id, review.object_id) != (kind.pk, str(thing.pk)):
                raise Http404
        return step

    return found


def told(post: Act) -> Act:
    """From the list on the first page."""

    @wraps(post)
    def posted(view: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return post(view, request, *args, **kwargs)
        except NotDone as late:
            messages.error(request, str(late))
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                return view.render_modal_json(request, {"step": "success", "redirect": view.redirect_url})
            return redirect(view.redirect_url)

    return posted


def asked_once(get_context_data: Act) -> Act:
    """A review may end while the form is put together, which asks for it a dozen times: it says the same throughout."""

    @wraps(get_context_data)
    def context(view: Any, **kwargs: Any) -> Any:
        thing = getattr(view, "page", None) or view.object
        if isinstance(thing, WorkflowMixin) and thing.pk:
            thing.__dict__.pop(KNOWN, None)
            thing.__dict__[KNOWN] = _known(thing.current_workflow_state)
        return get_context_data(view, **kwargs)

    return context


def _known(state: WorkflowState | None) -> list[WorkflowState]:
    """With its step, which is read here once."""
    if state is None:
        return []
    try:
        step = state.current_task_state
        return [state] if step is None or step.specific.task.specific else []
    except ObjectDoesNotExist:  # deleted in this moment
        return []


def why_locked(get_message: Act) -> Act:
    """Of a review that may have ended since the lock was asked for, or end while this is put together."""

    @wraps(get_message)
    def message(lock: WorkflowLock, user: Any) -> Any:
        thing = lock.object
        known = thing.__dict__.get(KNOWN)
        if known is None:
            thing.__dict__[KNOWN] = _known(thing.current_workflow_state)
        try:
            return get_message(lock, user) if thing.__dict__[KNOWN] else ENDED
        finally:
            if known is None:
                del thing.__dict__[KNOWN]

    return message


def install() -> None:
    """None of these has a setting."""
    from wagtail.admin.views.generic.mixins import (
        CreateEditViewOptionalFeaturesMixin,  # of models, whose forms know this
    )
    from wagtail.admin.views.generic.workflow import BaseWorkflowFormView, WorkflowAction
    from wagtail.admin.views.pages.edit import EditView

    for of_step in ("approve", "reject"):
        setattr(TaskState, of_step, as_it_was(getattr(TaskState, of_step)))
    for of_review in ("cancel", "resume"):
        setattr(WorkflowState, of_review, as_it_was(getattr(WorkflowState, of_review)))
    for form in (EditView, CreateEditViewOptionalFeaturesMixin):
        form.get_context_data = asked_once(form.get_context_data)
    Workflow.start = once(Workflow.start)
    EditView.perform_workflow_action = same_step(EditView.perform_workflow_action)
    of_form = CreateEditViewOptionalFeaturesMixin.workflow_action_action
    CreateEditViewOptionalFeaturesMixin.workflow_action_action = same_step(of_form)
    WorkflowLock.get_message = why_locked(WorkflowLock.get_message)
    BaseWorkflowFormView.get_task_state = of_it(BaseWorkflowFormView.get_task_state)
    WorkflowAction.post = told(WorkflowAction.post)
