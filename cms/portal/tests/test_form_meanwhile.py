"""A reviewer's form is put together; between two of its questions to the database another acts on the manuscript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import WorkflowState

from cms.core.factories import UserFactory
from cms.portal.models import ArticlePage

from .reviewed import sent_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
EVERY = 4  # questions


def passed(state: WorkflowState) -> None:
    state.current_task_state.specific.approve(user=UserFactory(groups=["审核"]))


def withdrawn(state: WorkflowState) -> None:
    state.cancel(user=state.requested_by)


def deleted(state: WorkflowState) -> None:
    ArticlePage.objects.get(pk=state.object_id).delete()


def asked(client: Client, act: Callable[[WorkflowState], None] | None, at: int) -> tuple[int, int]:
    """The status of the form, and how many questions came before the act."""
    state = sent_in()
    count = 0

    def acting(execute: Any, sql: str, *args: Any) -> Any:
        nonlocal count
        count += 1
        if act and count == at:
            act(WorkflowState.objects.get(pk=state.pk))
        return execute(sql, *args)

    with connection.execute_wrapper(acting):
        answer = client.get(f"/admin/pages/{state.object_id}/edit/")
    return answer.status_code, count


@pytest.mark.parametrize(
    ("act", "statuses"), [(passed, {200}), (withdrawn, {200}), (deleted, {200, 404, 409})]
)
def test_it_is_drawn_all_the_same(
    client: Client, act: Callable[[WorkflowState], None], statuses: set[int]
) -> None:
    client.force_login(UserFactory(groups=["审核"]))
    client.raise_request_exception = False
    _, questions = asked(client, None, 0)
    assert questions > 3 * EVERY
    seen = {at: asked(client, act, at)[0] for at in range(1, questions, EVERY)}
    assert set(seen.values()) <= statuses, seen
