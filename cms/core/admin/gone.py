"""What is asked for in the moment when a page is deleted: a list is read again, a version of it is nowhere; or when it is
moved: its parent is looked for anew.

Wagtail reads which pages they are first and what they are after; a page gone in between ended the request in an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from wagtail import query
from wagtail.models import Page, Revision

from .tree import refresh

TIMES = 5


class PatientIterable(query.SpecificIterable):
    def __iter__(self) -> Iterator[Any]:
        """What is read in pieces is not kept, so it cannot be read again."""
        return super().__iter__() if self.chunked_fetch else iter(self._read(TIMES))

    def _read(self, times: int) -> list[Any]:
        try:
            return list(super().__iter__())
        except KeyError:
            if times == 1:
                raise
        return self._read(times - 1)


def as_object(revision: Revision) -> Any:
    """Raises Http404 when what it is a version of has just been deleted."""
    if revision.content_object is None:
        raise Http404
    return _as_object(revision)


def get_parent(page: Page, update: bool = False) -> Any:
    """Raises Page.DoesNotExist when it has just been deleted."""
    try:
        return _get_parent(page, update)
    except Page.DoesNotExist:  # by a path that was read before another moved it
        refresh(page)
        return _get_parent(page)


_as_object = Revision.as_object
_get_parent = Page.get_parent


def install() -> None:
    """They have no setting."""
    query.SpecificIterable = PatientIterable
    Revision.as_object = as_object
    Page.get_parent = get_parent
