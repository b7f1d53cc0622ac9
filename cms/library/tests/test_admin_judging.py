"""Two review one work at one moment: the second does not pass the step after his, and is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from cms.core.admin.judging import SAID
from cms.core.factories import UserFactory
from cms.core.tests.meanwhile import meanwhile
from cms.library.admin.panels import WorkForm
from cms.library.models import Work

from .admin_world import address, form_data, library, signed_in, work
from .test_admin_edit import bulk

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


def drawn(client: Client, made: Work) -> dict[str, Any]:
    """What the browser sends back of the form as it was drawn."""
    form = client.get(address("edit", made.pk)).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: "" if value is None else value for name, value in values.items()}


@pytest.mark.parametrize("step", ["approve", "reject"])
def test_a_step_alone_makes_no_version(client: Client, step: str) -> None:
    """Else the desk names the reviewer as who sent it in, and the history says that he edited it."""
    library()
    author = UserFactory(real_name="钱编", groups=["编辑"])
    made = work("送审的文献", live=False, user=author, number="京检〔2026〕3号")
    made.save_revision(user=author)
    made.get_workflow().start(made, author)
    signed_in(client, "审核")
    taken = PASS | {"workflow-action-name": step, "workflow-action-extra-data": '{"comment": "日期不对"}'}
    assert client.post(address("edit", made.pk), drawn(client, made) | taken).status_code == 302
    made.refresh_from_db()
    assert made.current_workflow_state.status == ("in_progress" if step == "approve" else "needs_changes")
    assert made.revisions.count() == 1 and made.latest_revision.user == author
    assert not ModelLogEntry.objects.for_instance(made).filter(action="wagtail.edit").exists()


def test_a_step_with_a_change_saves_it(client: Client) -> None:
    library()
    author = UserFactory(groups=["编辑"])
    made = work("送审的文献", live=False, user=author)
    made.save_revision(user=author)
    made.get_workflow().start(made, author)
    reviewer = signed_in(client, "审核")
    client.post(address("edit", made.pk), drawn(client, made) | PASS | {"title": "改正的题名"})
    made.refresh_from_db()
    assert made.current_workflow_task.name == "审批" and made.revisions.count() == 2
    assert made.latest_revision.user == reviewer and made.latest_revision.object_str == "改正的题名"


def test_what_was_returned_does_not_go_out_with_others(client: Client) -> None:
    library()
    author = UserFactory(groups=["编辑"])
    made, other = work("退回的文献", live=False, user=author), work("另一份", live=False)
    made.save_revision(user=author)
    step = made.get_workflow().start(made, author).current_task_state.specific
    step.reject(user=UserFactory(real_name="赵审", groups=["审核"]), comment="日期不对")
    signed_in(client, "审批")
    bulk(client, "publish", [made, other], {})
    told = client.get("/admin/").content.decode()
    assert "《退回的文献》没有发布：审核（赵审）退回修改：日期不对。" in told
    for one, live in ((made, False), (other, True)):
        one.refresh_from_db()
        assert one.live is live
