"""An alias that loses its source keeps the level that it had through it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page

from cms.core import access
from cms.core.factories import UserFactory, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db
WORD = "哨兵词"


@pytest.fixture
def group() -> Group:
    return Group.objects.create(name="纪委")


@pytest.fixture
def source(group: Group) -> Any:
    """In a column that was closed when the alias was already there."""
    column = ColumnPageFactory(title="纪律审查")
    article = ArticlePageFactory(parent=column, title=WORD)
    article.create_alias(parent=ColumnPageFactory(title="动态"), update_slug="alias")
    restrict(column, group)
    return article


def alias() -> Any:
    return Page.objects.get(slug="alias").specific


def test_one_that_becomes_a_page_stays_as_closed(client: Client, source: Any, group: Group) -> None:
    user = UserFactory(groups=["审核", "纪委"])
    client.force_login(user)
    assert client.post(f"/admin/pages/{alias().pk}/convert_alias/").status_code == 302
    assert not alias().alias_of_id and alias().live
    assert access.audience_of(alias()) == {f"g:{group.pk}"}
    client.logout()
    assert client.get(alias().url).status_code == 302


@pytest.mark.parametrize("whole_column", [False, True])
def test_one_whose_source_is_deleted_stays_as_closed(
    client: Client, source: Any, group: Group, whole_column: bool
) -> None:
    client.force_login(UserFactory(groups=["审核"]))
    assert client.get(f"/admin/pages/{alias().pk}/edit/").status_code == 404
    (source.get_parent() if whole_column else source).specific.delete()
    assert not alias().alias_of_id and access.audience_of(alias()) == {f"g:{group.pk}"}
    assert client.get(f"/admin/pages/{alias().pk}/edit/").status_code == 404


def test_one_that_is_deleted_with_its_source_needs_nothing(source: Any) -> None:
    column = source.get_parent().specific
    source.create_alias(parent=column, update_slug="beside")
    column.delete()
    assert not Page.objects.filter(slug="beside").exists() and Page.objects.filter(slug="alias").exists()


def test_one_of_an_open_page_stays_open(source: Any) -> None:
    opened = ArticlePageFactory(parent=ColumnPageFactory(title="公开"), title="公开的事")
    opened.create_alias(parent=Page.objects.get(slug="alias").get_parent(), update_slug="open-alias")
    opened.delete()
    assert not access.audience_of(Page.objects.get(slug="open-alias"))


def test_one_becomes_a_page_as_its_source_is_now() -> None:
    article = ArticlePageFactory(title="旧的题")
    read = article.create_alias(parent=ColumnPageFactory(), update_slug="alias")
    article.title = "新的题"
    article.save_revision().publish()
    ConvertAliasPageAction(read).execute()
    made = alias()
    assert made.title == made.get_latest_revision_as_object().title == "新的题" and not made.alias_of
    ConvertAliasPageAction(Page.objects.get(slug="alias").specific).execute()
    assert made.revisions.count() == 1
