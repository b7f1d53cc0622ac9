"""The outbox: what changed is written in the transaction that changes it, and the worker is woken on commit.

Rooms call `changed(keys)` from their searchable.py. Nothing else is needed: the key alone is stored, and
the worker asks the Source what the content is by then. A key the Source no longer knows leaves the index.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.db import connection, transaction

from . import wake
from .models import IndexEvent

EVERYTHING = "*"
CHUNK = 500


class _Pending:
    """Runs on commit. Among the connection's callbacks it also says which keys this transaction holds.

    Django drops the callback when its transaction or savepoint is rolled back, so the memory is never wrong.
    """

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.done = False

    def __call__(self) -> None:
        self.done = True
        wake.send()


def changed(keys: Iterable[str]) -> None:
    """These works ("<source>:<pk>") were made, changed or removed. Call inside the content's transaction."""
    fresh = dict.fromkeys(keys)
    with transaction.atomic():
        for pending in _pendings():
            for key in pending.keys & fresh.keys():
                del fresh[key]
        if not fresh:
            return
        pending = _Pending()
        pending.keys.update(fresh)
        names = iter(fresh)
        while chunk := list(islice(names, CHUNK)):
            IndexEvent.objects.bulk_create([IndexEvent(key=key) for key in chunk])
        wake.announce(connection)
        transaction.on_commit(pending, robust=True)


def everything_changed(source_name: str) -> None:
    """Anything of this source may have changed (a bulk import): all its works are indexed again."""
    changed([f"{source_name}:{EVERYTHING}"])


def _pendings() -> list[_Pending]:
    callbacks = [entry[1] for entry in connection.run_on_commit]
    return [call for call in callbacks if isinstance(call, _Pending) and not call.done]
