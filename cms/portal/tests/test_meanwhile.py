"""Somebody saves a draft's form; what another did to the page meanwhile stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.core.admin.forms import BasePageForm
from cms.core.factories import UserFactory
from cms.core.tests.meanwhile import meanwhile
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage

pytestmark = pytest.mark.django_db
FORM = {"title": "改过的稿", "slug": "gao", "body-count": "0", "attachments-count": "0", "lead": ""}


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    def save(page: Any, act: Callable[[Any], Any]) -> Any:
        client = Client()
        client.force_login(UserFactory(is_superuser=True))
        with meanwhile(monkeypatch, BasePageForm, lambda: act(ArticlePage.objects.get(pk=page.pk))):
            return client.post(f"/admin/pages/{page.pk}/edit/", FORM)

    return save


def test_a_move(saved: Callable[..., Any]) -> None:
    page, there = ArticlePageFactory(live=False, slug="gao"), ColumnPageFactory(slug="there")
    assert saved(page, lambda now: now.move(there, "last-child")).status_code == 302
    page.refresh_from_db()
    assert page.get_parent().pk == there.pk and page.url_path.endswith("/there/gao/")
    assert page.get_latest_revision_as_object().title == "改过的稿"


def test_a_publication(saved: Callable[..., Any]) -> None:
    page = ArticlePageFactory(live=False, slug="gao", title="原来的稿")
    page.save_revision()
    assert saved(page, lambda now: now.get_latest_revision().publish()).status_code == 302
    page.refresh_from_db()
    assert (page.live, page.title, page.has_unpublished_changes) == (True, "原来的稿", True)
    assert page.get_latest_revision_as_object().title == "改过的稿"


def test_its_removal(saved: Callable[..., Any]) -> None:
    page = ArticlePageFactory(live=False, slug="gao")
    assert saved(page, lambda now: now.delete()).status_code == 404
    assert not ArticlePage.objects.exists()
