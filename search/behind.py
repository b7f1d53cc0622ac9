"""What the index still holds and the database shows no more: while changes wait, nothing of it finds, counts or is counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Sum

from . import access
from .models import IndexEvent
from .outbox import EVERYTHING
from .schema import Viewer

MOST = 1000  # changes that are looked at


@dataclass(frozen=True, slots=True)
class Behind:
    """`closed`: keys of works that wait to be indexed and that the viewer may not see, or that are gone. `beyond`: more
    waits than was looked at, so each answer is counted anew by what the database shows.
    """

    closed: tuple[str, ...] = ()
    beyond: bool = False


def look(viewer: Viewer) -> Behind:
    """Asked before the index is opened: what has left the outbox by then is in it."""
    counted = Count("pk"), Sum("pk"), Max("created_at")
    many, *others = IndexEvent.objects.aggregate(*counted).values()
    return _look((many, *others), viewer) if many else Behind()


@lru_cache(maxsize=64)
def _look(waiting: tuple[Any, ...], viewer: Viewer) -> Behind:
    """Whatever closes or opens a work is a change, which is counted; the number of the last alone would not tell: on
    PostgreSQL a change may be committed after one with a higher number.
    """
    whole = IndexEvent.objects.filter(key__endswith=f":{EVERYTHING}").exists()
    found = list(IndexEvent.objects.order_by("-pk").values_list("key", flat=True)[: MOST + 1])
    keys = {key for key in found[:MOST] if not key.endswith(f":{EVERYTHING}")}
    closed = tuple(sorted(keys - access.visible(keys, viewer).keys())) if keys else ()
    return Behind(closed, whole or len(found) > MOST)
