"""A column is copied with all below it while somebody deletes what is below it."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from wagtail.models import Page

from cms.core.admin.copying import PageCopyForm
from cms.core.factories import UserFactory
from cms.core.tests.meanwhile import meanwhile
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage

from .test_copying import copied

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("ticked", [{}, {"alias": "on"}], ids=str)
def test_it_is_whole(client: Client, ticked: dict[str, str]) -> None:
    column = ColumnPageFactory()
    pages = [ArticlePageFactory(parent=column) for _ in range(2)]
    client.force_login(UserFactory(is_superuser=True))
    other: list[Thread] = []

    def delete() -> None:
        try:
            Page.objects.get(pk=pages[0].pk).delete()
        finally:
            connections.close_all()

    def beside(execute: Any, sql: str, *args: Any) -> Any:
        """Between the query for the keys of what is below and that for the articles."""
        if sql.startswith("SELECT") and f'FROM "{ArticlePage._meta.db_table}"' in sql and not other:
            other.append(Thread(target=delete))
            other[0].start()
            other[0].join(1)
        return execute(sql, *args)

    with connection.execute_wrapper(beside):
        answer = copied(client, column, **ticked)
    other[0].join()
    assert answer.status_code == 200 and not Page.objects.filter(pk=pages[0].pk).exists()
    copy = Page.objects.get(slug="chao-ben")
    assert copy.get_children().count() == copy.numchild == 2
    assert not any(Page.find_problems())


def test_where_it_has_gone_itself_nothing_is_copied(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    column = ColumnPageFactory()
    client.force_login(UserFactory(is_superuser=True))
    with meanwhile(monkeypatch, PageCopyForm, lambda: Page.objects.get(pk=column.pk).delete()):
        answer = copied(client, column)
    assert answer.status_code == 404 and "已经删除" in answer.content.decode()
    assert not Page.objects.filter(slug="chao-ben").exists()
