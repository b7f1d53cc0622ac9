"""From the outbox into an open writer: which events are due, what their keys hold, what becomes of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import chain, groupby, islice

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from .engine import Engine, EngineUnavailable, Writer
from .models import CatchUp, Generation, GenerationState, IndexEvent
from .outbox import EVERYTHING, changed
from .sources import source_of

log = logging.getLogger(__name__)

BATCH = 200  # events a commit
CHUNK = 20  # works a call of Source.documents; bounds the memory of whole books
ATTEMPTS = 5
Event = tuple[int, str]


def due(limit: int = BATCH) -> list[Event]:
    """The oldest events whose time has come, as (id, key)."""
    waiting = IndexEvent.objects.filter(dead=False).filter(Q(retry_at=None) | Q(retry_at__lte=timezone.now()))
    return list(waiting.order_by("id").values_list("id", "key")[:limit])


def expand(engine: Engine, events: Sequence[Event]) -> list[Event]:
    """The events that speak of one work; one of a whole source is replaced by those of its works.

    Its works are those that should be in the index and those that are: what left has to go. A source that is no
    longer installed, or fails, holds up nobody: its event is tried again later. Raises EngineUnavailable.
    """
    whole = [event for event in events if event[1].endswith(f":{EVERYTHING}")]
    for number, key in whole:
        try:
            keys = dict.fromkeys(chain(source_of(key).keys(), held(engine, key)))
            with transaction.atomic():
                changed(keys)
                IndexEvent.objects.filter(pk=number).delete()
        except (DatabaseError, EngineUnavailable):
            raise
        except Exception as error:
            put_off([number], error)
    return [event for event in events if event not in whole]


def held(engine: Engine, key: str) -> Iterator[str]:
    """The keys of the key's source that are in the index in use."""
    prefix = key.partition(":")[0] + ":"
    return (each for each, _ in engine.fingerprints(engine.current()) if each.startswith(prefix))


def apply(writer: Writer, events: Sequence[Event]) -> int:
    """Index what the events name, commit, then forget exactly these events; returns how many works were done.

    An event written meanwhile for the same key has another id and stays; so does one whose work cannot be indexed: it
    is tried again later. Raises EngineUnavailable (nothing is lost, all events stay), DatabaseError and OSError.
    """
    keys = list(dict.fromkeys(key for _, key in events))
    failed = index(writer, keys)
    for key, error in failed.items():
        put_off([number for number, of in events if of == key], error)
    done = [key for key in keys if key not in failed]
    if done:
        forget([event for event in events if event[1] not in failed], done)
    return len(done)


def index(writer: Writer, keys: Sequence[str]) -> dict[str, BaseException]:
    """Write and commit; returns which works cannot be indexed, and why. They are found by halving: all others are in.

    Raises EngineUnavailable, DatabaseError and OSError, when some may be in.
    """
    try:
        write(writer, keys)
        writer.commit()
    except (EngineUnavailable, DatabaseError, OSError):
        writer.rollback()
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # tantivy panics are BaseExceptions
        writer.rollback()
        if len(keys) == 1:
            return {keys[0]: error}
        half = len(keys) // 2
        return index(writer, keys[:half]) | index(writer, keys[half:])
    return {}


def write(writer: Writer, keys: Iterable[str]) -> None:
    """Ask each source for what it holds now; a key it leaves out goes."""
    for _, group in groupby(sorted(keys), key=lambda key: key.partition(":")[0]):
        names = iter(group)
        while chunk := list(islice(names, CHUNK)):
            missing = dict.fromkeys(chunk)
            for item in source_of(chunk[0]).documents(chunk):
                writer.index(item)
                missing.pop(item.work.key, None)
            if missing:
                writer.delete(missing)


def forget(events: Sequence[Event], keys: Sequence[str]) -> None:
    """The engine has them. A generation being built beside must do them again."""
    with transaction.atomic():
        building = Generation.objects.filter(state=GenerationState.BUILDING).values_list("pk", flat=True)
        CatchUp.objects.bulk_create([CatchUp(generation_id=pk, key=key) for pk in building for key in keys])
        for chunk in chunks([number for number, _ in events]):
            IndexEvent.objects.filter(pk__in=chunk).delete()
        last = max(number for number, _ in events)
        for names in chunks(keys):
            IndexEvent.objects.filter(dead=True, key__in=names, pk__lte=last).delete()


def put_off(numbers: Sequence[int], error: BaseException) -> None:
    """Try again in 2, 4, 8… seconds; after the last attempt it becomes a dead letter with its reason."""
    log.warning("indexing failed for events %s", numbers, exc_info=error)
    reason = f"{type(error).__name__}: {error}".replace("\0", "")[:2000]
    with transaction.atomic():
        for event in IndexEvent.objects.filter(pk__in=numbers):
            event.attempts += 1
            event.reason = reason
            event.dead = event.attempts >= ATTEMPTS
            event.retry_at = timezone.now() + timedelta(seconds=2**event.attempts)
            event.save(update_fields=["attempts", "reason", "dead", "retry_at"])


def chunks(items: Sequence, size: int = 500) -> Iterator[Sequence]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
