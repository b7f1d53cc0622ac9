"""Two people have the same manuscript open; the second to save is told before he saves over the first."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from django.test import Client

from cms.core.factories import UserFactory
from cms.core.tests.at_once import at_once
from cms.library.tests import admin_world
from cms.portal.factories import ArticlePageFactory

pytestmark = pytest.mark.django_db
LOADED = re.compile(r'name="(loaded_revision_\w+)" value="([^"]*)"')
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
