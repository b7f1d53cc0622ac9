"""A move or a deletion has the tree of pages for itself, and is done whole or not at all.

A move: level, place and the redirects of the former address in one transaction. Both find pages by their paths, which the
other changes: a deletion beside a move would take away what has come to stand there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from cms.core.turns import aliases

TREE = ("path", "depth", "numchild", "url_path")


def hold(page: Page, *others: Page) -> None:
    """Nobody else moves or deletes, nor adds a page below `page` and all in it, or beside it, or below the others; nor
    publishes what has an alias among them, or is one.

    Four queries, and one for each. Raises Http404 when one has gone meanwhile.
    """
    held = Page.objects.select_for_update().order_by("path").values_list("pk")
    list(held.filter(depth=1))  # from here on no path changes
    all_of_them = (page, *others)
    paths = dict(Page.objects.filter(pk__in=[each.pk for each in all_of_them]).values_list("pk", "path"))
    if len(paths) < len({each.pk for each in all_of_them}):
        raise Http404
    above = {path[: -Page.steplen] for path in paths.values()} | set(paths.values())
    going = Q(path__startswith=paths[page.pk])
    shown_elsewhere = Q(pk__in=aliases(Page.objects.filter(going)))
    list(held.filter(going | shown_elsewhere | Q(path__in=above)))
    for each in all_of_them:
        each.refresh_from_db(fields=TREE)
        each.__dict__.pop("_cached_parent_obj", None)


def moved(action: MovePageAction, *args: Any, **kwargs: Any) -> Any:
    with transaction.atomic():
        hold(action.page, action.target)
        return _move(action, *args, **kwargs)


def deleted(action: DeletePageAction, *args: Any, **kwargs: Any) -> Any:
    """Of many that are deleted together one may have gone with a page above it."""
    with transaction.atomic():
        try:
            hold(action.page)
        except Http404:
            return None
        return _delete(action, *args, **kwargs)


_move: Callable[..., Any] = MovePageAction.execute
_delete: Callable[..., Any] = DeletePageAction.execute


def install() -> None:
    """They have no setting."""
    MovePageAction.execute = moved
    DeletePageAction.execute = deleted
