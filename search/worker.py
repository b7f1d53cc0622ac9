"""The one process that owns the index's writer: outbox to engine, and other rooms' jobs in threads.

It survives whatever it waits for: with the search server, the database or the disk in trouble it says so in
its heartbeat, tries again, and catches up. Killed at any moment it loses nothing: events go only after the
engine's commit.
"""

from __future__ import annotations

import ctypes
import logging
import time
from collections.abc import Callable
from contextlib import suppress

import psutil
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from . import batches, generations, wake
from .engine import Engine, NoIndex, Writer
from .engines import get_engine
from .job_threads import LOOK_EVERY, Jobs
from .jobs import let_go
from .locks import WORKER, WRITER, Busy, Lock, Lost
from .pulse import Pulse
from .trouble import explain, speaks_for_itself

log = logging.getLogger(__name__)

LONGEST_PAUSE = 5.0
GRACE = 5.0  # seconds a job gets to finish when the worker is asked to stop
IDLE = "等待变更"
# glibc otherwise keeps a heap for each of the engine's threads, which takes a third more memory.
M_ARENA_MAX, ARENAS = -8, 2


class Worker:
    def __init__(self, say: Callable[[str], None] = lambda sentence: None) -> None:
        with suppress(OSError, AttributeError):  # another C library than glibc
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
        self.say = say
        self.stopping = False
        self.jobs = Jobs(lambda: self.stopping)
        self.pulse = Pulse()
        self.batch_lock = Lock(WRITER, wait=True)
        self.writer: Writer | None = None
        self.generation = ""
        self.swept = False

    def run(self) -> None:
        """Blocks until `stop`. Raises Busy when another worker is alive, Lost when its lock is gone."""
        with Lock(WORKER) as lock:
            waker = wake.listen()
            self.jobs.start()
            pause = 0.0
            try:
                while not self.stopping:
                    lock.check()
                    worked, trouble = self.turn()
                    if worked:
                        pause = 0.0
                        continue
                    pause = min(LONGEST_PAUSE, pause * 2 or 0.5) if trouble else LOOK_EVERY
                    if self._wait(waker, pause):
                        self.jobs.wake()
            finally:
                self._end(waker)

    def stop(self, *_: object) -> None:
        """For a signal's handler, which interrupts whatever holds a lock: so it takes none."""
        self.stopping = True
        wake.send()

    def close(self) -> None:
        """For whoever only took turns (`turn`) under the lock, without `run`."""
        self._drop_writer()
        with suppress(DatabaseError, InterfaceError):
            self.pulse.stop()
        self.batch_lock.close()

    def turn(self) -> tuple[bool, bool]:
        """One batch: (something was done, something is in the way)."""
        try:
            if not connection.in_atomic_block:  # a caller's own transaction would be lost with it
                close_old_connections()
            done = self.index_once()
            trouble = self.jobs.trouble
            self.pulse.beat(trouble or ("正在更新索引" if done else IDLE), ailing=bool(trouble))
            return done, False
        except Busy:
            return False, True
        except Exception as error:
            self._drop_writer()
            self._trouble(error)
            return False, True

    def index_once(self) -> bool:
        """Take one batch from the outbox to the index. True when there may be more."""
        engine = get_engine()
        current = engine.current()
        if not self.swept or not current or (self.generation and self.generation != current):
            self._prepare(engine)
        events = batches.due()
        if not events:
            return False
        events = batches.expand(engine, events)
        if not events:
            return True
        try:
            with self.batch_lock:
                batches.apply(self._writer(engine), events)
        except NoIndex:  # taken away, or one of an earlier make-up was put back: built anew in the next turn
            self.swept = False
            raise
        return True

    def _prepare(self, engine: Engine) -> None:
        generations.sweep(engine)
        if not self._opens(engine):
            self._drop_writer()
            self.say("还没有这一版能用的索引，正在建立……")
            self.pulse.beat("正在建立索引")
            generation = generations.build(engine, self._progress, stop_writer=False)
            self.say(f"索引已建好：{generation.works} 条，{generation.passages} 段。")
        if missed := generations.take_up(engine):
            self.say(f"索引停用期间有 {missed} 条内容变动，正在补上。")
        self.swept = True
        with self.batch_lock:
            self._writer(engine)  # opened before the first change comes

    def _opens(self, engine: Engine) -> bool:
        """There is an index, and this version can write it: after an upgrade it may be of an earlier make-up."""
        try:
            if engine.current():
                with self.batch_lock:
                    self._writer(engine)
                return True
        except NoIndex:
            pass
        return False

    def _progress(self, done: int, total: int) -> None:
        self.pulse.beat(f"正在建立索引：{done}/{total}")
        if self.stopping:
            raise generations.Stopped

    def _writer(self, engine: Engine) -> Writer:
        """The open writer of the generation in use; a switch by `search_index` is noticed here."""
        current = engine.current()
        if self.writer is None or self.generation != current:
            self._drop_writer()
            self.writer = engine.writer(current)
            self.generation = current
        return self.writer

    def _drop_writer(self) -> None:
        writer, self.writer, self.generation = self.writer, None, ""
        if writer is not None:
            with suppress(Exception):
                writer.close()

    def _wait(self, waker: wake.Waker, pause: float) -> bool:
        try:
            return waker.wait(pause)
        except Exception:  # the database server went away: the lock is looked at next
            time.sleep(min(pause, 0.5))
            return False

    def _trouble(self, error: Exception) -> None:
        if isinstance(error, generations.Stopped):
            return
        note = explain(error)
        if note != self.pulse.note:
            log.warning("%s", note, exc_info=None if speaks_for_itself(error) else error)
            self.say(note)
        with suppress(DatabaseError, InterfaceError):
            self.pulse.beat(note, ailing=True)

    def _end(self, waker: wake.Waker) -> None:
        self.stopping = True
        self.jobs.wake()
        let_go()  # at once: whoever asked may not wait long
        self._drop_writer()
        self.jobs.join(GRACE)
        if self.jobs.is_alive():
            let_go()  # it may have begun something in between
            for child in psutil.Process().children(recursive=True):  # what an unfinished job started
                with suppress(psutil.Error):
                    child.kill()
            self.jobs.join(1.0)
        with suppress(DatabaseError, InterfaceError):
            self.pulse.stop()
        waker.close()
        self.batch_lock.close()


__all__ = ["Lost", "Worker"]
