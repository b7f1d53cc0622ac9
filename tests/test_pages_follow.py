"""Search follows what editors do to pages, from the outbox through the worker to the door: in one run each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from taggit.models import Tag
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.core import access
from cms.core.factories import UserFactory, restrict
from cms.core.models import User
from cms.library.factories import WorkFactory
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks, site_settings
from cms.portal.models import ArticlePage, ColumnPage
from search import audit, outbox
from search.engines import get_engine
from search.schema import ANONYMOUS, Viewer
from search.search import search
from search.worker import Worker

pytestmark = pytest.mark.django_db
WORD = "琥珀灯塔"
CatchUp = Callable[[], None]


@pytest.fixture
def catch_up(settings: Any, tmp_path: Path) -> Iterator[CatchUp]:
    """What the worker does when it is told of a change; afterwards index and database agree."""
    settings.VAR, settings.SEARCH_URL = tmp_path, "embedded:"
    worker = Worker()

    def work() -> None:
        while worker.index_once():
            pass
        connection.run_on_commit.clear()  # as after a commit: the outbox writes a key once a transaction
        assert not audit.differences(get_engine())

    yield work
    worker._drop_writer()


@pytest.fixture
def column() -> Any:
    site_settings()
    return ColumnPageFactory(title="动态要闻", slug="yw")


def urls(query: str = WORD, viewer: Viewer = ANONYMOUS, **asked: Any) -> set[str]:
    return {hit.work.url for hit in search(query, viewer, **asked).hits}


def article(column: Any, **fields: Any) -> Any:
    body = blocks(("text", f"<p>文中有一句{WORD}。</p>"))
    return ArticlePageFactory(parent=column, slug="a", title="一篇文章", body=body, **fields)


def test_publish_edit_unpublish_delete(catch_up: CatchUp, column: ColumnPage) -> None:
    draft = article(column, live=False)
    catch_up()
    assert urls() == set()
    draft.save_revision().publish()
    catch_up()
    assert urls() == {"/yw/a/"}
    page = ArticlePage.objects.get(pk=draft.pk)
    page.body = blocks(("text", "<p>改成了石桥灯火。</p>"))
    page.save_revision().publish()
    catch_up()
    assert urls() == set()
    assert urls("石桥灯火") == {"/yw/a/"}
    Page.objects.get(pk=page.pk).unpublish()
    catch_up()
    assert urls("石桥灯火") == set()
    ArticlePage.objects.get(pk=page.pk).save_revision().publish()
    catch_up()
    assert urls("石桥灯火") == {"/yw/a/"}
    Page.objects.get(pk=column.pk).delete()
    catch_up()
    assert urls("石桥灯火") == urls("动态要闻") == set()


def test_move_and_new_addresses_above(catch_up: CatchUp, column: ColumnPage) -> None:
    article(column)
    other = ColumnPageFactory(title="通知公告", slug="tz")
    catch_up()
    Page.objects.get(pk=column.pk).move(Page.objects.get(pk=other.pk), pos="last-child")
    catch_up()
    assert urls() == {"/tz/yw/a/"}
    above = ColumnPage.objects.get(pk=other.pk)
    above.slug = "tongzhi"
    above.save_revision().publish()
    catch_up()
    assert urls() == {"/tongzhi/yw/a/"}


def test_levels_of_page_and_ancestor(catch_up: CatchUp, column: ColumnPage) -> None:
    page = article(column)
    catch_up()
    for place in (page, column):
        restrict(place)
        assert urls() == set(), "the door asks the database before the index has followed"
        catch_up()
        assert urls() == set()
        assert urls(viewer=access.viewer(UserFactory())) == {"/yw/a/"}
        PageViewRestriction.objects.all().delete()
        catch_up()
        assert urls() == {"/yw/a/"}


def test_tags_and_aliases(catch_up: CatchUp, column: ColumnPage) -> None:
    page = article(column, tags=["支部"])
    other = ColumnPageFactory(title="通知公告", slug="tz")
    page.create_alias(parent=other, update_slug="b")
    catch_up()
    assert urls() == {"/yw/a/", "/tz/b/"}
    assert urls(tag="支部") >= {"/yw/a/"}
    tag = Tag.objects.get(name="支部")
    tag.name = "党支部"
    tag.save()
    catch_up()
    assert urls(tag="支部") == set()
    assert urls(tag="党支部") >= {"/yw/a/"}
    source = ArticlePage.objects.get(pk=page.pk)
    source.body = blocks(("text", "<p>改成了石桥灯火。</p>"))
    source.save_revision().publish()
    catch_up()
    assert urls("石桥灯火") == {"/yw/a/", "/tz/b/"}
    assert urls() == set()
    restrict(column)
    catch_up()
    assert urls("石桥灯火") == set(), "an alias is never more open than its source"


@pytest.mark.parametrize("place", ["pages", "collections"])
def test_a_level_that_search_is_not_told_of_is_not_set(
    client: Client, column: ColumnPage, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def full(keys: object) -> None:
        raise OperationalError("database or disk is full")

    client.force_login(User.objects.create_superuser("root"))
    key = column.pk if place == "pages" else Collection.get_first_root_node().pk
    article(column)
    WorkFactory()
    monkeypatch.setattr(outbox, "changed", full)
    with pytest.raises(OperationalError):
        client.post(f"/admin/{place}/{key}/privacy/", {"restriction_type": "login"})
    assert not PageViewRestriction.objects.exists() and not CollectionViewRestriction.objects.exists()
