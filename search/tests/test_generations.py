"""A build that ends at the worst moment, between the switch and the record of it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from search import generations
from search.engines import make
from search.models import CatchUp, Generation, GenerationState
from search.nodes import All

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
