"""Two act on one manuscript at one moment: what the first did stands, nothing is done twice, the second is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.views.generic.workflow import BaseWorkflowFormView
from wagtail.models import Page, TaskState, Workflow, WorkflowState

from cms.core.admin.forms import BasePageForm
from cms.core.admin.judging import ENDED, SAID, UNREADABLE
from cms.core.factories import UserFactory
from cms.core.tests.at_once import at_once
from cms.core.tests.meanwhile import meanwhile
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ArticlePageFactory
from cms.portal.models import ArticlePage
from cms.portal.tests.reviewed import sent_in

pytestmark = pytest.mark.django_db
FORM = {"title": "改过的稿", "slug": "gao", "attachments-count": "0", "lead": "", **BODY}
HIDDEN = re.compile(r'<input type="hidden" name="(loaded_revision_\w+|workflow-step)" value="([^"]*)"')
PASS = {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": "{}"}


@pytest.fixture
def sent() -> WorkflowState:
    return sent_in()


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def passed(state: WorkflowState, user: Any) -> Callable[[], Any]:
    """From the list on the first page, at the step where it stands now."""
    step = WorkflowState.objects.get(pk=state.pk).current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[state.object_id, "approve", step.pk])
    return lambda: signed_in(user).post(address, {"comment": ""})


def form(state: WorkflowState, user: Any, **more: str) -> Any:
    return signed_in(user).post(f"/admin/pages/{state.object_id}/edit/", FORM | more)


def steps(state: WorkflowState) -> list[tuple[str, str]]:
    return list(state.task_states.order_by("pk").values_list("task__name", "status"))


ONE_STEP_ON = [("审核", TaskState.STATUS_APPROVED), ("审批", TaskState.STATUS_IN_PROGRESS)]


def test_from_the_list(sent: WorkflowState, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (UserFactory(groups=["审核"]) for _ in range(2))
    act, looked = passed(sent, first), BaseWorkflowFormView.check_action
    done: list[bool] = []
    late = passed(sent, second)

    def check(view: Any) -> None:
        looked(view)
        if not done:
            done.append(True)
            act()

    monkeypatch.setattr(BaseWorkflowFormView, "check_action", check)
    answer = late()
    assert answer.status_code == 302 and SAID in answer.wsgi_request._messages._queued_messages[0].message
    assert steps(sent) == ONE_STEP_ON


def test_from_a_list_that_is_old(sent: WorkflowState) -> None:
    first, second = (UserFactory(groups=["审核"]) for _ in range(2))
    late = passed(sent, second)
    passed(sent, first)()
    answer = late()
    assert answer.status_code == 302 and SAID in answer.wsgi_request._messages._queued_messages[0].message
    assert steps(sent) == ONE_STEP_ON


def test_from_the_form_nobody_passes_a_step_that_is_not_his(
    sent: WorkflowState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose turn it was for two: the second found the next step, which is 审批's."""
    first, second = (UserFactory(groups=["审核"]) for _ in range(2))
    with meanwhile(monkeypatch, BasePageForm, passed(sent, first)):
        answer = form(sent, second, **PASS)
    assert (
        answer.status_code == 200
        and SAID in answer.content.decode()
        and "改过的稿" in answer.content.decode()
    )
    assert steps(sent) == ONE_STEP_ON
    page = Page.objects.get(pk=sent.object_id)
    assert not page.live and page.get_latest_revision_as_object().title != "改过的稿"


@pytest.mark.parametrize(
    "extra",
    [
        '{"update": "x"}',
        "[" * 100_000,
        '{"update": false}',
        "[]",
        "5",
        "{",
        '{"foo": 1}',
        '{"comment": null}',
        '{"comment": "\\ud800"}',
    ],
)
def test_what_goes_with_a_step_is_a_comment_or_nothing(sent: WorkflowState, extra: str) -> None:
    answer = form(sent, UserFactory(groups=["审核"]), **PASS | {"workflow-action-extra-data": extra})
    if answer.status_code == 302:  # what nobody asked for is left out
        assert steps(sent) == ONE_STEP_ON
    else:
        assert answer.status_code == 200 and UNREADABLE in answer.content.decode()
        assert steps(sent) == [("审核", TaskState.STATUS_IN_PROGRESS)]


@pytest.mark.parametrize("extra", ["", "{}", '{"comment": " "}'])
def test_nothing_comes_back_from_the_form_without_a_reason(sent: WorkflowState, extra: str) -> None:
    back = PASS | {"workflow-action-name": "reject", "workflow-action-extra-data": extra}
    answer = form(sent, UserFactory(groups=["审核"]), **back)
    assert answer.status_code == 200 and "请写明为什么退回" in answer.content.decode()
    assert steps(sent) == [("审核", TaskState.STATUS_IN_PROGRESS)]
    answer = form(
        sent, UserFactory(groups=["审核"]), **back | {"workflow-action-extra-data": '{"comment": "日期不对"}'}
    )
    assert answer.status_code == 302 and sent.task_states.get().comment == "日期不对"


def opened(state: WorkflowState, user: Any) -> Callable[..., Any]:
    """His form, as it is now; what it sends when something of it is pressed."""
    client = signed_in(user)
    address = f"/admin/pages/{state.object_id}/edit/"
    held = dict(HIDDEN.findall(client.get(address).content.decode()))
    return lambda **pressed: client.post(address, FORM | held | pressed)


