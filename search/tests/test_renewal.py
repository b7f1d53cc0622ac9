"""An index of which much was replaced is renewed, so that both engines weigh words by what is there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search import generations, sources
from search.engine import Engine
from search.engines import get_engine
from search.models import IndexEvent
from search.outbox import changed
from search.renewal import Renewal
from search.search import search

from .shelf import Shelf, work

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elastic)])
def engine(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[Engine]:
    settings.VAR, settings.SEARCH_URL = tmp_path, "embedded:"
    if request.param == "elasticsearch":
        settings.SEARCH_URL = request.getfixturevalue("elastic_url")
        settings.SEARCH_INDEX_PREFIX = f"renewal-{tmp_path.name}".lower()
    made = get_engine()
    yield made
    for name in made.generations():
        made.drop(name)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    items = [work(n, f"通报{n}", "学习", *[f"第{n}号，第{m}段" for m in range(20)]) for n in range(1, 31)]
    shelf = Shelf(items)
    sources.register(shelf)
    yield shelf
    sources.unregister(shelf.name)


def rewrite(engine: Engine, shelf: Shelf) -> None:
    with engine.writer(engine.current()) as writer:
        for item in list(shelf.items.values())[:20]:
            writer.index(item)
        writer.commit()


FEW = (100, 100)  # works, passages
ALL_THERE = [(0, 30), (0, 30 * 21)]


class Stopping(Renewal):
    """As when the worker is asked to stop in the middle."""

    def _progress(self, done: int, total: int) -> None:
        self.let_go()
        super()._progress(done, total)


def scores() -> list[tuple[str, float]]:
    return [(hit.work.key, hit.score) for hit in search("学习通报怎么写，第三段应该怎样学习", size=30).hits]


def test_what_was_replaced_ceases_to_weigh(engine: Engine, shelf: Shelf) -> None:
    first = generations.build(engine)
    fresh = scores()
    assert fresh and engine.withdrawn(first.name) == ALL_THERE
    rewrite(engine, shelf)
    works, passages = engine.withdrawn(first.name)
    assert (works[1], passages[1]) == (30, 630) and works[0] == 20 and passages[0] > 100
    renewal = Renewal(few=FEW, quiet=0)
    assert renewal.run_once(), "much is withdrawn"
    assert engine.current() != first.name and engine.withdrawn(engine.current()) == ALL_THERE
    assert scores() == fresh
    assert not renewal.run_once(), "nothing is"


def test_works_are_looked_at_apart_from_their_passages(engine: Engine, shelf: Shelf) -> None:
    """Of which there are thirty times as many, so that they hide how many works are withdrawn."""
    name = generations.build(engine).name
    rewrite(engine, shelf)
    assert not Renewal(few=(20, 10_000), quiet=0).run_once()
    assert Renewal(few=(19, 10_000), quiet=0).run_once() and engine.current() != name


def test_little_is_left_alone_and_so_is_an_index_that_changes(engine: Engine, shelf: Shelf) -> None:
    name = generations.build(engine).name
    rewrite(engine, shelf)
    assert not Renewal(quiet=0).run_once(), "few"
    assert not Renewal(few=FEW, quiet=60).run_once(), "it changed just now"
    changed(["shelf.work:1"])
    assert not Renewal(few=FEW, quiet=0).run_once(), "a change is waiting"
    IndexEvent.objects.all().delete()
    stopped = Stopping(few=FEW, quiet=0)
    assert not stopped.run_once(), "the worker stops"
    assert engine.current() == name and engine.generations() == [name]


def test_what_cannot_succeed_is_left_alone(
    engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails in the middle is tried again much later."""
    name = generations.build(engine).name
    rewrite(engine, shelf)
    renewal = Renewal(few=FEW, quiet=0)
    asked: list[str] = []

    def broken(keys: Any) -> Any:
        asked.extend(keys)
        raise ValueError("cannot be read")

    monkeypatch.setattr(shelf, "documents", broken)
    assert not renewal.run_once()
    once = len(asked)
    assert not renewal.run_once() and not renewal.run_once()
    assert len(asked) == once and renewal.due > time.monotonic() + 3000
    assert engine.current() == name and engine.generations() == [name]


def test_a_work_that_was_given_up_holds_up_no_renewal(
    engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index in use does not hold it either: nothing is lost without it."""
    bad, documents = "shelf.work:30", shelf.documents
    with monkeypatch.context() as patched:
        patched.setattr(shelf, "keys", lambda: (key for key in shelf.items if key != bad))
        name = generations.build(engine).name
    event = IndexEvent.objects.create(key=bad, dead=True, attempts=5, reason="x")

    def broken(keys: Any) -> Any:
        for item in documents(keys):
            if item.work.key == bad:
                raise ValueError("cannot be read")
            yield item

    monkeypatch.setattr(shelf, "documents", broken)
    rewrite(engine, shelf)
    assert Renewal(few=FEW, quiet=0).run_once() and engine.current() != name
    assert engine.counts(engine.current())[0] == 29
    assert list(IndexEvent.objects.values_list("pk", "dead")) == [(event.pk, True)]


def test_a_work_that_is_found_ends_a_build_rather_than_be_lost(
    engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = generations.build(engine).name
    documents = shelf.documents

    def broken(keys: Any) -> Any:
        for item in documents(keys):
            if item.work.key == "shelf.work:30":
                raise ValueError("cannot be read")
            yield item

    monkeypatch.setattr(shelf, "documents", broken)
    with pytest.raises(CommandError, match=r"1 条现在编不进索引（shelf\.work:30），新索引没有启用"):
        call_command("search_index", "build")
    assert engine.current() == name and engine.generations() == [name]
