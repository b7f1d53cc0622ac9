"""Many pages are chosen, and somebody deletes one of them before it is done: it is told, and the rest is done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from cms.core.admin import of_many
from cms.core.factories import UserFactory, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

from .test_together import bulk

pytestmark = pytest.mark.django_db
ACTIONS = ["publish", "unpublish", "delete", "move"]
each = pytest.mark.parametrize("action", ACTIONS)


def done(page: Page, action: str, goal: Page) -> bool:
    now = Page.objects.filter(pk=page.pk).first()
    if now is None or action == "delete":
        return now is None
    return now.live is (action == "publish") if action != "move" else now.get_parent().pk == goal.pk


def chosen(action: str) -> tuple[Page, Page]:
    live = action != "publish"
    stays, goes = (ArticlePageFactory(title=title, live=live) for title in ("留下的文章", "删掉的文章"))
    for page in (stays, goes):
        page.save_revision()
    return stays, goes


def chief(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))


def late(monkeypatch: pytest.MonkeyPatch, *pages: Page) -> None:
    """They go after the form was looked at, while it waits for the tree."""
    hold = of_many._hold

    def first(*args: Any) -> set[int]:
        for page in pages:
            Page.objects.get(pk=page.pk).delete()
        return hold(*args)

    monkeypatch.setattr(of_many, "_hold", first)


@each
def test_who_goes_at_that_moment_is_named(
    client: Client, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    (stays, goes), goal = chosen(action), ColumnPageFactory()
    chief(client)
    late(monkeypatch, goes)
    answer = bulk(client, action, stays, goes, follow=True, chooser=str(goal.pk))
    assert answer.status_code == 200
    assert "“删掉的文章”刚被别人删除，其余的照办。" in answer.content.decode()
    assert done(stays, action, goal)


@each
def test_who_went_before_is_counted(client: Client, action: str) -> None:
    (stays, goes), goal = chosen(action), ColumnPageFactory()
    goes.delete()
    chief(client)
    answer = bulk(client, action, stays, goes, follow=True, chooser=str(goal.pk))
    assert "选中的有 1 页已经不在了，或者不归您管，其余的照办。" in answer.content.decode()
    assert done(stays, action, goal)


@each
def test_where_all_of_them_went_nothing_is_called_done(client: Client, action: str) -> None:
    (gone, goes), goal = chosen(action), ColumnPageFactory()
    for page in (gone, goes):
        page.delete()
    chief(client)
    answer = bulk(client, action, gone, goes, follow=True, chooser=str(goal.pk))
    assert answer.status_code == 200
    assert "选中的有 2 页已经不在了，或者不归您管，没有可以操作的了。" in answer.content.decode()
    assert not [told for told in answer.context["messages"] if told.level_tag == "success"]


def test_where_the_goal_goes_nothing_moves(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    (stays, other), goal = chosen("move"), ColumnPageFactory()
    chief(client)
    late(monkeypatch, goal)
    answer = bulk(client, "move", stays, other, follow=True, chooser=str(goal.pk))
    assert of_many.NO_GOAL in answer.content.decode()
    assert Page.objects.get(pk=stays.pk).get_parent().pk == stays.get_parent().pk


def test_what_was_hidden_is_not_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    stays, goes = chosen("unpublish")
    restrict(goes, *UserFactory(groups=["党委"]).groups.all())
    client.force_login(UserFactory(groups=["审批"]))
    late(monkeypatch, goes)
    told = bulk(client, "unpublish", stays, goes, follow=True).content.decode()
    assert "删掉的文章" not in told and not Page.objects.get(pk=stays.pk).live


@each
def test_nobody_learns_what_is_hidden_from_him(client: Client, action: str) -> None:
    (there, gone), goal = chosen(action), ColumnPageFactory()
    restrict(there, *UserFactory(groups=["党委"]).groups.all())
    gone.delete()
    client.force_login(UserFactory(groups=["审批"]))
    hidden, none = (
        bulk(client, action, page, follow=True, chooser=str(goal.pk)).content.decode()
        for page in (there, gone)
    )
    told = "选中的有 1 页已经不在了，或者不归您管，没有可以操作的了。"
    assert told in hidden and told in none


@pytest.mark.parametrize("word", ["", "文章"])
def test_all_of_a_list_are_taken_down(client: Client, word: str) -> None:
    column = ColumnPageFactory()
    pages = [ArticlePageFactory(parent=column, title=f"文章{n}") for n in range(3)]
    chief(client)
    door = f"/admin/bulk/wagtailcore/page/unpublish/?id=all&childOf={column.pk}&next=/admin/"
    assert client.post(f"{door}&q={word}" if word else door).status_code == 302
    assert not Page.objects.filter(pk__in=[page.pk for page in pages], live=True).exists()
