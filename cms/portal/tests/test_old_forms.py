"""What an old form, or a typed address, says of a review that has gone on, or is none of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from cms.core.admin.judging import SAID
from cms.core.factories import UserFactory, restrict
from cms.core.tests.pages_forms import BODY

from .reviewed import sent_in

pytestmark = pytest.mark.django_db
FORM = {"attachments-count": "0", "lead": "", "slug": "gao", **BODY}
HIDDEN = re.compile(r'name="(loaded_revision_\w+|workflow-step)" value="([^"]*)"')


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def form_of(client: Client, address: str) -> dict[str, str]:
    return dict(HIDDEN.findall(client.get(address).content.decode()))


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_a_step_is_taken_at_the_address_of_its_own_manuscript(act: str) -> None:
    seen, hidden = sent_in(), sent_in()
    restrict(Page.objects.get(pk=hidden.object_id), Group.objects.create(name="党委"))
    client, step = signed_in(UserFactory(groups=["审核"])), hidden.current_task_state
    for thing in (hidden, seen):
        address = reverse("wagtailadmin_pages:workflow_action", args=[thing.object_id, act, step.pk])
        for answer in (client.get(address), client.post(address, {"comment": "好"})):
            assert answer.status_code == 404
    step.refresh_from_db()
    assert step.status == TaskState.STATUS_IN_PROGRESS


def test_a_withdrawal_is_of_what_its_form_showed() -> None:
    state = sent_in()
    state.current_task_state.specific.reject(user=UserFactory(groups=["审核"]), comment="改日期")
    address = f"/admin/pages/{state.object_id}/edit/"
    author, other = signed_in(state.requested_by), signed_in(UserFactory(is_superuser=True))
    old = form_of(author, address)
    assert "workflow-step" in old
    sent = FORM | form_of(other, address) | {"title": "改好再送", "action-submit": "1"}
    assert other.post(address, sent).status_code == 302
    answer = author.post(address, FORM | old | {"title": "写了一小时的题", "action-cancel-workflow": "1"})
    said = answer.content.decode()
    assert answer.status_code == 200 and SAID in said and "写了一小时的题" in said
    assert WorkflowState.objects.get(pk=state.pk).status == WorkflowState.STATUS_IN_PROGRESS


def test_what_is_locked_keeps_what_was_typed_though_it_was_once_withdrawn() -> None:
    state = sent_in()
    state.cancel(user=state.requested_by)
    author, address = signed_in(state.requested_by), f"/admin/pages/{state.object_id}/edit/"
    form = form_of(author, address)
    keeper = UserFactory(groups=["审批"])
    Page.objects.filter(pk=state.object_id).update(locked=True, locked_by=keeper, locked_at=timezone.now())
    answer = author.post(address, FORM | form | {"title": "写了一小时的题"})
    assert answer.status_code == 200 and "写了一小时的题" in answer.content.decode()
