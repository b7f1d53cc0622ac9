"""What the index still holds and the database shows no more: while changes wait, nothing of it finds, counts or is counted."""

from __future__ import annotations

from . import access
from .models import IndexEvent
from .outbox import EVERYTHING
from .schema import Viewer

MOST = 1000  # changes that are looked at; what is beyond them is left out where it would be shown


def closed(viewer: Viewer) -> tuple[str, ...]:
    """Keys of works that wait to be indexed and that this viewer may not see, or that are gone.

    Asked before the index is opened: what has left the outbox by then is in it.
    """
    waiting = IndexEvent.objects.order_by("-pk").values_list("key", flat=True)[:MOST]
    keys = {key for key in waiting if not key.endswith(f":{EVERYTHING}")}
    return tuple(sorted(keys - access.visible(keys, viewer).keys())) if keys else ()
