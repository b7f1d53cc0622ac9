"""The worker's manners towards signals and jobs; what it does is told in test_life."""

from __future__ import annotations

import itertools
import threading

import pytest
from django.db import OperationalError

from search import job_threads, jobs
from search import worker as worker_module
from search.job_threads import Jobs, JobThread
from search.models import WorkerHeartbeat
from search.worker import Worker


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """No jobs but a test's own."""
    monkeypatch.setattr(jobs, "_jobs", {})
    monkeypatch.setattr(jobs, "_let_go", {})


@pytest.mark.once
def test_a_signal_is_heard_whatever_lock_is_held() -> None:
    """A handler runs in the middle of what it interrupts: one that waits for a lock held there waits for ever."""
    worker = Worker()
    handler = threading.Thread(target=worker.stop, daemon=True)
    with worker.jobs.threads[0].look._cond:  # as in Event.set, which the worker's loop calls at each change
        handler.start()
        handler.join(5)
        assert not handler.is_alive()
    assert worker.stopping


@pytest.mark.django_db
@pytest.mark.usefixtures("registered")
def test_a_job_in_trouble_is_told_and_waits_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, runs, full = [1_000.0], [], [True]
    monkeypatch.setattr(job_threads.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(job_threads, "close_old_connections", lambda: None)  # the test's own transaction
    monkeypatch.setattr(worker_module, "close_old_connections", lambda: None)

    def run() -> bool:
        runs.append(now[0])
        if full[0]:
            raise OSError(28, "No space left on device")
        return False

    jobs.register("提取文字", run)
    worker = Worker()
    monkeypatch.setattr(worker, "index_once", lambda: False)  # nothing to index
    (thread,) = worker.jobs.threads
    for _ in range(200):
        thread.turn()
        now[0] += 1
    gaps = [b - a for a, b in itertools.pairwise(runs)]
    assert gaps[:5] == [2, 4, 8, 16, 32] and max(gaps) == 60
    worker.turn()
    beat = WorkerHeartbeat.objects.get()
    assert beat.ailing and beat.note == "提取文字遇到问题：磁盘已满，文件写不进去；请清理磁盘空间。"
    now[0] += 60
    full[0] = False
    thread.turn()
    worker.turn()
    beat.refresh_from_db()
    assert not beat.ailing and beat.note == worker_module.IDLE


@pytest.mark.once
def test_a_job_without_its_table_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(job_threads, "close_old_connections", lambda: None)

    def run() -> bool:
        raise OperationalError("no such table: library_work")

    thread = JobThread("提取文字", run, lambda: False)
    for _ in range(3):
        thread.due = 0.0
        thread.turn()
    assert thread.note == "提取文字遇到问题：数据库还没有准备好：请先运行 manage.py setup。"
    assert [(line.getMessage(), line.exc_info) for line in caplog.records] == [(thread.note, None)]


@pytest.mark.once
@pytest.mark.usefixtures("registered")
def test_no_job_waits_behind_another() -> None:
    """What is due at its time goes out while a file is being read."""
    begun, ended, settled = threading.Event(), threading.Event(), threading.Event()
    left = [3]

    def read() -> bool:
        begun.set()
        ended.wait(30)
        return False

    def settle() -> bool:
        begun.wait(30)
        left[0] -= 1
        if not left[0]:
            settled.set()
        return left[0] > 0

    jobs.register("提取文字", read)
    jobs.register("定时发布", settle)
    working = Jobs(lambda: settled.is_set())
    working.start()
    try:
        assert settled.wait(30) and not ended.is_set()
        assert working.is_alive()
    finally:
        ended.set()
    working.join(30)
    assert not working.is_alive()
