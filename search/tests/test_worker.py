"""The worker's manners towards signals; what it does is told in test_life."""

from __future__ import annotations

import threading

import pytest

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
