"""The shelf, indexed on each engine, behind a reader and behind the site's own addresses."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from search import sources
from search.access import Filters
from search.engine import Engine, Reader
from search.schema import ANONYMOUS, Indexable, Results, Viewer
from search.search import answer
from search.temporary import GENERATION, temporary_engine
from search.tests.shelf import WORKS, Ask, Library, Shelf


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    return Shelf(WORKS)


@pytest.fixture(autouse=True)
def _registered(request: pytest.FixtureRequest) -> Iterator[None]:
    """The shelf is a source for just the tests that ask it: other rooms' tests search too."""
    if not {"door", "shelf"} & set(request.fixturenames):
        yield
        return
    shelf = request.getfixturevalue("shelf")
    sources.register(shelf)
    yield
    sources.unregister(shelf.name)


def fill(engine: Engine, shelf: Shelf) -> None:
    engine.create(GENERATION)
    with engine.writer(GENERATION) as writer:
        for item in shelf.items.values():
            writer.index(item)
        writer.commit()
    engine.switch(GENERATION)


ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elastic)]


@pytest.fixture(scope="session", params=ENGINES)
def door(request: pytest.FixtureRequest, shelf: Shelf) -> Iterator[tuple[Reader, Shelf]]:
    if request.param == "elasticsearch":
        os.environ["XINHUO_TEST_ELASTIC_URL"] = request.getfixturevalue("elastic_url")
    with temporary_engine(request.param) as engine:
        fill(engine, shelf)
        with engine.reader() as reader:
            yield reader, shelf


@pytest.fixture
def ask(door: tuple[Reader, Shelf]) -> Ask:
    reader, _ = door

    def ask(
        query: str,
        viewer: Viewer = ANONYMOUS,
        order: str = "score",
        page: int = 1,
        size: int = 10,
        **narrow: object,
    ) -> Results:
        return answer(reader, query, viewer, Filters(**narrow), order, page, size)

    return ask


@contextmanager
def opened(items: Sequence[Indexable], engine_name: str = "embedded") -> Iterator[Reader]:
    """A library of these works alone."""
    shelf = Shelf(items)
    sources.register(shelf)
    try:
        with temporary_engine(engine_name) as engine:
            fill(engine, shelf)
            with engine.reader() as reader:
                yield reader
    finally:
        sources.unregister(shelf.name)


@pytest.fixture(params=ENGINES)
def library(request: pytest.FixtureRequest) -> Iterator[Library]:
    """What is in a library of a few works, which decides what can be found at all."""
    if request.param == "elasticsearch":
        os.environ["XINHUO_TEST_ELASTIC_URL"] = request.getfixturevalue("elastic_url")
    with ExitStack() as stack:

        def library(*items: Indexable) -> Ask:
            reader = stack.enter_context(opened(items, request.param))
            return lambda query, **asked: answer(reader, query, ANONYMOUS, **asked)

        yield library


@pytest.fixture
def open_door(settings: Settings, tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Shelf:
    """The site's own engine holds the shelf."""
    from search.engines import get_engine

    folder = tmp_path_factory.getbasetemp() / "open-door"
    settings.VAR, settings.SEARCH_URL = folder, "embedded:"
    if not folder.exists():
        fill(get_engine(), shelf)
    return shelf


@pytest.fixture
def no_index(settings: Settings, tmp_path: Path) -> None:
    settings.VAR, settings.SEARCH_URL = tmp_path, "embedded:"
