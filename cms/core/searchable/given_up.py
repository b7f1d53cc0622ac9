"""What the worker gave up after several attempts."""

from __future__ import annotations

from typing import Any

from search.access import visible
from search.models import IndexEvent
from search.views import viewer_of

MOST = 10


def given_up(request: Any) -> tuple[int, list[str]]:
    """How many, and the first of them: by their titles where this user may see them, else by number."""
    found = IndexEvent.objects.filter(dead=True).order_by("key").values_list("key", flat=True).distinct()
    keys = list(found[:MOST])
    if not keys:
        return 0, []
    works = visible([key for key in keys if not key.endswith(":*")], viewer_of(request))
    return found.count(), [f"《{works[key].title}》（{key}）" if key in works else key for key in keys]
