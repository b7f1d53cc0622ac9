"""A library that stands under a column: where the rooms meet."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.core.factories import collection
from cms.library.factories import LibraryPageFactory, WorkFactory
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db


def _side(html: str) -> dict[str, str]:
    """What the column's list says of each page below it."""
    nav = re.search(r'<nav class="side.*?</nav>', html, re.DOTALL)
    assert nav
    items = re.findall(r"<a [^>]*>(.*?)</a>", nav[0])
    words = [re.sub(r"<[^>]+>", "", item).split() for item in items]
    return {title: " ".join(rest) for title, *rest in words}


def test_no_number_of_articles_stands_beside_it(client: Client) -> None:
    column = ColumnPageFactory(title="学习园地", slug="xuexi")
    ArticlePageFactory(parent=ColumnPageFactory(parent=column, title="党课"))
    WorkFactory(library=LibraryPageFactory(parent=column, title="理论库"), collection=collection("公开"))
    said = _side(client.get("/xuexi/").content.decode())
    assert said == {"全部": "1 篇", "党课": "1 篇", "理论库": ""}


@pytest.mark.parametrize("kind", ["topic", "topics"])
def test_nor_is_it_called_empty_in_a_topic(client: Client, kind: str) -> None:
    column = ColumnPageFactory(kind=kind, slug="zt")
    ArticlePageFactory(parent=ColumnPageFactory(parent=column, kind="topic" if kind == "topics" else "news"))
    library = LibraryPageFactory(parent=column, title="专题文库", slug="ku")
    WorkFactory(library=library, collection=collection("公开"))
    html = client.get("/zt/").content.decode()
    assert 'href="/zt/ku/"' in html and "专题文库" in html
    assert "还没有内容" not in html and "0 篇" not in html


def test_its_pages_name_the_columns_above(client: Client, django_assert_num_queries: Any) -> None:
    outer = ColumnPageFactory(title="学习园地", slug="xuexi")
    inner = ColumnPageFactory(parent=outer, title="书香", slug="shu")
    top = WorkFactory(library=LibraryPageFactory(slug="shang"), collection=collection("公开"))
    deep = WorkFactory(library=LibraryPageFactory(parent=inner, slug="ku"), collection=top.collection)
    address = f"/xuexi/shu/ku/{deep.pk}/"
    for url in ("/xuexi/shu/ku/", address):
        html = client.get(url).content.decode()
        crumbs = html[html.index('class="crumbs"') :]
        assert re.findall(r'<a href="([^"]+)">', crumbs)[:3] == ["/", "/xuexi/", "/xuexi/shu/"]
        assert crumbs.index("学习园地") < crumbs.index("书香") < crumbs.index(deep.library.title)
    client.get(f"/shang/{top.pk}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/shang/{top.pk}/")
    few = len(asked)
    with django_assert_num_queries(few + 1):
        client.get(address)
    outer.live = False
    outer.save()
    assert "学习园地" not in client.get(address).content.decode().partition('class="crumbs"')[2]
