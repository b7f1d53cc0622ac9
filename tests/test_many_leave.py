"""What many works leave together leaves the index too, on both engines: no total and no facet remembers them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Collection, Page, Site

from cms.core.factories import restrict
from cms.library import receivers
from cms.library.factories import LibraryPageFactory, WorkFactory
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, site_settings
from cms.portal.models import HomePage
from search import audit
from search.engines import get_engine
from search.search import search
from search.worker import Worker

pytestmark = pytest.mark.django_db
WORD = "琥珀灯塔"
CatchUp = Callable[[], int]


@pytest.fixture(params=["embedded", "elasticsearch"])
def catch_up(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[CatchUp]:
    """Index all that was announced; how many anybody finds then. Index and database agree."""
    embedded = request.param == "embedded"
    settings.VAR = tmp_path
    settings.SEARCH_URL = "embedded:" if embedded else request.getfixturevalue("elastic_url")
    settings.SEARCH_INDEX_PREFIX = f"leave{os.getpid()}"
    worker = Worker()

    def work() -> int:
        while worker.index_once():
            pass
        connection.run_on_commit.clear()  # as after a commit
        assert not audit.differences(get_engine())
        found = search(WORD)
        assert found.total == len(found.hits) == sum(found.facets.get("kind", {}).values())
        return found.total

    yield work
    worker.close()
    for name in get_engine().generations():
        get_engine().drop(name)


def test_a_library_is_taken_down(catch_up: CatchUp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivers, "MANY", 2)
    library, other = LibraryPageFactory(slug="ku"), LibraryPageFactory(slug="ling")
    for number in range(4):
        WorkFactory(library=library, title=f"{WORD}{number}")
    WorkFactory(library=other, title=f"{WORD}另一部")
    assert catch_up() == 5
    library.refresh_from_db()
    library.unpublish()
    assert catch_up() == 1
    library.refresh_from_db()
    library.save_revision().publish()
    assert catch_up() == 5


def test_a_level_closes_many_works(catch_up: CatchUp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receivers, "MANY", 2)
    library = LibraryPageFactory(slug="ku")
    for number in range(4):
        WorkFactory(library=library, title=f"{WORD}{number}", collection=Collection.get_first_root_node())
    assert catch_up() == 4
    restrict(Collection.get_first_root_node())
    assert catch_up() == 0


def test_the_root_of_the_site_moves(catch_up: CatchUp) -> None:
    site_settings()
    column = ColumnPageFactory(slug="lan")
    for number in range(3):
        ArticlePageFactory(parent=column, slug=f"a{number}", title=f"{WORD}{number}")
    assert catch_up() == 3
    site = Site.objects.get(is_default_site=True)
    site.root_page = Page.get_first_root_node().add_child(instance=HomePage(title="新站", slug="xin"))
    site.save()
    assert catch_up() == 0


def test_a_column_goes_with_its_articles(catch_up: CatchUp) -> None:
    site_settings()
    column = ColumnPageFactory(slug="lan")
    for number in range(3):
        ArticlePageFactory(parent=column, slug=f"a{number}", title=f"{WORD}{number}")
    assert catch_up() == 3
    column.refresh_from_db()
    column.delete()
    assert catch_up() == 0
