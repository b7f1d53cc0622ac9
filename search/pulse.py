"""The worker's heartbeat, and what others conclude from it and from the length of the queue."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from .models import IndexEvent, WorkerHeartbeat

EVERY = timedelta(seconds=5)
SILENT = timedelta(seconds=60)  # no beat for so long: taken for dead
LATE = timedelta(minutes=5)  # the oldest change waits longer than this: something is wrong


class Pulse:
    """The worker's side. Beats every few seconds, at once when the note changes."""

    def __init__(self) -> None:
        self.started = timezone.now()
        self.last = datetime.min.replace(tzinfo=self.started.tzinfo)
        self.note = ""
        self.ailing = False

    def beat(self, note: str | None = None, *, ailing: bool = False) -> None:
        now = timezone.now()
        if note is None:
            note, ailing = self.note, self.ailing
        note = note[:300]
        if (note, ailing) == (self.note, self.ailing) and now - self.last < EVERY:
            return
        self.note, self.ailing, self.last = note, ailing, now
        WorkerHeartbeat.objects.update_or_create(
            pk=1,
            defaults={
                "host": socket.gethostname()[:200],
                "pid": os.getpid(),
                "started_at": self.started,
                "beat_at": now,
                "note": note,
                "ailing": ailing,
            },
        )

    def stop(self) -> None:
        WorkerHeartbeat.objects.filter(pk=1, pid=os.getpid()).delete()


@dataclass(frozen=True, slots=True)
class Lag:
    """The state of the queue as operators ask for it."""

    waiting: int
    dead: int
    oldest: timedelta
    worker: WorkerHeartbeat | None

    @property
    def alive(self) -> bool:
        return self.worker is not None and timezone.now() - self.worker.beat_at < SILENT

    @property
    def late(self) -> bool:
        return self.oldest > LATE


def lag() -> Lag:
    waiting = IndexEvent.objects.filter(dead=False)
    oldest = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    return Lag(
        waiting=waiting.count(),
        dead=IndexEvent.objects.filter(dead=True).count(),
        oldest=timezone.now() - oldest if oldest else timedelta(),
        worker=WorkerHeartbeat.objects.filter(pk=1).first(),
    )
