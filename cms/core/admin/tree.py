"""A move, a deletion or a copy has the tree of pages for itself, and is done whole or not at all.

A move: level, place and the redirects of the former address in one transaction. All find pages by their paths, which another
changes: a deletion beside a move would take away what has come to stand there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.http import Http404
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page

from cms.core.turns import hold_going

TREE = ("path", "depth", "numchild", "url_path")


def hold(page: Page, *others: Page) -> None:
    """Nobody else moves or deletes, nor adds a page below `page` and all in it, or beside it, or below the others; nor
    publishes what has an alias among them, or is one.

    Few queries, and one for each. Raises Http404 when one has gone meanwhile.
    """
    hold_root()
    all_of_them = (page, *others)
    paths = dict(Page.objects.filter(pk__in=[each.pk for each in all_of_them]).values_list("pk", "path"))
    if len(paths) < len({each.pk for each in all_of_them}):
        raise Http404
    above = {path[: -Page.steplen] for path in paths.values()} | set(paths.values())
    hold_going(Q(path__startswith=paths[page.pk]), above=above)
    for each in all_of_them:
        refresh(each)


def refresh(page: Page) -> None:
    """Where it stands now. Raises Page.DoesNotExist."""
    page.refresh_from_db(fields=TREE)
    page.__dict__.pop("_cached_parent_obj", None)


def hold_root() -> None:
    """From here on no path changes."""
    list(Page.objects.select_for_update().filter(depth=1).values_list("pk"))


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


def copied(execute: Callable[..., Any], place: str) -> Callable[..., Any]:
    """Wagtail reads which pages they are, and then each: one that is deleted in between ended it in an error."""

    def done(action: Any, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            to = getattr(action, place)
            hold(action.page, *([to] if to else []))
            return execute(action, *args, **kwargs)

    return done


_move: Callable[..., Any] = MovePageAction.execute
_delete: Callable[..., Any] = DeletePageAction.execute


def install() -> None:
    """They have no setting."""
    MovePageAction.execute = moved
    DeletePageAction.execute = deleted
    CopyPageAction.execute = copied(CopyPageAction.execute, "to")
    CreatePageAliasAction.execute = copied(CreatePageAliasAction.execute, "parent")
