"""Generations at bad moments: a build that ends between the switch and its record, an index of an earlier version."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import tantivy

from search import generations
from search.engine import NoIndex
from search.engines import make
from search.models import CatchUp, Generation, GenerationState
from search.nodes import All
from search.worker import Worker

pytestmark = pytest.mark.django_db


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
    for store in ("works", "passages"):
        folder = tmp_path / "index" / first.name / store
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
