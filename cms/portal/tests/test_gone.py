"""A list of the admin is asked for; between two of its queries one of its pages is deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Page

from cms.core.factories import UserFactory
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage

pytestmark = pytest.mark.django_db


@pytest.mark.filterwarnings("ignore:Specific versions:RuntimeWarning")
@pytest.mark.parametrize("address", ["/admin/pages/{}/", "/admin/choose-page/{}/"])
def test_a_page_of_a_list_goes(client: Client, address: str) -> None:
    client.force_login(UserFactory(is_superuser=True))
    column = ColumnPageFactory()
    stays, goes = (ArticlePageFactory(parent=column, title=title) for title in ("留下的文章", "删掉的文章"))
    done: list[Any] = []

    def deleting(execute: Any, sql: str, *args: Any) -> Any:
        read = f'FROM "{ArticlePage._meta.db_table}"'
        if read in sql and not done:
            done.append(sql)
            goes.delete()
        return execute(sql, *args)

    with connection.execute_wrapper(deleting):
        answer = client.get(address.format(column.pk))
    assert done and answer.status_code == 200
    shown = answer.json()["html"] if "choose" in address else answer.content.decode()
    assert stays.title in shown and goes.title not in shown


@pytest.mark.parametrize("what", ["edit", "unpublish", "delete"])
def test_its_column_moves(client: Client, what: str) -> None:
    """Between the reading of the page and that of its parent."""
    client.force_login(UserFactory(is_superuser=True))
    column, goal = ColumnPageFactory(), ColumnPageFactory()
    page = ArticlePageFactory(parent=column)
    done: list[Any] = []

    def moving(execute: Any, sql: str, params: Any, *args: Any) -> Any:
        by_its_place = column.path in str(params) and "LIKE" not in sql and "UPDATE" not in sql
        if by_its_place and sql.startswith("SELECT") and not done:
            done.append(sql)
            Page.objects.get(pk=column.pk).move(Page.objects.get(pk=goal.pk), "last-child")
        return execute(sql, params, *args)

    with connection.execute_wrapper(moving):
        answer = client.get(f"/admin/pages/{page.pk}/{what}/")
    assert done and answer.status_code == 200
    assert Page.objects.get(pk=page.pk).get_parent().get_parent().pk == goal.pk
