"""Renews the index when much of it is withdrawn: what was replaced or deleted still counts in both engines' statistics.

Neither engine forgets at once: a word's frequency and a passage's length are weighed with what is no longer there, in
each engine differently, until it merges. A generation built beside is weighed by what is there. It is built when
nothing has changed for a while, as a job of the worker, which meanwhile goes on.
"""

from __future__ import annotations

import logging
import threading
import time

from . import generations, jobs
from .engine import Engine, EngineUnavailable
from .engines import get_engine
from .locks import Busy
from .models import IndexEvent

log = logging.getLogger(__name__)

SHARE = 0.05  # of the works of a generation, or of its passages, that may be withdrawn
FEW = (100, 1000)  # works, passages that may be in any case
QUIET = 30.0  # seconds without a change
LOOK_EVERY = 5.0
REST = (3600.0, 86_400.0)  # seconds after a failure: at first, at most


class Renewal:
    def __init__(self, *, share: float = SHARE, few: tuple[int, int] = FEW, quiet: float = QUIET) -> None:
        self.share, self.few, self.quiet = share, few, quiet
        self.stamp: tuple[str, ...] = ()
        self.since = self.due = self.rest = 0.0
        self.stopped = threading.Event()

    def run_once(self) -> bool:
        """Whether a new generation was built. Cheap when there is no need."""
        now = time.monotonic()
        if now < self.due:
            return False
        self.due = now + min(LOOK_EVERY, self.quiet)
        engine = get_engine()
        try:
            if not engine.current() or not self._is_quiet(engine, now) or not self._is_needed(engine):
                return False
            self.stopped.clear()
            made = generations.build(engine, self._progress)
        except (Busy, EngineUnavailable, generations.Stopped):  # another time
            return False
        except Exception:  # nobody waits for it: the index in use goes on
            log.exception("the index could not be renewed")
            self.rest = min(self.rest * 2 or REST[0], REST[1])
            self.due = now + self.rest
            return False
        self.rest = 0.0
        log.info("renewed the index: %s, %d works, %d passages", made.name, made.works, made.passages)
        return True

    def let_go(self) -> None:
        self.stopped.set()

    def _is_quiet(self, engine: Engine, now: float) -> bool:
        with engine.reader() as reader:
            stamp = reader.stamp
        if stamp != self.stamp:
            self.stamp, self.since = stamp, now
        return now - self.since >= self.quiet and not IndexEvent.objects.filter(dead=False).exists()

    def _is_needed(self, engine: Engine) -> bool:
        held = zip(engine.withdrawn(engine.current()), self.few, strict=True)
        return any(gone > max(few, self.share * (gone + there)) for (gone, there), few in held)

    def _progress(self, done: int, total: int) -> None:
        if self.stopped.is_set():
            raise generations.Stopped


def register() -> None:
    renewal = Renewal()
    jobs.register("整理索引", renewal.run_once, renewal.let_go)
