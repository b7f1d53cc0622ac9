"""After many changes: wait until search has followed, or, when no worker runs, do its work here."""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import Callable
from contextlib import suppress

from search.locks import WORKER, Busy, Lock
from search.models import IndexEvent
from search.pulse import lag

LOOK = 0.2  # seconds between two looks at a running worker
PATIENCE = 15.0  # seconds for which trouble may last before we stop waiting
Progress = Callable[[int], None]  # how many changes are still waiting


def prepare() -> None:
    """Have an index before the first change, so that none is indexed twice. A running worker sees to it itself."""
    _here(lambda waiting: None, patience=1.0)


def drain(progress: Progress) -> str:
    """Until nothing waits: "" then, else a Chinese sentence that says what is in the way. Nothing is lost by it."""
    trouble_since = 0.0
    while waiting():
        try:
            note = _here(progress)
            if note:
                return note
            continue
        except Busy:
            progress(waiting())
        state = lag()
        ailing = state.worker is not None and state.worker.ailing
        if not ailing:
            trouble_since = 0.0
        elif not trouble_since:
            trouble_since = time.monotonic()
        elif time.monotonic() - trouble_since > PATIENCE:
            return state.worker.note if state.worker else ""
        time.sleep(LOOK)
    return ""


def slim() -> None:
    """Give what the import used back to the system before the index's writer takes its share of memory."""
    gc.collect()
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)


def waiting() -> int:
    return IndexEvent.objects.filter(dead=False).count()


def given_up() -> int:
    """How many changes were tried so often in vain that nobody tries them any more."""
    return lag().dead


def _here(progress: Progress, patience: float = PATIENCE) -> str:
    """Be the worker for a while. Raises Busy when there is one."""
    try:
        from search.worker import Worker  # with it the engine's library, which not every command needs
    except ImportError:
        return "检索引擎没有装好"
    slim()
    with Lock(WORKER):
        worker = Worker()
        trouble_since = 0.0
        try:
            while True:
                worked, trouble = worker.turn()
                progress(waiting())
                if not trouble:
                    trouble_since = 0.0
                elif not trouble_since:
                    trouble_since = time.monotonic()
                elif time.monotonic() - trouble_since > patience:
                    return worker.pulse.note or "更新索引时遇到问题"
                if trouble:
                    time.sleep(LOOK)
                elif not worked:
                    return ""
        finally:
            worker.close()
