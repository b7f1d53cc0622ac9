"""A move is done whole or not at all: its level, its place and the redirects of its former address in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

TREE = ("path", "depth", "numchild")


def hold(action: MovePageAction) -> None:
    """The tree for this move alone: no other moves, and nobody adds a page below what moves or where it goes.

    Five queries. Raises Http404 when the page or the place has gone meanwhile.
    """
    held = Page.objects.select_for_update().order_by("path").values_list("pk")
    list(held.filter(depth=1))  # from here on no path changes
    both = (action.page, action.target)
    paths = dict(Page.objects.filter(pk__in=[page.pk for page in both]).values_list("pk", "path"))
    if len(paths) < len({page.pk for page in both}):
        raise Http404
    above = {path[: -Page.steplen] for path in paths.values()} | set(paths.values())
    list(held.filter(Q(path__startswith=paths[action.page.pk]) | Q(path__in=above)))
    for page in both:
        page.refresh_from_db(fields=TREE)
        page.__dict__.pop("_cached_parent_obj", None)


def whole(execute: Callable[..., Any]) -> Callable[..., Any]:
    def moved(action: MovePageAction, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            hold(action)
            return execute(action, *args, **kwargs)

    return moved


def install() -> None:
    MovePageAction.execute = whole(MovePageAction.execute)
