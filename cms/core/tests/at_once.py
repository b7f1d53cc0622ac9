"""What several do at one moment, each with a connection of his own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """What each gives back, in their order. Raises what the first of them raised."""
    together = Barrier(len(jobs))

    def one(job: Callable[[], Any]) -> Any:
        together.wait(10)
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))
