"""Articles and columns as search documents, and what is said when they change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction, Site

from cms.core import access
from cms.core.factories import UserFactory, restrict
from cms.portal.factories import NOON, ArticlePageFactory, ColumnPageFactory, blocks, home_page, site_settings
from cms.portal.models import ArticlePage, ColumnPage
from cms.portal.searchable import ARTICLES, COLUMNS
from cms.portal.searchable.passages import LONGEST, sections
from search.models import IndexEvent
from search.schema import ANONYMOUS

pytestmark = pytest.mark.django_db


def forget() -> None:
    """As if a transaction had ended: the outbox writes no key twice within one."""
    IndexEvent.objects.all().delete()
    connection.run_on_commit.clear()


@pytest.fixture
def column() -> Any:
    site_settings()
    return ColumnPageFactory(title="动态要闻", slug="yw")


@pytest.fixture
def article(column: ColumnPage) -> Any:
    body = blocks(("text", "<p>第一段&amp;</p>"), ("heading", "怎样登记"), ("text", "<p>一张表</p>"))
    return ArticlePageFactory(
        parent=column, title="通报", slug="tb", published_at=NOON, body=body, tags=["支部"], source="市档案馆"
    )


@pytest.fixture
def told(column: ColumnPage, article: ArticlePage) -> Any:
    """Keys told since the fixtures were made."""
    forget()
    return lambda: {*IndexEvent.objects.values_list("key", flat=True)}


def key(page: Page) -> str:
    return (ARTICLES if isinstance(page, ArticlePage) else COLUMNS).key_of(page.pk)


def test_documents(article: ArticlePage, column: ColumnPage) -> None:
    assert list(ARTICLES.keys()) == [key(article)]
    assert list(COLUMNS.keys()) == [key(column)]
    (found,) = ARTICLES.documents([key(article), "portal.article:987654", "portal.article:x"])
    work = found.work
    assert (work.title, work.url, work.kind, work.access) == ("通报", "/yw/tb/", "article", "p")
    assert (work.issuer, work.tags, work.date) == ("市档案馆", ("支部",), date(2026, 11, 20))
    assert work.ord == article.pk * 8 + 2
    assert [(p.text, p.path, p.url) for p in found.passages] == [
        ("第一段&", (), "/yw/tb/"),
        ("一张表", ("怎样登记",), "/yw/tb/#s1"),
    ]
    assert set(ARTICLES.passages([found.passages[1].key])) == {found.passages[1].key}


@pytest.mark.parametrize("of_body", [False, True])
def test_a_summary_can_be_found_word_for_word(
    article: ArticlePage, column: ColumnPage, of_body: bool
) -> None:
    """Lists show it. One that only repeats the text is there already."""
    for page, source in ((article, ARTICLES), (column, COLUMNS)):
        page.summary = "第一段" if of_body else "登记要带身份证。"
        page.body = article.body
        page.save()
        (found,) = source.documents([key(page)])
        texts = [(p.text, p.url) for p in found.passages]
        assert ((page.summary, found.work.url) in texts) is not of_body
        assert set(source.passages([p.key for p in found.passages])) == {p.key for p in found.passages}


def test_visible_asks_again(article: ArticlePage, column: ColumnPage) -> None:
    keys = [key(article)]
    assert set(ARTICLES.visible(keys, ANONYMOUS)) == set(keys)
    restrict(column)
    assert ARTICLES.visible(keys, ANONYMOUS) == {}
    assert set(ARTICLES.visible(keys, access.viewer(UserFactory()))) == set(keys)
    (found,) = ARTICLES.documents(keys)
    assert found.work.access == "m"
    article.unpublish()
    assert list(ARTICLES.documents(keys)) == []


def test_many_cost_as_few_queries_as_one(column: ColumnPage, django_assert_max_num_queries: Any) -> None:
    keys = [key(ArticlePageFactory(parent=column, tags=["甲"])) for _ in range(20)]
    with django_assert_max_num_queries(7):
        assert len(list(ARTICLES.documents(keys))) == 20


def test_publish_edit_unpublish_delete(article: ArticlePage, column: ColumnPage, told: Any) -> None:
    article.title = "改过"
    article.save_revision().publish()
    assert told() == {key(article)}
    forget()
    Page.objects.get(pk=article.pk).unpublish()
    assert told() == {key(article)}
    forget()
    gone = {key(article), key(column)}
    Page.objects.get(pk=column.pk).delete()
    assert told() == gone


def test_a_new_address_above_tells_all_below(article: ArticlePage, column: ColumnPage, told: Any) -> None:
    column.slug = "xin"
    column.save()
    assert told() == {key(article), key(column)}
    (found,) = ARTICLES.documents([key(article)])
    assert found.work.url == "/xin/tb/"
    other = ColumnPageFactory(slug="bie")
    forget()
    Page.objects.get(pk=column.pk).move(other, pos="last-child")
    assert told() >= {key(article), key(column)}
    (found,) = ARTICLES.documents([key(article)])
    assert found.work.url == "/bie/xin/tb/"


def test_levels_reach_down_and_through_aliases(article: ArticlePage, column: ColumnPage, told: Any) -> None:
    other = ColumnPageFactory(slug="bie")
    alias = article.create_alias(parent=other, update_slug="bie-ming")
    group = Group.objects.create(name="甲组")
    forget()
    everything = {key(article), key(column), ARTICLES.key_of(alias.pk)}
    restrict(column, group)
    assert told() == everything
    for change in (lambda: PageViewRestriction.objects.get(page=column).groups.clear(), group.delete):
        restriction = PageViewRestriction.objects.get(page=column)
        restriction.groups.set([group])
        forget()
        change()
        assert told() == everything
    forget()
    PageViewRestriction.objects.filter(page=column).delete()
    assert told() == everything


def test_tags_and_sites(article: ArticlePage, told: Any) -> None:
    tag = Tag.objects.get(name="支部")
    tag.name = "党支部"
    tag.save()
    assert told() == {key(article)}
    forget()
    tag.delete()
    assert told() == {key(article)}
    forget()
    site = Site.objects.get(is_default_site=True)
    site.hostname = "dj.example.cn"
    site.save()
    assert told() >= {"portal.article:*", "portal.column:*"}


def test_other_pages_are_not_told(told: Any) -> None:
    home_page().save()
    assert told() == set()


@pytest.mark.once
def test_sections_are_cut_and_anchored() -> None:
    long = f"<p>{'长' * 900}</p>" * 3
    cut = list(sections(blocks(("heading", "甲"), ("text", long), ("heading", "乙"))))
    assert [(s.heading, s.anchor) for s in cut] == [("甲", "s1")] * 3 + [("乙", "s2")]
    assert max(len(s.text) for s in cut) <= LONGEST
    table = [*sections(blocks(("table", {"caption": "表", "cells": "甲 | 乙\n丙\t丁"})))]
    assert table[0].text.splitlines()[0] == "表"
    assert "丙 丁" in table[0].text
