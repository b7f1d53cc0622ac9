"""What the index says against what the database says: missing, surplus and stale works, by fingerprint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from .engine import Engine
from .fingerprint import fingerprint
from .models import IndexEvent
from .outbox import changed
from .sources import all_sources

CHUNK = 50


@dataclass(slots=True)
class Differences:
    checked: int = 0
    missing: list[str] = field(default_factory=list)  # in the database, not in the index
    surplus: list[str] = field(default_factory=list)  # in the index, not (any more) in the database
    stale: list[str] = field(default_factory=list)  # in both, with other content
    waiting: int = 0  # differences left out because the outbox already speaks of them

    @property
    def keys(self) -> list[str]:
        return [*self.missing, *self.surplus, *self.stale]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus or self.stale)


def differences(engine: Engine) -> Differences:
    """Reads everything once; what the outbox speaks of anyway is no difference. Raises EngineUnavailable."""
    indexed = dict(engine.fingerprints(engine.current()))
    found = Differences()
    for key, value in _database():
        found.checked += 1
        known = indexed.pop(key, None)
        if known is None:
            found.missing.append(key)
        elif known != value:
            found.stale.append(key)
    found.surplus = sorted(indexed)
    _leave_out_waiting(found)
    return found


def repair(engine: Engine) -> Differences:
    """Find the differences and hand them to the worker."""
    found = differences(engine)
    changed(found.keys)
    return found


def _database() -> Iterator[tuple[str, str]]:
    for source in all_sources():
        keys = iter(source.keys())
        while chunk := list(islice(keys, CHUNK)):
            for item in source.documents(chunk):
                yield item.work.key, fingerprint(item)


def _leave_out_waiting(found: Differences) -> None:
    if not found:
        return
    waiting = set(IndexEvent.objects.filter(dead=False).values_list("key", flat=True))
    whole = {key.partition(":")[0] for key in waiting if key.endswith(":*")}
    for name in ("missing", "surplus", "stale"):
        keys = getattr(found, name)
        kept = [key for key in keys if key not in waiting and key.partition(":")[0] not in whole]
        found.waiting += len(keys) - len(kept)
        setattr(found, name, kept)
