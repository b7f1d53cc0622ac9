"""Generations of the index: built beside the one in use, caught up, compared, switched; one is kept.

Nothing is ever wiped in place. Which generation is read is the engine's pointer (a file replaced atomically,
an alias); the Generation rows say how each came to be.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from itertools import islice

from django.db import transaction
from django.utils import timezone

from .audit import differences
from .batches import index
from .engine import Engine, NoIndex, Writer
from .locks import BUILD, WRITER, Busy, Lock
from .models import CatchUp, Generation, GenerationState, IndexEvent
from .outbox import changed
from .sources import all_sources

log = logging.getLogger(__name__)

COMMIT_EVERY = 500  # works
ROUNDS = 5  # of catching up while the worker goes on; the last one stops it
FEW = 200

Progress = Callable[[int, int], None]  # done, total
Put = Callable[[Writer, Sequence[str]], None]


class Stopped(Exception):
    """Raised from a build's `progress`: the worker was asked to stop."""


class Mismatch(Exception):
    """The new generation does not hold what the database holds; it was thrown away, the old one stays."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"expected {expected} works, found {found}")
        self.expected = expected
        self.found = found


class Unindexable(Exception):
    """Works that the index in use holds cannot be indexed any more: they would be found no longer. The old one stays."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


class NothingBefore(Exception):
    """There is no previous generation to go back to."""


def build(
    engine: Engine, progress: Progress = lambda done, total: None, *, stop_writer: bool = True
) -> Generation:
    """A whole new generation, in use when this returns. Raises Busy when another build runs, Mismatch, Unindexable.

    Whatever ends it early (Ctrl-C, an error) leaves the index in use untouched. `stop_writer=False` is for
    the worker itself, which is not indexing meanwhile. A work that cannot be indexed is left to the outbox, unless the
    index in use holds it.
    """
    with Lock(BUILD):
        sweep(engine, locked=True)
        put = partial(_put, engine)
        with Lock(WRITER, wait=True) if stop_writer else nullcontext():
            # between two batches of the worker: every batch from now on leaves its keys in CatchUp
            generation = Generation.objects.create(
                name=timezone.now().strftime("%Y%m%d%H%M%S%f")[:17],
                engine=engine.name,
                state=GenerationState.BUILDING,
            )
        try:
            engine.create(generation.name)
            with engine.writer(generation.name) as writer:
                _fill(writer, progress, put)
                for _ in range(ROUNDS):
                    if _catch_up(writer, generation, put) < FEW:
                        break
                with Lock(WRITER, wait=True) if stop_writer else nullcontext():
                    _catch_up(writer, generation, put)
                    writer.close()
                    _finish(engine, generation)
        except BaseException:
            with suppress(Exception):
                if (
                    engine.current() != generation.name
                ):  # switched already: `sweep` and `status` trust the pointer
                    engine.drop(generation.name)
                    generation.delete()
            raise
        sweep(engine, locked=True)
    return generation


def rollback(engine: Engine) -> tuple[Generation, int]:
    """Back to the generation before; what changed since goes to the outbox. Returns it and how many keys.

    Cut short after the switch, the worker finds out what changed, or whoever says it once more: until then the row does
    not say that it is in use.
    """
    with Lock(WRITER, wait=True):
        rows, now = (
            Generation.objects.filter(engine=engine.name, state=GenerationState.PREVIOUS),
            engine.current(),
        )
        in_use = Generation.objects.filter(state=GenerationState.CURRENT)
        # of another engine's, when that was in use before
        is_cut = not in_use.exists() or in_use.filter(engine=engine.name).exclude(name=now).exists()
        before = rows.filter(name=now).first() if is_cut else None
        if before is None:
            before = rows.exclude(name=now).first()
            if before is None or not _opens(engine, before.name):
                raise NothingBefore
            _point(engine, before, GenerationState.PREVIOUS)
    return before, take_up(engine)


def take_up(engine: Engine) -> int:
    """Before the first change is written to the generation in use. Returns how many works it had missed.

    While another engine was in use, or where it is not known how this generation came here, changes went by it: what
    differs goes to the outbox.
    """
    row, _ = Generation.objects.get_or_create(
        engine=engine.name, name=engine.current(), defaults={"state": GenerationState.PREVIOUS}
    )
    missed = [] if row.state == GenerationState.CURRENT else differences(engine).keys
    with transaction.atomic():
        changed(missed)
        others = Generation.objects.exclude(pk=row.pk).filter(state=GenerationState.CURRENT)
        others.update(state=GenerationState.PREVIOUS)
        Generation.objects.filter(pk=row.pk).update(state=GenerationState.CURRENT)
    return len(missed)


