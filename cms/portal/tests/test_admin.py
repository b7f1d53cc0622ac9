"""The list of all articles in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.core.models import User
from cms.portal.factories import NOON, ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db


def test_article_listing(client: Client, django_assert_max_num_queries: Any) -> None:
    column = ColumnPageFactory(title="动态要闻")
    for n in range(20):
        ArticlePageFactory(parent=column, title=f"第{n}篇", published_at=NOON)
    client.force_login(User.objects.create_superuser("root"))
    client.get("/admin/articles/")
    with django_assert_max_num_queries(40):
        html = client.get("/admin/articles/").content.decode()
    assert html.count("动态要闻") >= 20
    assert "2026-11-20 09:30" in html
    assert client.get("/admin/articles/?ordering=published_at").status_code == 200
