"""Extraction in a few threads, results in the order of the files. Daemon threads: Ctrl-C does not wait for them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Pool(Generic[A, B]):
    def __init__(self, work: Callable[[A], B], threads: int) -> None:
        self.work = work
        self.threads = threads
        self.ahead = 2 * threads  # jobs begun before their turn; bounds memory and temporary files
        self._jobs: SimpleQueue[tuple[A, Future[B]] | None] = SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._run, name=f"extract-{number}", daemon=True).start()

    def map(self, jobs: Iterable[A]) -> Iterator[tuple[A, B]]:
        """(job, result) in order; an exception of the work is raised at its turn."""
        waiting: deque[tuple[A, Future[B]]] = deque()
        for job in jobs:
            future: Future[B] = Future()
            self._jobs.put((job, future))
            waiting.append((job, future))
            if len(waiting) > self.ahead:
                first, done = waiting.popleft()
                yield first, done.result()
        while waiting:
            first, done = waiting.popleft()
            yield first, done.result()

    def close(self) -> None:
        for _ in range(self.threads):
            self._jobs.put(None)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            task, future = job
            try:
                future.set_result(self.work(task))
            except BaseException as error:
                future.set_exception(error)
