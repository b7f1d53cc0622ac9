"""The worker's manners towards signals; what it does is told in test_life."""

from __future__ import annotations

import itertools
import threading

import pytest

from search import worker as worker_module
from search.models import WorkerHeartbeat
from search.worker import Worker


@pytest.mark.once
def test_a_signal_is_heard_whatever_lock_is_held() -> None:
    """A handler runs in the middle of what it interrupts: one that waits for a lock held there waits for ever."""
    worker = Worker()
    handler = threading.Thread(target=worker.stop, daemon=True)
    with worker.jobs.look._cond:  # as in Event.set, which the worker's loop calls at each change
        handler.start()
        handler.join(5)
        assert not handler.is_alive()
    assert worker.stopping


@pytest.mark.django_db
def test_a_job_in_trouble_is_told_and_waits_longer_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1_000.0]
    monkeypatch.setattr(worker_module.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(worker_module, "close_old_connections", lambda: None)  # the test's own transaction
    worker = Worker()
    monkeypatch.setattr(worker, "index_once", lambda: False)  # nothing to index
    runs: list[float] = []

    def full() -> bool:
        runs.append(now[0])
        raise OSError(28, "No space left on device")

    for _ in range(200):
        worker.jobs.run_one("提取文字", full)
        now[0] += 1
    gaps = [b - a for a, b in itertools.pairwise(runs)]
    assert gaps[:5] == [2, 4, 8, 16, 32] and max(gaps) == 60
    worker.turn()
    beat = WorkerHeartbeat.objects.get()
    assert beat.ailing and beat.note == "提取文字遇到问题：磁盘已满，文件写不进去；请清理磁盘空间。"
    now[0] += 60
    worker.jobs.run_one("提取文字", lambda: False)
    worker.turn()
    beat.refresh_from_db()
    assert not beat.ailing and beat.note == worker_module.IDLE
