"""Two people have the same manuscript open; the second to save is told before he saves over the first."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import Workflow, WorkflowState

from cms.core.admin.forms import BasePageForm
from cms.core.admin.judging import SAID
from cms.core.factories import UserFactory
from cms.core.tests.at_once import at_once
from cms.core.tests.meanwhile import meanwhile
from cms.core.tests.pages_forms import BODY
from cms.library.tests import admin_world
from cms.portal.factories import ArticlePageFactory

from .reviewed import sent_in

pytestmark = pytest.mark.django_db
LOADED = re.compile(r'name="(loaded_revision_\w+|without_version)" value="([^"]*)"')
ARTICLE = {"slug": "gao", "body-count": "0", "attachments-count": "0", "lead": ""}


def two() -> list[Client]:
    clients = [Client(), Client()]
    for client, name in zip(clients, "沈赵", strict=True):
        client.force_login(UserFactory(is_superuser=True, last_name=name, first_name="核"))
    return clients


@pytest.fixture(params=["article", "work"])
def opened(request: pytest.FixtureRequest) -> tuple[Any, str, dict[str, str]]:
    """What is edited, the address of its form, and what its form sends."""
    if request.param == "article":
        made: Any = ArticlePageFactory(slug="gao", live=False)
        return made, f"/admin/pages/{made.pk}/edit/", ARTICLE
    admin_world.library()
    made = admin_world.work("讨论稿", live=False)
    return made, admin_world.address("edit", made.pk), admin_world.form_data(made)


def test_the_second_is_told_once(opened: tuple[Any, str, dict[str, str]]) -> None:
    thing, address, data = opened
    thing.save_revision()
    first, second = two()
    loaded = dict(LOADED.findall(second.get(address).content.decode()))
    assert len(loaded) == 2
    assert first.post(address, data | loaded | {"title": "沈的题"}).status_code == 302
    answer = second.post(address, data | loaded | {"title": "赵的题"})
    said = answer.content.decode()
    assert answer.status_code == 200 and "保存了新的一稿" in said and "沈" in said and "赵的题" in said
    thing.refresh_from_db()
    assert thing.get_latest_revision_as_object().title == "沈的题"
    again = dict(LOADED.findall(said))
    assert again != loaded
    assert second.post(address, data | again | {"title": "赵的题"}).status_code == 302
    thing.refresh_from_db()
    assert thing.get_latest_revision_as_object().title == "赵的题"
    assert thing.revisions.count() == 3


def test_ones_own_other_window_is_told_of_too(opened: tuple[Any, str, dict[str, str]]) -> None:
    thing, address, data = opened
    thing.save_revision()
    client, _ = two()
    loaded = dict(LOADED.findall(client.get(address).content.decode()))
    assert client.post(address, data | loaded | {"title": "这一窗"}).status_code == 302
    answer = client.post(address, data | loaded | {"title": "那一窗"})
    said = answer.content.decode()
    assert answer.status_code == 200 and "您自己（在另一个窗口里）在" in said and "那一窗" in said
    again = dict(LOADED.findall(said))
    assert client.post(address, data | again | {"title": "那一窗"}).status_code == 302


def test_who_saves_twice_is_not_told(opened: tuple[Any, str, dict[str, str]]) -> None:
    """The way back in the browser shows the form of before."""
    thing, address, data = opened
    thing.save_revision()
    client, _ = two()
    loaded = dict(LOADED.findall(client.get(address).content.decode()))
    for _ in range(2):
        assert client.post(address, data | loaded | {"title": "沈的题"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_at_one_moment(opened: tuple[Any, str, dict[str, str]]) -> None:
    thing, address, data = opened
    for _ in range(4):
        thing.save_revision()
        both = two()
        loaded = [dict(LOADED.findall(client.get(address).content.decode())) for client in both]
        jobs = [
            partial(client.post, address, data | form | {"title": title})
            for client, form, title in zip(both, loaded, ("甲的题", "乙的题"), strict=True)
        ]
        answers = at_once(*jobs)
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        told = next(answer for answer in answers if answer.status_code == 200).content.decode()
        assert "保存了新的一稿" in told and dict(LOADED.findall(told)) not in loaded
        thing.refresh_from_db()


def test_a_window_that_is_older_than_what_another_saved(opened: tuple[Any, str, dict[str, str]]) -> None:
    """One's own version on top of it changes nothing about that."""
    thing, address, data = opened
    thing.save_revision()
    one, other = two()
    old = dict(LOADED.findall(one.get(address).content.decode()))
    for client, title in ((other, "赵的题"), (one, "沈在另一个窗口")):
        form = dict(LOADED.findall(client.get(address).content.decode()))
        assert client.post(address, data | form | {"title": title}).status_code == 302
    answer = one.post(address, data | old | {"title": "沈的旧窗口"})
    assert answer.status_code == 200 and "保存了新的一稿" in answer.content.decode()
    thing.refresh_from_db()
    assert thing.get_latest_revision_as_object().title == "沈在另一个窗口"


