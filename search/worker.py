"""The one process that owns the index's writer: outbox to engine, and other rooms' jobs in a thread.

It survives whatever it waits for: with the search server, the database or the disk in trouble it says so in
its heartbeat, tries again, and catches up. Killed at any moment it loses nothing: events go only after the
engine's commit.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psutil
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from . import batches, generations, wake
from .engine import Engine, EngineUnavailable, NoIndex, Writer
from .engines import get_engine
from .jobs import all_jobs
from .locks import WORKER, WRITER, Busy, Lock, Lost
from .pulse import Pulse

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds; a lost awakening costs no more
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
        self.jobs = JobThread(lambda: self.stopping)
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
                        self.jobs.look.set()
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
        if not self.swept or not engine.current():
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
            raise Stopped

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
        if isinstance(error, Stopped):
            return
        note = explain(error)
        if note != self.pulse.note:
            log.warning("%s", note, exc_info=error)
            self.say(note)
        with suppress(DatabaseError, InterfaceError):
            self.pulse.beat(note, ailing=True)

    def _end(self, waker: wake.Waker) -> None:
        self.stopping = True
        self.jobs.look.set()
        self._drop_writer()
        self.jobs.join(GRACE)
        for child in psutil.Process().children(recursive=True):  # what an unfinished job started
            with suppress(psutil.Error):
                child.kill()
        with suppress(DatabaseError, InterfaceError):
            self.pulse.stop()
        waker.close()
        self.batch_lock.close()


class Stopped(Exception):
    """The worker was asked to stop in the middle of building an index."""


class JobThread(threading.Thread):
    """Runs the registered jobs one after the other; a failing one is left alone for a while.

    `trouble`: a Chinese sentence for the operator while one fails, "" otherwise.
    """

    def __init__(self, stopping: Callable[[], bool]) -> None:
        super().__init__(name="jobs", daemon=True)
        self.stopping = stopping
        self.look = threading.Event()
        self.falls: dict[str, int] = {}
        self.due: dict[str, float] = {}
        self.notes: dict[str, str] = {}

    @property
    def trouble(self) -> str:
        return "".join(list(self.notes.values()))

    def run(self) -> None:
        while not self.stopping():
            self.look.clear()
            busy = False
            for name, run_once in all_jobs().items():
                if self.stopping():
                    break
                busy |= self.run_one(name, run_once)
            if not busy:
                self.look.wait(LOOK_EVERY)
        connection.close()

    def run_one(self, name: str, run_once: Callable[[], bool]) -> bool:
        if time.monotonic() < self.due.get(name, 0.0):
            return False
        try:
            close_old_connections()
            worked = run_once()
            self.falls.pop(name, None)
            self.notes.pop(name, None)
            return worked
        except Exception as error:
            log.exception("job %s failed", name)
            self.notes[name] = f"{name}遇到问题：{explain(error, '文件', name)}"
            self.falls[name] = self.falls.get(name, 0) + 1
            self.due[name] = time.monotonic() + min(60.0, 2.0 ** self.falls[name])
            return False


def explain(error: BaseException, what: str = "索引", doing: str = "更新索引") -> str:
    """A Chinese sentence for the operator. `what` could not be written while `doing`."""
    if isinstance(error, EngineUnavailable):
        return "检索服务没有应答，恢复后会自动补上。"
    if isinstance(error, (DatabaseError, InterfaceError)):
        text = str(error)
        if "full" in text:
            return "磁盘已满，数据库写不进去；请清理磁盘空间。"
        if "readonly" in text or "read-only" in text:
            return "数据库文件是只读的；请检查数据目录（XINHUO_VAR）的权限。"
        return "数据库暂时不能用，恢复后会自动继续。"
    if isinstance(error, generations.Mismatch):
        return f"新索引与数据库对不上：应有 {error.expected} 条，实有 {error.found} 条；将重新建立。"
    if isinstance(error, OSError):
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return f"磁盘已满，{what}写不进去；请清理磁盘空间。"
        if error.errno in {errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE}:
            return "内存、进程或打开的文件太多，系统不再给；稍后自动再试。"
        if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            return "数据目录（XINHUO_VAR）不可写；请检查权限。"
    return f"{doing}时出错：{type(error).__name__}，稍后再试；详情见日志。"


__all__ = ["Lost", "Worker", "explain"]