def _opens(engine: Engine, name: str) -> bool:
    """It is there, and this version of the program can read it."""
    try:
        with engine.reader(name):
            return True
    except NoIndex:
        return False


def sweep(engine: Engine, *, locked: bool = False) -> list[str]:
    """Throw away what a killed build left, and all generations but the current one and the one before."""
    if not locked:
        try:
            with Lock(BUILD):
                return sweep(engine, locked=True)
        except Busy:
            return []
    current = engine.current()
    rows = Generation.objects.filter(engine=engine.name)
    rows.filter(state=GenerationState.BUILDING).exclude(name=current).delete()
    if rows.filter(state=GenerationState.BUILDING).update(state=GenerationState.CURRENT):
        # it was switched to, and what built it ended before it could say so
        rows.filter(state=GenerationState.CURRENT).exclude(name=current).update(
            state=GenerationState.PREVIOUS
        )
        CatchUp.objects.filter(generation__in=rows.filter(name=current)).delete()
    # one that is recorded as in use was, until somebody switched and ended before he could say so
    kept = {current, *rows.exclude(state=GenerationState.BUILDING).values_list("name", flat=True)}
    gone = [name for name in engine.generations() if name not in kept]
    for name in gone:
        engine.drop(name)
    rows.exclude(name__in=engine.generations()).delete()
    return gone


def _fill(writer: Writer, progress: Progress, put: Put) -> None:
    total = _expected()
    done = 0
    for source in all_sources():
        keys = iter(source.keys())
        while chunk := list(islice(keys, COMMIT_EVERY)):
            put(writer, chunk)
            done += len(chunk)
            progress(done, max(total, done))


def _catch_up(writer: Writer, generation: Generation, put: Put) -> int:
    rows = dict(CatchUp.objects.filter(generation=generation).values_list("pk", "key"))
    if rows:
        put(writer, sorted(set(rows.values())))
        CatchUp.objects.filter(generation=generation, pk__lte=max(rows)).delete()
    return len(rows)


def _put(engine: Engine, writer: Writer, keys: Sequence[str]) -> None:
    failed = index(writer, keys)
    if lost := sorted(_held(engine, failed)):
        raise Unindexable(lost) from failed[lost[0]]
    for key, error in failed.items():
        log.warning("left out of the new generation: %s", key, exc_info=error)
    with transaction.atomic():  # the worker tries them again, and says so when it gives one up
        given_up = IndexEvent.objects.filter(dead=True, key__in=list(failed)).values_list("key", flat=True)
        changed(failed.keys() - set(given_up))


def _held(engine: Engine, keys: Mapping[str, BaseException]) -> set[str]:
    """Of these, what the index in use holds. It is read through where there are any."""
    current = engine.current()
    if not keys or not _opens(engine, current):
        return set()
    return {key for key, _ in engine.fingerprints(current) if key in keys}


def _finish(engine: Engine, generation: Generation) -> None:
    works, passages = engine.counts(generation.name)
    expected = _expected()
    waiting = 0 if expected == works else _unsettled()
    if abs(expected - works) > waiting:
        raise Mismatch(expected, works)
    generation.works, generation.passages = works, passages
    generation.finished_at = timezone.now()
    _point(engine, generation)


def _unsettled() -> int:
    """Works the outbox still speaks of: the database may be that many ahead of the new generation."""
    return IndexEvent.objects.values("key").distinct().count()


def _point(engine: Engine, generation: Generation, state: GenerationState = GenerationState.CURRENT) -> None:
    """Switch, then record. Killed in between, `sweep` and `status` trust the engine's pointer."""
    old = engine.current()
    engine.switch(generation.name)
    with transaction.atomic():
        for row in Generation.objects.filter(engine=engine.name).exclude(pk=generation.pk):
            if row.name == old:
                row.state = GenerationState.PREVIOUS
                row.save(update_fields=["state"])
            elif row.state != GenerationState.BUILDING:
                row.delete()
        Generation.objects.exclude(engine=engine.name).filter(state=GenerationState.CURRENT).update(
            state=GenerationState.PREVIOUS  # what changes from now on goes by them, see `take_up`
        )
        generation.state = state
        generation.save()


def _expected() -> int:
    return sum(sum(1 for _ in iter(source.keys())) for source in all_sources())
