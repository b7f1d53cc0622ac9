"""Neighbours, related and linked articles: the same whether asked one by one or held for a batch."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from wagtail.models import Site

from cms.core.factories import restrict
from cms.portal.factories import NOON, ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage
from cms.portal.reader import Reader
from cms.portal.reader.around import Around

pytestmark = pytest.mark.django_db


@pytest.fixture
def column() -> Any:
    return ColumnPageFactory(title="动态要闻", slug="yw")


def at(parent: Any, hours: int, title: str, **fields: Any) -> Any:
    return ArticlePageFactory(
        parent=parent, title=title, published_at=NOON + timedelta(hours=hours), **fields
    )


def around(page: Any, linked: set[int]) -> Around:
    """As stored and as held: they must agree."""
    page = ArticlePage.objects.get(pk=page.pk)
    reader = Reader(Site.objects.get(is_default_site=True))
    stored = reader.cards().around(page, linked)
    reader.hold()
    assert reader.cards().around(page, linked) == stored
    return stored


def titles(rows: Any) -> list[str]:
    return [row.title for row in rows]


def test_neighbours_of_the_same_minute_come_in_the_order_they_were_made(column: Any) -> None:
    pages = [at(column, 0, name) for name in "甲乙丙"]
    below = ColumnPageFactory(parent=column, slug="xia")
    at(below, 0, "下级栏目的")
    at(ColumnPageFactory(slug="bie"), 0, "别的栏目的")
    first, middle, last = (around(page, set()) for page in pages)
    assert first.older is None
    assert last.newer is None
    assert middle.older is not None
    assert middle.newer is not None
    assert titles([middle.older, middle.newer]) == ["甲", "丙"]


def test_related_are_those_with_most_tags_in_common_then_the_newest(column: Any) -> None:
    page = at(column, 0, "本文", tags=["甲", "乙"])
    other = ColumnPageFactory(slug="bie")
    at(other, 1, "一个", tags=["甲"])
    at(other, 2, "两个", tags=["乙", "甲"])
    at(other, 3, "新的一个", tags=["乙", "丙"])
    at(other, 4, "无关", tags=["丙"])
    at(other, 5, "草稿", tags=["甲", "乙"], live=False)
    found = around(page, set())
    assert titles(found.related) == ["两个", "新的一个", "一个"]
    assert found.tags == ("乙", "甲")


def test_nothing_hidden_is_a_neighbour_related_or_linked(column: Any) -> None:
    page = at(column, 0, "本文", tags=["甲"])
    closed = at(column, 1, "内部", tags=["甲"])
    restrict(closed)
    at(column, 2, "公开", tags=["甲"])
    draft = at(column, -1, "草稿", live=False)
    open_ = at(ColumnPageFactory(slug="bie"), 0, "别处")
    found = around(page, {closed.pk, draft.pk, open_.pk, 987_654})
    assert found.older is None
    assert found.newer is not None
    assert found.newer.title == "公开"
    assert titles(found.related) == ["公开"]
    assert found.links == {open_.pk: open_.url_path}
