"""What a page costs, on a site where something is closed as on every real one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, collection, picture, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks

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
