"""Somebody saves a draft's form; what another did to the page meanwhile stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page

from cms.core.admin.forms import BasePageForm
from cms.core.factories import UserFactory, restrict
from cms.core.tests.meanwhile import meanwhile
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage

pytestmark = pytest.mark.django_db
FORM = {"title": "改过的稿", "slug": "gao", "body-count": "0", "attachments-count": "0", "lead": ""}
HOW = {"draft": {}, "publication": {"action-publish": "1", **BODY}}
how = pytest.mark.parametrize("more", HOW.values(), ids=HOW)
live = pytest.mark.parametrize("live", [False, True], ids=["unpublished", "published"])


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    def save(page: Any, act: Callable[[Any], Any], **more: str) -> Any:
        client = Client()
        client.force_login(UserFactory(is_superuser=True))
        with meanwhile(monkeypatch, BasePageForm, lambda: act(ArticlePage.objects.get(pk=page.pk))):
            return client.post(f"/admin/pages/{page.pk}/edit/", FORM | more)

    return save


@how
@live
def test_a_move(saved: Callable[..., Any], live: bool, more: dict[str, str]) -> None:
    page, there = ArticlePageFactory(live=live, slug="gao"), ColumnPageFactory(slug="there")
    assert saved(page, lambda now: now.move(there, "last-child"), **more).status_code == 302
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.get_parent().pk == there.pk and page.url_path.endswith("/there/gao/")
    assert page.get_latest_revision_as_object().title == "改过的稿"
    assert page.live is (live or bool(more)) and not any(Page.find_problems())


@how
@live
def test_a_move_of_its_column(saved: Callable[..., Any], live: bool, more: dict[str, str]) -> None:
    column, there = ColumnPageFactory(slug="column"), ColumnPageFactory(slug="there")
    page = ArticlePageFactory(parent=column, live=live, slug="gao")
    move = lambda now: now.get_parent().specific.move(there, "last-child")  # noqa: E731
    assert saved(page, move, **more).status_code == 302
    assert ArticlePage.objects.get(pk=page.pk).url_path.endswith("/there/column/gao/")
    assert not any(Page.find_problems())


@how
def test_a_move_to_where_fewer_may_see_it(saved: Callable[..., Any], more: dict[str, str]) -> None:
    there = ColumnPageFactory(slug="there")
    restrict(there, Group.objects.create(name="党委"))
    page = ArticlePageFactory(slug="gao")
    assert saved(page, lambda now: now.move(there, "last-child"), **more).status_code == 302
    assert Client().get("/there/gao/").status_code == 302
    assert "改过的稿" not in Client().get("/gao/", follow=True).content.decode()


def test_a_withdrawal(saved: Callable[..., Any]) -> None:
    page = ArticlePageFactory(slug="gao")
    assert saved(page, lambda now: now.unpublish()).status_code == 302
    page.refresh_from_db()
    assert not page.live and page.get_latest_revision_as_object().title == "改过的稿"


def test_a_publication(saved: Callable[..., Any]) -> None:
    page = ArticlePageFactory(live=False, slug="gao", title="原来的稿")
    page.save_revision()
    assert saved(page, lambda now: now.get_latest_revision().publish()).status_code == 302
    page.refresh_from_db()
    assert (page.live, page.title, page.has_unpublished_changes) == (True, "原来的稿", True)
    assert page.get_latest_revision_as_object().title == "改过的稿"


@how
@live
def test_its_removal(saved: Callable[..., Any], live: bool, more: dict[str, str]) -> None:
    page = ArticlePageFactory(live=live, slug="gao")
    assert saved(page, lambda now: now.delete(), **more).status_code == 404
    assert not ArticlePage.objects.exists()


def test_a_withdrawal_beside_a_move() -> None:
    """Each has read the page before the other began."""
    page, there = ArticlePageFactory(slug="gao"), ColumnPageFactory(slug="there")
    read = ArticlePage.objects.get(pk=page.pk)
    page.move(there, "last-child")
    read.unpublish()
    now = ArticlePage.objects.get(pk=page.pk)
    assert not now.live and now.get_parent().pk == there.pk and not any(Page.find_problems())


def test_a_version_published_beside_a_move() -> None:
    page, there = ArticlePageFactory(slug="gao"), ColumnPageFactory(slug="there")
    revision = page.save_revision()
    assert revision.content_object.path == page.path  # read, and kept
    page.move(there, "last-child")
    revision.publish()
    now = ArticlePage.objects.get(pk=page.pk)
    assert now.get_parent().pk == there.pk and not any(Page.find_problems())
    assert now.url_path.endswith("/there/gao/")
