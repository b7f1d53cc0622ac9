"""The approval of a work may publish it: whoever approves takes the turn of names before he writes anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import TaskState

from cms.core.turns import take_turn
from cms.library.models import Work
from cms.library.turns import NAMES


def approve(state: TaskState, *args: Any, **kwargs: Any) -> Any:
    with transaction.atomic():
        if state.workflow_state.content_type_id == ContentType.objects.get_for_model(Work).pk:
            take_turn(NAMES)
        return _approve(state, *args, **kwargs)


_approve: Callable[..., Any] = TaskState.approve


def install() -> None:
    """It has no setting."""
    TaskState.approve = approve
