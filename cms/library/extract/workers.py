"""A small pool of limited processes, reused, replaced after a crash, a broken limit or many jobs.

Threads may share the pool. A process forked from this one starts with an empty pool of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .limited import PREFIX, Broken, Child
from .result import Limits

SIZE = 2


class Busy(Exception):
    """All children are at work, and have been for so long that it is not worth waiting for them."""


class Pool:
    """At most `size` children at once; a caller waits for one."""

    def __init__(self, size: int = SIZE) -> None:
        self.size = size
        self._idle: list[Child] = []
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(size)
        self._begun: list[float] = []  # when those at work began

    @contextlib.contextmanager
    def child(self, limits: Limits, patience: float | None = None) -> Iterator[Child]:
        """A child that works under these limits. It is ended when the body raises.

        Raises Busy when none is free within `patience` seconds from the moment the last of them began its work.
        """
        if not self._free.acquire(timeout=self._wait(patience)):
            raise Busy
        begun = time.monotonic()
        with self._lock:
            self._begun.append(begun)
        try:
            child = self._take(limits)
            try:
                yield child
            except BaseException:
                child.end()
                raise
            if child.usable:
                with self._lock:
                    self._idle.append(child)
            else:
                child.end()
        finally:
            with self._lock:
                self._begun.remove(begun)
            self._free.release()

    def _wait(self, patience: float | None) -> float | None:
        if patience is None:
            return None
        with self._lock:
            return max(0.0, patience - (time.monotonic() - max(self._begun, default=time.monotonic())))

    def _take(self, limits: Limits) -> Child:
        wanted = (limits.memory, limits.office_memory, limits.temporary_bytes)
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return Child(limits)
            bounds = (child.limits.memory, child.limits.office_memory, child.limits.temporary_bytes)
            if child.usable and bounds == wanted:
                return child
            child.end()

    def close(self) -> None:
        """Ends the idle children; those at work end with their jobs."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def forget(self) -> None:
        """In a forked process: the children belong to the other one."""
        for child in self._idle:
            with contextlib.suppress(OSError):
                os.close(child._lifeline)
        self.__init__(self.size)  # type: ignore[misc]


POOL = Pool()
atexit.register(lambda: POOL.close())
os.register_at_fork(after_in_child=lambda: POOL.forget())


def use(size: int) -> None:
    """So many processes at most from now on."""
    global POOL
    if size != POOL.size:
        POOL.close()
        POOL = Pool(size)


def ask(
    request: dict[str, Any], limits: Limits, seconds: float, patience: float | None = None
) -> tuple[dict[str, Any], bytes]:
    """One request to a pooled child. A child that had gone while idle is replaced once. Raises Broken, OSError and,
    with `patience`, Busy (see Pool.child).
    """
    for attempt in (1, 2):
        with contextlib.suppress(_Stale), POOL.child(limits, patience) as child:
            used = child.jobs > 0
            began = time.monotonic()
            try:
                return child.ask(request, seconds)
            except Broken as broken:
                if (
                    attempt == 1
                    and used
                    and broken.why in ("crash", "memory")
                    and time.monotonic() - began < 0.1
                ):
                    raise _Stale from broken
                raise
    raise Broken("crash")


class _Stale(Exception):
    """The child had ended by itself before it saw the request."""


def sweep() -> int:
    """Removes what a killed process left behind in the temporary folder. Returns how many folders and files."""
    removed = 0
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = left.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
            removed += 1
    return removed
