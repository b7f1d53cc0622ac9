"""What the index still holds and the database shows no more: while changes wait, nothing of it finds, counts or is counted."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from . import access
from .models import IndexEvent
from .outbox import EVERYTHING
from .schema import Viewer

MOST = 3000  # changes that are looked at
VIEWERS = 64  # whose answers are kept

# What each viewer was told of the works that wait: of each its changes, and whether it was closed to him.
Told = dict[str, tuple[frozenset[int], bool]]
_told: OrderedDict[Viewer, Told] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Behind:
    """`closed`: keys of works that wait to be indexed and that the viewer may not see, or that are gone. `beyond`: more
    waits than was looked at, so each answer is counted anew by what the database shows.
    """

    closed: tuple[str, ...] = ()
    beyond: bool = False


def look(viewer: Viewer) -> Behind:
    """Asked before the index is opened: what has left the outbox by then is in it."""
    fields = IndexEvent.objects.order_by("-pk").values_list("pk", "key", "attempts", "dead")
    found = list(fields[: MOST + 1])
    if not found:
        return Behind()
    waiting: dict[str, set[int]] = defaultdict(set)
    again = set()  # they were put off: a change after them may be indexed, and gone, before
    for pk, key, attempts, dead in found[:MOST]:
        waiting[key].add(pk)
        if attempts and not dead:  # with one that is given up all before it go, too
            again.add(key)
    whole = {key for key in waiting if key.endswith(f":{EVERYTHING}")}
    told = _asked(viewer, {key: frozenset(pks) for key, pks in waiting.items() if key not in whole}, again)
    closed = tuple(sorted(key for key, (_, is_closed) in told.items() if is_closed))
    return Behind(closed, bool(whole) or len(found) > MOST)


def _asked(viewer: Viewer, waiting: dict[str, frozenset[int]], again: Iterable[str]) -> Told:
    """The database is asked once for each change: whatever closes or opens a work is one."""
    before = _told.get(viewer, {})
    told = {key: before[key] for key, pks in waiting.items() if key in before and before[key][0] == pks}
    for key in again:
        told.pop(key, None)
    if asked := waiting.keys() - told.keys():
        shown = access.visible(asked, viewer)
        told |= {key: (waiting[key], key not in shown) for key in asked}
    _told.pop(viewer, None)
    _told[viewer] = told
    while len(_told) > VIEWERS:
        _told.popitem(last=False)
    return told
