"""Who changes the same things takes turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.http import Http404
from wagtail.models import Page

from cms.core.below import Below


def take_turn(name: str) -> None:
    """Within a transaction, and until it ends: others who take this turn wait. SQLite has one writer at a time anyway.

    Before rows are locked: whoever has the turn may want them.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def hold(model: type[Any], pk: Any) -> bool:
    """Within a transaction, and until it ends: nobody else changes that row. Whether it is there.

    Of a page the row that pages of all types have, and those of its aliases, by path: whoever deletes or moves them takes
    these first. Before the rows of a model that names a `turn`, that is taken.
    """
    base = (model._meta.get_parent_list() or [model])[-1]
    if name := getattr(base, "turn", ""):
        take_turn(name)
    if base is Page:
        return int(pk) in hold_going(Q(pk=pk))
    return bool(base._base_manager.select_for_update().filter(pk=pk).values_list("pk"))


def hold_pages(keys: Iterable[int], *, below: bool, leaving: bool = False, to: int | None = None) -> set[int]:
    """Within a transaction: as `hold`, of many at once and, where `below`, all below them. Keys of what there still is.

    When they are `leaving` their places, with what stands right above them, and above `to`, where they come to stand.
    """
    chosen = Q(pk__in=list(keys))
    paths = dict(Page.objects.filter(chosen).values_list("pk", "path"))
    goal = Page.objects.filter(pk=to).values_list("path", flat=True) if to else ()
    above = {path[: -Page.steplen] for path in (*paths.values(), *goal)} if leaving else set()
    # by keys too: what another moves meanwhile is at another path when its turn comes
    return hold_going(chosen | Q(Below("path", paths.values())) if below else chosen, above={*above, *goal})


def hold_below(path: str) -> None:
    """Of pages those at this path and below. Not their aliases, which may stand before: the first of these may be held."""
    list(Page.objects.select_for_update().order_by("path").filter(path__startswith=path).values_list("pk"))


def hold_going(going: Q, *, above: Iterable[str] = ()) -> set[int]:
    """Of pages, with their aliases and the rows at the paths `above`, in the one order of all. Returns their keys."""
    elsewhere = Q(pk__in=aliases(Page.objects.filter(going)))
    held = Page.objects.select_for_update().order_by("path").values_list("pk", flat=True)
    return set(held.filter(going | elsewhere | Q(path__in=list(above))))


def hold_or_404(model: type[Any], pk: Any) -> None:
    """In a request. Raises Http404 when it has just been deleted."""
    if not hold(model, pk):
        raise Http404


def aliases(of: Any) -> set[int]:
    """Keys of the aliases of these pages (keys, or a query), and of theirs: an alias may be shown elsewhere in its turn."""
    found: set[int] = set()
    while of := set(Page.objects.filter(alias_of__in=of).values_list("pk", flat=True)) - found:
        found |= of
    return found


def in_turn(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Of what looks and then writes: nobody else does so in between. On SQLite the transaction begins with its lock."""

    def wrap(act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def acted(*args: Any, **kwargs: Any) -> Any:
            with transaction.atomic():
                take_turn(name)
                return act(*args, **kwargs)

        return acted

    return wrap
