"""What the index still holds and the database shows no more: while changes wait, nothing of it finds, counts or is counted."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from . import access
from .models import IndexEvent
from .outbox import EVERYTHING
from .schema import Viewer

MOST = 1000  # changes that are looked at; what is beyond them is left out where it would be shown


def closed(viewer: Viewer) -> tuple[str, ...]:
    """Keys of works that wait to be indexed and that this viewer may not see, or that are gone.

    Asked before the index is opened: what has left the outbox by then is in it.
    """
    newest = IndexEvent.objects.order_by("-pk").values_list("pk", "created_at").first()
    return _closed(*newest, viewer) if newest else ()


@lru_cache(maxsize=64)
def _closed(last: int, at: datetime, viewer: Viewer) -> tuple[str, ...]:
    """Whatever closes or opens a work is a change, and then another one is the last."""
    waiting = IndexEvent.objects.filter(pk__lte=last).order_by("-pk").values_list("key", flat=True)[:MOST]
    keys = {key for key in waiting if not key.endswith(f":{EVERYTHING}")}
    return tuple(sorted(keys - access.visible(keys, viewer).keys())) if keys else ()
