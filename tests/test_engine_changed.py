"""An index that was out of use while another engine served catches up when it is taken up again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, site_settings
from search import audit, generations
from search.engines import get_engine
from search.models import Generation, GenerationState
from search.search import search
from search.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.elastic]
WORD = "琥珀灯塔"
Serve = Callable[[str], set[str]]


@pytest.fixture
def serve(settings: Any, tmp_path: Path, elastic_url: str) -> Iterator[Serve]:
    """A worker begins with this engine, does all there is and ends; what is found then."""
    settings.VAR, settings.SEARCH_INDEX_PREFIX = tmp_path, f"changed{os.getpid()}"
    urls = {"embedded": "embedded:", "elasticsearch": elastic_url}

    def work(name: str) -> set[str]:
        settings.SEARCH_URL = urls[name]
        worker = Worker()
        while worker.index_once():
            pass
        worker.close()
        connection.run_on_commit.clear()  # as after a commit
        assert not audit.differences(get_engine())
        (current,) = Generation.objects.filter(state=GenerationState.CURRENT)
        assert (current.engine, current.name) == (name, get_engine().current())
        return {hit.work.title for hit in search(WORD).hits}

    yield work
    settings.SEARCH_URL = elastic_url
    for name in get_engine().generations():
        get_engine().drop(name)


def test_there_and_back(serve: Serve) -> None:
    site_settings()
    column = ColumnPageFactory(slug="lan")
    first, second = (ArticlePageFactory(parent=column, slug=s, title=f"{WORD}{s}") for s in "ab")
    both = {f"{WORD}a", f"{WORD}b"}
    assert serve("embedded") == serve("elasticsearch") == both
    first.title = f"{WORD}改"
    first.save_revision().publish()
    second.delete()
    assert serve("elasticsearch") == {f"{WORD}改"}
    assert serve("embedded") == {f"{WORD}改"}
    ArticlePageFactory(parent=column, slug="c", title=f"{WORD}c")
    assert serve("embedded") == serve("elasticsearch") == {f"{WORD}改", f"{WORD}c"}
    assert generations.take_up(get_engine()) == 0
