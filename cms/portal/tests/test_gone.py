"""A list of the admin is asked for; between two of its queries one of its pages is deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

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
