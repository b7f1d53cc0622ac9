"""Two review one work at one moment: the second does not pass the step after his, and is told."""

from __future__ import annotations

import pytest
from django.test import Client

from cms.core.admin.judging import SAID
from cms.core.factories import UserFactory
from cms.core.tests.meanwhile import meanwhile
from cms.library.admin.panels import WorkForm

from .admin_world import address, form_data, library, signed_in, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
PASS = {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": "{}"}


def test_nobody_passes_a_step_that_is_not_his(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    library()
    author = UserFactory(groups=["编辑"])
    made = work("送审的文献", live=False, user=author)
    made.save_revision(user=author)
    state = made.get_workflow().start(made, author)
    step = state.current_task_state.specific
    signed_in(client, "审核")
    with meanwhile(monkeypatch, WorkForm, lambda: step.approve(user=UserFactory(groups=["审核"]))):
        answer = client.post(
            address("edit", made.pk), form_data(made, title="改过的题名", **PASS), follow=True
        )
    assert answer.status_code == 200 and SAID in answer.content.decode()
    made.refresh_from_db()
    assert made.current_workflow_task.name == "审批" and not made.live
    assert "改过的题名" in answer.content.decode() and made.revisions.count() == 1


def test_each_step_is_passed_from_the_form(client: Client) -> None:
    library()
    author = UserFactory(groups=["编辑"])
    made = work("送审的文献", live=False, user=author)
    made.save_revision(user=author)
    made.get_workflow().start(made, author)
    for role in ("审核", "审批"):
        signed_in(client, role)
        assert client.post(address("edit", made.pk), form_data(made, **PASS)).status_code == 302
    made.refresh_from_db()
    assert made.live and made.current_workflow_state is None