def test_the_first_version_of_all_counts_too(opened: tuple[Any, str, dict[str, str]]) -> None:
    """What was imported or uploaded has none, and its forms name none."""
    _, address, data = opened
    first, second = two()
    forms = [dict(LOADED.findall(client.get(address).content.decode())) for client in (first, second)]
    assert forms == [{"without_version": "1"}] * 2
    assert first.post(address, data | forms[0] | {"title": "沈的题"}).status_code == 302
    answer = second.post(address, data | forms[1] | {"title": "赵的题"})
    said = answer.content.decode()
    assert answer.status_code == 200 and "保存了新的一稿" in said and "赵的题" in said
    again = dict(LOADED.findall(said))
    assert second.post(address, data | again | {"title": "赵的题"}).status_code == 302


def test_who_withdraws_over_a_newer_version_is_told_too(opened: tuple[Any, str, dict[str, str]]) -> None:
    thing, address, data = opened
    author, _ = two()
    user = get_user_model().objects.order_by("pk").first()
    thing.save_revision(user=user)
    state = Workflow.objects.get(active=True).start(thing, user)
    state.current_task_state.specific.reject(user=UserFactory(groups=["审核"]), comment="改日期")
    form = dict(LOADED.findall(author.get(address).content.decode()))
    thing.title = "赵改的题"
    thing.save_revision(user=UserFactory(real_name="赵二"))
    answer = author.post(address, data | BODY | form | {"title": "沈写的题", "action-cancel-workflow": "1"})
    said = answer.content.decode()
    assert "“赵二”在" in said and "沈写的题" in said
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_CANCELLED
    thing.refresh_from_db()
    assert thing.get_latest_revision_as_object().title == "赵改的题"


def test_who_withdraws_what_another_has_just_withdrawn_keeps_what_he_wrote(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = sent_in()
    state.current_task_state.specific.reject(user=UserFactory(groups=["审核"]), comment="改日期")
    client, other = Client(), UserFactory(is_superuser=True)
    client.force_login(state.requested_by)
    with meanwhile(
        monkeypatch, BasePageForm, lambda: WorkflowState.objects.get(pk=state.pk).cancel(user=other)
    ):
        data = ARTICLE | BODY | {"title": "写了一小时的题", "action-cancel-workflow": "1"}
        answer = client.post(f"/admin/pages/{state.object_id}/edit/", data)
    said = answer.content.decode()
    assert answer.status_code == 200 and SAID in said and "写了一小时的题" in said


@pytest.mark.parametrize("versioned", [True, False])
def test_a_form_that_was_refused_for_something_else_is_as_old_as_it_was(
    opened: tuple[Any, str, dict[str, str]], versioned: bool
) -> None:
    thing, address, data = opened
    if versioned:
        thing.save_revision()
    first, second = two()
    loaded = dict(LOADED.findall(second.get(address).content.decode()))
    assert first.post(address, data | loaded | {"title": "沈的题"}).status_code == 302
    refused = second.post(address, data | loaded | {"title": "题" * 900})
    again = dict(LOADED.findall(refused.content.decode()))
    assert refused.status_code == 200 and "保存了新的一稿" not in refused.content.decode() and again == loaded
    answer = second.post(address, data | again | {"title": "赵的题"})
    assert answer.status_code == 200 and "保存了新的一稿" in answer.content.decode()
