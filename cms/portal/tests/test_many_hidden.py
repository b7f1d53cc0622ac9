"""A site with very many pages that are closed one by one: it answers, and asks no more than with a few."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms.core.factories import UserFactory
from cms.core.groups import make_groups
from cms.portal.factories import NOON, ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage, ColumnPage
from cms.portal.reader import Reader
from search.models import IndexEvent

pytestmark = pytest.mark.django_db
MANY = 1500
CLOSED = "锁着的文章"
PAGES = ("/", "/yw/", "/yw/kai/", "/sitemap.xml", "/ditu/")


@pytest.fixture
def column() -> Any:
    column = ColumnPageFactory(title="动态要闻", slug="yw")
    ArticlePageFactory(parent=column, title="开着的文章", slug="kai", tags=["甲"])
    ArticlePageFactory(parent=column, title="另一篇文章", slug="ling", tags=["甲"])
    return column


def close(column: ColumnPage, first: int, last: int, group: Group) -> None:
    """Articles under the column, each limited to the group by a restriction of its own."""
    kind, locale = ContentType.objects.get_for_model(ArticlePage), Locale.objects.get()
    pages = Page.objects.bulk_create(
        Page(
            title=f"{CLOSED}{n}",
            slug=f"suo{n}",
            path=Page._get_path(column.path, column.depth + 1, n),
            depth=column.depth + 1,
            url_path=f"{column.url_path}suo{n}/",
            content_type=kind,
            locale=locale,
            live=True,
        )
        for n in range(first, last)
    )
    for page in pages:
        ArticlePage(page_ptr_id=page.pk, published_at=NOON).save_base(raw=True, force_insert=True)
    made = PageViewRestriction.objects.bulk_create(
        PageViewRestriction(page=page, restriction_type="groups") for page in pages
    )
    through = PageViewRestriction.groups.through
    through.objects.bulk_create(through(pageviewrestriction=r, group=group) for r in made)


def cost(client: Client, path: str) -> int:
    client.get(path)  # what is kept between requests is kept now
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, path
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert CLOSED not in body.decode()
    assert "/suo1" not in body.decode()
    return len(queries)


def test_pages_answer_and_ask_as_often(client: Client, column: ColumnPage) -> None:
    group = Group.objects.create(name="甲组")
    close(column, 100, 101, group)
    few = {path: cost(client, path) for path in PAGES}
    close(column, 101, 100 + MANY, group)
    assert {path: cost(client, path) for path in PAGES} == few
    assert few["/yw/kai/"] <= 10
    page = ArticlePage.objects.get(slug="kai")
    reader = Reader(Site.objects.get(is_default_site=True))
    stored = reader.cards().around(page, set())
    assert [row.title for row in stored.related] == ["另一篇文章"]
    reader.hold()
    assert reader.cards().around(page, set()) == stored


def test_so_does_the_admin(client: Client, column: ColumnPage) -> None:
    make_groups(again=True)
    group = Group.objects.create(name="甲组")
    client.force_login(UserFactory(groups=["编辑"]))
    path = f"/admin/pages/{column.pk}/"
    close(column, 100, 101, group)
    few = cost(client, path)
    close(column, 101, 100 + MANY, group)
    assert cost(client, path) == few
    insider = UserFactory(groups=["编辑"])
    insider.groups.add(group)
    client.force_login(insider)
    assert CLOSED in client.get(path).content.decode()


def test_a_group_may_go_that_all_of_them_are_limited_to(column: ColumnPage) -> None:
    group = Group.objects.create(name="甲组")
    close(column, 100, 100 + MANY, group)
    IndexEvent.objects.all().delete()
    group.delete()
    assert IndexEvent.objects.count() == MANY
