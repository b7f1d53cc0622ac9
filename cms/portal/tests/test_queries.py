"""What a page costs, on a site where something is closed as on every real one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, collection, picture, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks, home_page

from .attached_world import document, inner, showing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_an_article_costs_ten_queries_where_anything_is_closed(django_assert_max_num_queries: Any) -> None:
    showing(document(), parent=inner())
    restrict(ColumnPageFactory(), Group.objects.create(name="党委"))
    restrict(collection("内部"))
    other, column = ArticlePageFactory(), ColumnPageFactory()
    for _ in range(5):
        ArticlePageFactory(parent=column, tags=["甲"])
    image, file = CmsImageFactory(file=picture()), CmsDocumentFactory()
    page = ArticlePageFactory(
        parent=column,
        tags=["甲", "乙"],
        lead=image,
        body=blocks(
            ("text", f'<p><a linktype="page" id="{other.pk}">另一篇</a></p>'),
            *(
                ("figure", {"image": CmsImageFactory(file=picture()).pk, "caption": "", "alt": ""})
                for _ in range(3)
            ),
            ("attachment", {"document": file.pk, "title": ""}),
        ),
        attachments=blocks(("attachment", {"document": file.pk, "title": ""})),
    )
    client = Client()
    client.get(page.url)  # draws the pictures
    with django_assert_max_num_queries(10):
        html = client.get(page.url).content.decode()
    assert html.count("<img") >= 3 and file.url in html and "相关阅读" in html


def _columns(parent: Any, number: int) -> None:
    for n in range(number):
        kind = ("notice", "pictures", "policy")[n % 3]
        column = ColumnPageFactory(parent=parent, kind=kind)
        for _ in range(2):
            ArticlePageFactory(parent=column, lead=CmsImageFactory(file=picture()))


@pytest.mark.parametrize("topic", [False, True])
def test_twice_as_many_columns_cost_as_many_queries(topic: bool, django_assert_num_queries: Any) -> None:
    place = ColumnPageFactory(kind="topic") if topic else home_page()
    client, address = Client(), place.url
    _columns(place, 9)
    client.get(address)  # draws the pictures
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    few = len(asked)  # before the next request: it begins the log anew
    _columns(place, 9)
    client.get(address)
    with django_assert_num_queries(few):
        html = client.get(address).content.decode()
    assert html.count("<img") >= 9
