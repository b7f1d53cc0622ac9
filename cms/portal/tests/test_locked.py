"""Pages that somebody has locked, or that are being reviewed, are neither published nor deleted past him."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from cms.core.admin.reach import LevelPageTester
from cms.core.factories import UserFactory
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

from .reviewed import sent_in
from .test_together import bulk

pytestmark = pytest.mark.django_db


def signed_in(client: Client, *groups: str) -> Any:
    user = UserFactory(groups=list(groups))
    client.force_login(user)
    return user


def locked(**more: Any) -> Page:
    page = ArticlePageFactory(live=False, **more)
    page.save_revision()
    keeper = UserFactory(groups=["审批"], real_name="钱三")
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=keeper, locked_at=timezone.now())
    return page


@pytest.mark.parametrize("below", [False, True], ids=["chosen", "below"])
def test_a_step_of_the_review_is_not_passed_over(client: Client, below: bool) -> None:
    state = sent_in()
    page = Page.objects.get(pk=state.object_id)
    ready = ArticlePageFactory(parent=page.get_parent(), live=False)
    signed_in(client, "审批")
    if below:
        answer = bulk(client, "publish", page.get_parent(), follow=True, include_descendants="on")
        said = "下级页面里有 1 个没有发布"
    else:
        answer = bulk(client, "publish", page, ready, follow=True)
        said = "正在送审，等待“审核”"
    assert said in answer.content.decode()
    assert Page.objects.get(pk=ready.pk).live and not Page.objects.get(pk=page.pk).live
    assert WorkflowState.objects.get(pk=state.pk).status == WorkflowState.STATUS_IN_PROGRESS


def test_whose_step_it_is_may_publish_it_so(client: Client) -> None:
    state = sent_in()
    signed_in(client, "审核", "审批")
    assert bulk(client, "publish", Page.objects.get(pk=state.object_id)).status_code == 302
    assert Page.objects.get(pk=state.object_id).live


@pytest.mark.parametrize("action", ["publish", "delete"])
def test_what_somebody_has_locked_stays(client: Client, action: str) -> None:
    page, free = locked(), ArticlePageFactory(live=False)
    signed_in(client, "编辑", "审批")
    answer = bulk(client, action, page, free, follow=True)
    assert "已由钱三锁定，解锁以后才能改动。" in answer.content.decode()
    assert not Page.objects.get(pk=page.pk).live
    assert not Page.objects.filter(pk=free.pk, live=False).exists()


def test_its_author_does_not_delete_it(client: Client) -> None:
    author = signed_in(client, "编辑")
    page = locked(owner=author)
    for ask in (client.get, client.post):
        answer = ask(f"/admin/pages/{page.pk}/delete/", follow=True)
        assert "已由钱三锁定" in answer.content.decode()
    assert Page.objects.filter(pk=page.pk).exists()


def test_what_is_locked_in_this_moment_is_not_deleted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ArticlePageFactory(live=False, owner=signed_in(client, "编辑"))
    keeper = UserFactory(groups=["审批"], real_name="钱三")
    ask = LevelPageTester.can_delete

    def meanwhile(*args: Any, **kwargs: Any) -> bool:
        """After the page was read for the request."""
        Page.objects.filter(pk=page.pk).update(locked=True, locked_by=keeper, locked_at=timezone.now())
        return ask(*args, **kwargs)

    monkeypatch.setattr(LevelPageTester, "can_delete", meanwhile)
    answer = client.post(f"/admin/pages/{page.pk}/delete/", follow=True)
    assert "已由钱三锁定" in answer.content.decode() and Page.objects.filter(pk=page.pk).exists()


def test_nothing_is_called_published_where_nothing_was(client: Client) -> None:
    alias = ArticlePageFactory(live=False).create_alias(parent=ColumnPageFactory())
    signed_in(client, "审批")
    said = bulk(client, "publish", alias, follow=True).content.decode()
    assert "原页面发布时随之发布" in said and "已发布" not in said and "已被发布" not in said


@pytest.mark.parametrize("action", ["publish", "delete"])
def test_what_is_set_to_a_time_waits_for_it(client: Client, action: str) -> None:
    page = ArticlePageFactory(live=False, go_live_at=timezone.now() + timedelta(days=2))
    page.save_revision().publish()
    signed_in(client, "编辑", "审批")
    said = bulk(client, action, page, follow=True).content.decode()
    assert "已定于" in said and "取消定时以后才能改动" in said
    assert Page.objects.get(pk=page.pk).scheduled_revision and not Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("way", ["locked", "planned"])
def test_nor_is_it_deleted_with_the_column_above_it(client: Client, way: str) -> None:
    if way == "locked":
        page = locked(parent=ColumnPageFactory())
    else:
        page = ArticlePageFactory(live=False, go_live_at=timezone.now() + timedelta(days=2))
        page.save_revision().publish()
    column, other = page.get_parent(), ArticlePageFactory(live=False)
    client.force_login(UserFactory(is_superuser=True))
    for answer in (
        client.post(f"/admin/pages/{column.pk}/delete/", follow=True),
        bulk(client, "delete", column, other, follow=True),
    ):
        said = answer.content.decode()
        assert f"“{column.title}”没有删除：下级页面“{page.title}”" in said
    assert Page.objects.filter(pk=page.pk).exists() and not Page.objects.filter(pk=other.pk).exists()


def test_whose_step_it_is_may_delete_the_column(client: Client) -> None:
    page = Page.objects.get(pk=sent_in().object_id)
    page.move(ColumnPageFactory(), "last-child")
    page.refresh_from_db()
    client.force_login(UserFactory(is_superuser=True))
    assert client.post(f"/admin/pages/{page.get_parent().pk}/delete/").status_code == 302
    assert not Page.objects.filter(pk=page.pk).exists()
