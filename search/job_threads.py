"""The worker runs each job in a thread of its own: what is due at its time waits for no file that takes long to read."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connection

from .jobs import RunOnce, all_jobs
from .trouble import explain, speaks_for_itself

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds; a lost awakening costs no more
LONGEST_REST = 60.0  # seconds for which a job that failed is left alone, at most


class JobThread(threading.Thread):
    """`note`: a Chinese sentence for the operator while the job fails, "" otherwise."""

    def __init__(self, name: str, run_once: RunOnce, stopping: Callable[[], bool]) -> None:
        super().__init__(name=name, daemon=True)
        self.run_once = run_once
        self.stopping = stopping
        self.look = threading.Event()
        self.falls = 0
        self.due = 0.0
        self.note = ""

    def run(self) -> None:
        while not self.stopping():
            self.look.clear()
            if not self.turn():
                self.look.wait(LOOK_EVERY)
        connection.close()

    def turn(self) -> bool:
        """True when there may be more to do at once. One that failed is left alone, longer each time."""
        if time.monotonic() < self.due:
            return False
        try:
            close_old_connections()
            worked = self.run_once()
        except Exception as error:
            self._say(error)
            self.falls += 1
            self.due = time.monotonic() + min(LONGEST_REST, 2.0**self.falls)
            return False
        self.falls, self.note = 0, ""
        return worked

    def _say(self, error: Exception) -> None:
        note = f"{self.name}遇到问题：{explain(error, '文件', self.name)}"
        if not speaks_for_itself(error):
            log.error("job %s failed", self.name, exc_info=error)
        elif note != self.note:
            log.warning("%s", note)
        self.note = note


class Jobs:
    """All that are registered."""

    def __init__(self, stopping: Callable[[], bool]) -> None:
        self.threads = [JobThread(name, run_once, stopping) for name, run_once in all_jobs().items()]

    @property
    def trouble(self) -> str:
        return "".join(thread.note for thread in self.threads)

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def wake(self) -> None:
        for thread in self.threads:
            thread.look.set()

    def join(self, seconds: float) -> None:
        """At most so long for all of them together."""
        until = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0.0, until - time.monotonic()))

    def is_alive(self) -> bool:
        return any(thread.is_alive() for thread in self.threads)
