"""Generations at bad moments: a build that ends between the switch and its record, an index of an earlier version."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import tantivy
from django.core.management import CommandError, call_command

from search import generations, outbox
from search.engine import NoIndex
from search.engines import get_engine, make
from search.engines.elastic import engine as elastic
from search.engines.embedded import store
from search.models import CatchUp, Generation, GenerationState, IndexEvent
from search.nodes import All
from search.schema import Indexable
from search.worker import Worker

from .shelf import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elastic)])
def url(request: pytest.FixtureRequest) -> str:
    return "embedded:" if request.param == "embedded" else request.getfixturevalue("elastic_url")


def test_what_fails_after_the_switch_keeps_the_index_in_use(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path
    engine = make("embedded:", str(tmp_path), "")
    first = generations.build(engine)

    def switched_only(engine: Any, generation: Generation) -> None:
        engine.switch(generation.name)
        CatchUp.objects.create(generation=generation, key="library.work:1")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched, pytest.raises(OSError):
        patched.setattr(generations, "_point", switched_only)
        generations.build(engine)
    second = engine.current()
    assert second != first.name
    with engine.reader() as reader:
        assert reader.works(All()).total == 0

    generations.sweep(engine)
    states = dict(Generation.objects.values_list("name", "state"))
    assert states == {first.name: GenerationState.PREVIOUS, second: GenerationState.CURRENT}
    assert engine.generations() == sorted(states)
    assert not CatchUp.objects.exists()
    assert generations.rollback(engine)[0].name == first.name


def test_an_index_of_an_earlier_make_up_is_built_anew(tmp_path: Path, settings: Any) -> None:
    settings.VAR, settings.SEARCH_URL = tmp_path, "embedded:"
    engine = make("embedded:", str(tmp_path), "")
    first = generations.build(engine)
    for which in ("works", "passages"):
        folder = tmp_path / "index" / first.name / which
        shutil.rmtree(folder)
        folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("former", stored=True)
        tantivy.Index(builder.build(), str(folder))
    engine = make("embedded:", str(tmp_path), "")  # of a process that begins with this version
    with pytest.raises(NoIndex), engine.reader():
        pass
    worker = Worker()
    worker.index_once()
    worker.close()
    assert engine.current() != first.name
    with engine.reader() as reader:
        assert reader.works(All()).total == 0


def test_the_status_counts_what_each_generation_holds(
    tmp_path: Path, settings: Any, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The one before has grown since it was built, and is what `rollback` brings back."""
    settings.VAR, settings.SEARCH_URL, settings.SEARCH_INDEX_PREFIX = tmp_path, url, f"kept{os.getpid()}"
    engine = make(url, str(tmp_path), settings.SEARCH_INDEX_PREFIX)
    try:
        first, second = generations.build(engine), generations.build(engine)
        Generation.objects.filter(name=first.name).update(works=4321, passages=8765)
        call_command("search_index", "status")
        told = capsys.readouterr().out
        assert first.name in told and second.name in told
        assert "4321" not in told and "8765" not in told
    finally:
        for name in engine.generations():
            engine.drop(name)


