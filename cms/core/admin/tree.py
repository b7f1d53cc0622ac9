"""A move or a deletion has the tree of pages for itself, and is done whole or not at all.

A move: level, place and the redirects of the former address in one transaction. Both find pages by their paths, which the
other changes: a deletion beside a move would take away what has come to stand there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from cms.core.turns import hold_going, hold_pages

TREE = ("path", "depth", "numchild", "url_path")


def hold(page: Page, *others: Page) -> None:
    """Nobody else moves or deletes, nor adds a page below `page` and all in it, or beside it, or below the others; nor
    publishes what has an alias among them, or is one.

    Few queries, and one for each. Raises Http404 when one has gone meanwhile.
    """
    _hold_root()
    all_of_them = (page, *others)
    paths = dict(Page.objects.filter(pk__in=[each.pk for each in all_of_them]).values_list("pk", "path"))
    if len(paths) < len({each.pk for each in all_of_them}):
        raise Http404
    above = {path[: -Page.steplen] for path in paths.values()} | set(paths.values())
    hold_going(Q(path__startswith=paths[page.pk]), above=above)
    for each in all_of_them:
        each.refresh_from_db(fields=TREE)
        each.__dict__.pop("_cached_parent_obj", None)


def _hold_root() -> None:
    """From here on no path changes."""
    list(Page.objects.select_for_update().filter(depth=1).values_list("pk"))


def hold_many(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Before something is done to many pages: all that it touches in one order, not page by page."""
    if action.model is not Page:
        return
    if action_type in ("delete", "move"):
        _hold_root()
    below = action_type in ("delete", "move") or bool(request.POST.get("include_descendants"))
    hold_pages(objects, below=below)


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
