"""A manuscript comes back with a reason, and is taken back by whose it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.core.factories import UserFactory
from cms.portal.tests.reviewed import sent_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> Any:
    return sent_in()


def act(state: Any, user: Any, **typed: str) -> Any:
    client = Client()
    client.force_login(user)
    task = state.current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[state.object_id, "reject", task.pk])
    return client.post(address, typed, headers={"x-requested-with": "XMLHttpRequest"})


def test_without_a_reason_nothing_comes_back(sent: Any) -> None:
    reviewer = UserFactory(groups=["审核"])
    assert "请写明为什么退回" in act(sent, reviewer, comment=" ").json()["html"]
    sent.refresh_from_db()
    assert sent.status == sent.STATUS_IN_PROGRESS
    act(sent, reviewer, comment="日期不对")
    sent.refresh_from_db()
    assert sent.status == sent.STATUS_NEEDS_CHANGES
    assert sent.current_task_state.comment == "日期不对"


def test_only_whose_it_is_takes_it_back(sent: Any) -> None:
    assert sent.user_can_cancel(sent.requested_by) and sent.user_can_cancel(UserFactory(is_superuser=True))
    for role in ("审核", "审批", "编辑"):
        assert not sent.user_can_cancel(UserFactory(groups=[role]))


def test_what_is_taken_back_stands_there_saved(sent: Any) -> None:
    """Its form is locked while it is looked through, so nothing in it was typed."""
    client = Client()
    client.force_login(sent.requested_by)
    page = sent.content_object
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = {"title": page.title, "slug": page.slug, "body-count": "0", "attachments-count": "0", "lead": ""}
    answer = client.post(address, {"action-cancel-workflow": "1"} | form)
    assert answer.status_code == 302 and answer["Location"] == address
    sent.refresh_from_db()
    assert sent.status == sent.STATUS_CANCELLED
    shown = client.get(address).content.decode()
    assert 'data-w-unsaved-force-value="false"' in shown
