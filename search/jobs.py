"""Background jobs of other rooms that run inside the worker, registered from a room's searchable.py.

`run_once` does one small piece of work (one file extracted, say) and returns True when it did something and
may be called again at once, False when there was nothing to do. Each job runs in a thread of its own, so a slow
one keeps neither search nor another job waiting. It is called when the worker is woken (`search.jobs.wake()` in
the transaction that makes work) and at least once a second. A job must survive kill -9: take its work from the
database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection, transaction

from . import wake as _wake

log = logging.getLogger(__name__)

RunOnce = Callable[[], bool]

_jobs: dict[str, RunOnce] = {}
_let_go: dict[str, Callable[[], None]] = {}


def register(name: str, run_once: RunOnce, let_go: Callable[[], None] | None = None) -> None:
    """Name it in Chinese: it appears in the worker's state and log, e.g. "提取文字".

    `let_go` is called, from another thread, when the worker was asked to stop: what the job is at will be cut short.
    From then on nothing may be concluded from a process of its own that ends.
    """
    _jobs[name] = run_once
    if let_go is not None:
        _let_go[name] = let_go


def all_jobs() -> dict[str, RunOnce]:
    return dict(_jobs)


def let_go() -> None:
    """For the worker's orderly end: every job hears of it, whatever befalls another."""
    for name, tell in _let_go.items():
        try:
            tell()
        except Exception:
            log.exception("job %s could not let go", name)


def wake() -> None:
    """Call it inside the transaction that makes work for a job: the worker wakes on commit."""
    with transaction.atomic():
        _wake.announce(connection)
        transaction.on_commit(_wake.send, robust=True)