def test_tokens_of_an_earlier_make_up_are_made_anew(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    settings.VAR, settings.SEARCH_URL, settings.SEARCH_INDEX_PREFIX = tmp_path, url, f"made{os.getpid()}"
    built = make(url, str(tmp_path), settings.SEARCH_INDEX_PREFIX)
    first = generations.build(built)
    second = generations.build(built)
    for module in (store, elastic):
        monkeypatch.setattr(module, "MAKE_UP", 0)
    engine = make(
        url, str(tmp_path), settings.SEARCH_INDEX_PREFIX
    )  # of a process that begins with this version
    try:
        with pytest.raises(NoIndex), engine.reader():
            pass
        with pytest.raises(generations.NothingBefore):
            generations.rollback(engine)
        worker = Worker()
        worker.index_once()
        worker.close()
        assert engine.current() not in {first.name, second.name, ""}
        with engine.reader() as reader:
            assert reader.works(All()).total == 0
    finally:
        for name in engine.generations():
            engine.drop(name)


def test_a_source_that_is_gone_holds_up_nobody(tmp_path: Path, settings: Any) -> None:
    settings.VAR, settings.SEARCH_URL = tmp_path, "embedded:"
    outbox.everything_changed("gone.source")
    outbox.changed(["portal.article:1"])
    worker = Worker()
    while worker.index_once():
        pass
    worker.close()
    (left,) = IndexEvent.objects.all()
    assert (left.key, left.attempts, left.dead) == ("gone.source:*", 1, False)
    assert "gone.source" in left.reason


def test_a_work_that_cannot_be_indexed_holds_up_no_generation(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, url: str, shelf: Shelf
) -> None:
    settings.VAR, settings.SEARCH_URL, settings.SEARCH_INDEX_PREFIX = tmp_path, url, f"bad{os.getpid()}"
    bad = f"{shelf.name}:5"
    documents = shelf.documents

    def broken(keys: Sequence[str]) -> Iterator[Indexable]:
        for item in documents(keys):
            if item.work.key == bad:
                raise ValueError("cannot be read")
            yield item

    monkeypatch.setattr(shelf, "documents", broken)
    engine = make(url, str(tmp_path), settings.SEARCH_INDEX_PREFIX)
    try:
        worker = Worker()
        while worker.index_once():
            pass
        assert engine.counts(engine.current())[0] == len(shelf.items) - 1
        left = IndexEvent.objects.get()
        assert (left.key, left.attempts) == (bad, 1) and "cannot be read" in left.reason
        monkeypatch.setattr(shelf, "documents", documents)
        IndexEvent.objects.update(retry_at=None)
        worker.index_once()
        worker.close()
        assert engine.counts(engine.current())[0] == len(shelf.items) and not IndexEvent.objects.exists()
    finally:
        for name in engine.generations():
            engine.drop(name)


def test_back_on_an_engine_that_was_left_one_goes_back_all_the_same(
    tmp_path: Path, settings: Any, shelf: Shelf
) -> None:
    """No worker has taken its index up yet, so nothing says that it is in use."""
    settings.VAR, settings.SEARCH_URL = tmp_path, "embedded:"
    engine = get_engine()
    first, second = generations.build(engine), generations.build(engine)
    Generation.objects.filter(name=second.name).update(state=GenerationState.PREVIOUS)
    Generation.objects.create(name="other", engine="elasticsearch", state=GenerationState.CURRENT)
    assert generations.rollback(engine)[0].name == first.name == engine.current()
    assert set(engine.generations()) == {first.name, second.name}


@pytest.mark.parametrize("said_again", [False, True])
@pytest.mark.parametrize("cut", ["after-the-switch", "after-the-record"])
def test_a_rollback_cut_short_after_the_switch_is_made_up_for(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, shelf: Shelf, said_again: bool, cut: str
) -> None:
    settings.VAR, settings.SEARCH_URL = tmp_path, "embedded:"
    engine = get_engine()
    item = shelf.items.pop(next(iter(shelf.items)))
    worker = Worker()
    try:
        first = generations.build(engine)
        worker.index_once()
        shelf.items[item.work.key] = item
        second = generations.build(engine)
        worker.index_once()

        switch = type(engine).switch

        def interrupted(engine: Any, *name: str) -> int:
            if name:
                switch(engine, *name)
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            if cut == "after-the-switch":
                patched.setattr(type(engine), "switch", interrupted)
            else:
                patched.setattr(generations, "take_up", interrupted)
            with pytest.raises(CommandError, match=f"已经退回 {first.name}"):
                call_command("search_index", "rollback")
        assert engine.current() == first.name != second.name
        assert not IndexEvent.objects.exists()
        if said_again:
            assert generations.rollback(engine)[0].name == first.name
            generations.sweep(engine)
            assert set(engine.generations()) == {first.name, second.name}
        while worker.index_once():
            pass
    finally:
        worker.close()
        shelf.items.setdefault(item.work.key, item)
    assert dict(engine.fingerprints(first.name)).keys() == shelf.items.keys()
    assert Generation.objects.get(name=first.name).state == GenerationState.CURRENT
    assert Generation.objects.get(name=second.name).state == GenerationState.PREVIOUS


@pytest.mark.elastic
@pytest.mark.parametrize("more", ["-2", "-works", "-passages", "-works-2"])
def test_prefixes_that_begin_alike_do_not_touch_each_other(elastic_url: str, more: str) -> None:
    prefix = f"alike{os.getpid()}"
    ours, theirs = make(elastic_url, "", prefix), make(elastic_url, "", prefix + more)
    try:
        for engine in ours, theirs:
            engine.create("1")
            engine.switch("1")
        assert ours.generations() == theirs.generations() == ["1"]
        ours.create("2")
        ours.switch("2")
        assert (ours.current(), theirs.current()) == ("2", "1")
        for name in ours.generations():
            ours.drop(name)
        assert (ours.generations(), theirs.generations()) == ([], ["1"])
        assert theirs.counts("1") == (0, 0) and theirs.current() == "1"
    finally:
        for engine in ours, theirs:
            for name in ("1", "2"):
                engine.drop(name)