REASON = {"workflow-action-name": "reject", "workflow-action-extra-data": '{"comment": "日期不对"}'}


@pytest.mark.parametrize("pressed", [PASS, PASS | REASON], ids=["pass", "return"])
def test_a_form_that_is_older_than_the_step_changes_nothing(
    sent: WorkflowState, pressed: dict[str, str]
) -> None:
    """Who is in both groups would pass the next step; after the last the form would be saved."""
    both = UserFactory(groups=["审核", "审批"])
    old = opened(sent, both)
    passed(sent, UserFactory(groups=["审核"]))()
    answer = old(**pressed)
    assert (
        answer.status_code == 200
        and SAID in answer.content.decode()
        and "改过的稿" in answer.content.decode()
    )
    assert steps(sent) == ONE_STEP_ON
    old = opened(sent, both)
    passed(sent, UserFactory(groups=["审批"]))()
    answer = old(**pressed)
    assert answer.status_code == 200 and SAID in answer.content.decode()
    page = Page.objects.get(pk=sent.object_id)
    assert page.live and not page.has_unpublished_changes and page.revisions.count() == 1


def test_a_form_that_is_older_than_a_return_changes_nothing(sent: WorkflowState) -> None:
    old = opened(sent, UserFactory(groups=["审核"]))
    sent.current_task_state.reject(user=UserFactory(groups=["审核"]), comment="日期不对")
    answer = old(**PASS)
    assert answer.status_code == 200
    assert Page.objects.get(pk=sent.object_id).revisions.count() == 1


def test_a_form_as_it_is_drawn_takes_its_step(sent: WorkflowState) -> None:
    for role in ("审核", "审批"):
        assert opened(sent, UserFactory(groups=[role]))(**PASS).status_code == 302
    assert Page.objects.get(pk=sent.object_id).live


def test_taking_back_what_has_just_been_published(
    sent: WorkflowState, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = UserFactory(is_superuser=True)
    passed(sent, chief)()
    with meanwhile(monkeypatch, BasePageForm, passed(sent, chief)):
        answer = form(sent, sent.requested_by, **{"action-cancel-workflow": "1"})
    assert answer.status_code == 302
    sent.refresh_from_db()
    assert sent.status == WorkflowState.STATUS_APPROVED and Page.objects.get(pk=sent.object_id).live


def test_sending_in_what_has_just_been_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    author = UserFactory(groups=["编辑"])
    page = ArticlePageFactory(live=False, owner=author)
    page.save_revision(user=author)

    def send() -> None:
        Workflow.objects.get(active=True).start(ArticlePage.objects.get(pk=page.pk), author)

    with meanwhile(monkeypatch, BasePageForm, send):
        answer = signed_in(author).post(
            f"/admin/pages/{page.pk}/edit/", FORM | {"slug": page.slug, "action-submit": "1"}
        )
    assert (
        answer.status_code == 200
        and SAID in answer.content.decode()
        and "改过的稿" in answer.content.decode()
    )
    assert WorkflowState.objects.for_instance(page).count() == 1


def test_a_form_whose_review_ends_while_it_is_put_together(sent: WorkflowState) -> None:
    page = ArticlePage.objects.get(pk=sent.object_id)
    lock, author = page.get_lock(), sent.requested_by
    assert "审核" in lock.get_message(author)
    sent.cancel(user=author)
    assert lock.get_message(author) == ENDED


def test_what_comes_back_knows_the_version_that_it_came_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the one that was undone: the next that somebody saves may have its number."""
    author = UserFactory(groups=["编辑"])
    page = ArticlePageFactory(live=False, owner=author)
    loaded = page.save_revision(user=author)

    def send() -> None:
        Workflow.objects.get(active=True).start(ArticlePage.objects.get(pk=page.pk), author)

    typed = FORM | {"slug": page.slug, "action-submit": "1", "loaded_revision_id": str(loaded.pk)}
    with meanwhile(monkeypatch, BasePageForm, send):
        said = signed_in(author).post(f"/admin/pages/{page.pk}/edit/", typed).content.decode()
    assert SAID in said and dict(HIDDEN.findall(said))["loaded_revision_id"] == str(loaded.pk)


@pytest.mark.django_db(transaction=True)
def test_threads() -> None:
    """An approval, a deletion, a withdrawal, in every pair: none fails, and none is half done."""
    author, judge, chief = (
        UserFactory(groups=["编辑"]),
        UserFactory(groups=["审核"]),
        UserFactory(is_superuser=True),
    )
    for turn in range(9):
        page = ArticlePageFactory(live=False, owner=author)
        page.save_revision(user=author)
        state = Workflow.objects.get(active=True).start(page, author)
        jobs = [
            passed(state, judge),
            lambda page=page: signed_in(chief).post(f"/admin/pages/{page.pk}/delete/"),
            lambda state=state: form(state, author, **{"action-cancel-workflow": "1"}),
        ]
        jobs.pop(turn % 3)
        answers = at_once(*jobs)
        assert {answer.status_code for answer in answers} <= {302, 404, 409}, turn
        left = WorkflowState.objects.filter(pk=state.pk).first()
        assert (left is None) is (not Page.objects.filter(pk=page.pk).exists())
        if left and left.status == WorkflowState.STATUS_CANCELLED:
            assert not left.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).exists()
