"""Rooms whose things hold documents more closely than the collections these lie in.

Who may see them: through cms.core.access alone. They are changed and deleted by their room's verbs, not among the
documents of the admin (cms.core.admin.held).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from django.db.models import QuerySet, Subquery

from cms.core.levels import Audience, Levels


class Holder(Protocol):
    def places(self) -> Mapping[str, Subquery]:
        """By a name for each: of OuterRef("pk"), a document, the tree path of the page where what holds it stands, or null."""
        ...

    def hidden(self, user: Any) -> QuerySet[Any] | None:
        """Primary keys, none of them null, of the documents held where he may not look; None when that hides nothing."""
        ...

    def lead(self, user: Any, document: Any) -> tuple[str, str] | None:
        """For who would change a document: a sentence that sends him to what holds it, and its address or ""; None
        when nothing of this room does. It names nothing that is hidden from him."""
        ...


_holders: dict[str, Holder] = {}


def register(name: str, holder: Holder) -> None:
    """In AppConfig.ready()."""
    _holders[name] = holder


def _names() -> list[str]:
    return [name for holder in _holders.values() for name in holder.places()]


def located(documents: QuerySet[Any]) -> QuerySet[Any]:
    """In the same query, where each is held."""
    return documents.annotate(**{name: path for h in _holders.values() for name, path in h.places().items()})


def loose(documents: QuerySet[Any]) -> QuerySet[Any]:
    """Those that nothing holds."""
    return located(documents).filter(**{f"{name}__isnull": True for name in _names()})


def held(documents: QuerySet[Any]) -> set[int]:
    """Keys of those that anything holds. One query."""
    names = _names()
    rows = located(documents).values_list("pk", *names) if names else ()
    return {key for key, *paths in rows if any(path is not None for path in paths)}


def lead(user: Any, document: Any) -> tuple[str, str] | None:
    """See Holder.lead."""
    told = (holder.lead(user, document) for holder in _holders.values())
    return next((found for found in told if found is not None), None)


def demanded(known: Levels, document: Any) -> Audience | None:
    """Of one of `located`: what it demands beyond its collection; None when nothing holds it."""
    paths = [path for name in _names() if (path := getattr(document, name)) is not None]
    return frozenset(clause for path in paths for clause in known.of_page(path)) if paths else None


def hidden(user: Any) -> Iterator[QuerySet[Any]]:
    for holder in _holders.values():
        if (keys := holder.hidden(user)) is not None:
            yield keys
