"""Background jobs of other rooms that run inside the worker, registered from a room's searchable.py.

`run_once` does one small piece of work (one file extracted, say) and returns True when it did something and
may be called again at once, False when there was nothing to do. Jobs run in a thread of their own, one after
the other, so a slow one never keeps search from following. They are called when the worker is woken
(`search.jobs.wake()` in the transaction that makes work) and at least once a second. A job must survive
kill -9: take its work from the database.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from . import wake as _wake

RunOnce = Callable[[], bool]

_jobs: dict[str, RunOnce] = {}


def register(name: str, run_once: RunOnce) -> None:
    """Name it in Chinese: it appears in the worker's state and log, e.g. "提取文字"."""
    _jobs[name] = run_once


def all_jobs() -> dict[str, RunOnce]:
    return dict(_jobs)


def wake() -> None:
    """Call it inside the transaction that makes work for a job: the worker wakes on commit."""
    with transaction.atomic():
        _wake.announce(connection)
        transaction.on_commit(_wake.send, robust=True)
