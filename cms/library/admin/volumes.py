"""What a change of level does to the volumes of a book, told before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cms.core import access
from cms.core.below import Among
from cms.library import services
from cms.library.models import Work

from .locks import volumes_of

MOST = 50  # named


@dataclass(frozen=True, slots=True)
class Volumes:
    """`others`: title and present level of those that go along although their level is another one than their book's.
    `more`: as many again, not named. `stay`: how many do not go along, those he may not see among them.
    """

    others: list[tuple[str, str]]
    more: int
    stay: int


def volumes_below(works: Sequence[Work], user: Any) -> Volumes:
    """The number of queries does not grow with the works, only with how deep books stand in books."""
    keys, stay = services.with_volumes([work.pk for work in works], volumes_of(user))
    known = access.levels()
    level = {work.pk: known.of_collection_id(work.collection_id) for work in works}
    others = []
    below = [key for key in keys if key not in level]
    found = Work.objects.filter(Among("pk", below)).values_list("pk", "parent_id", "title", "collection_id")
    rows = {pk: (book or 0, title, place) for pk, book, title, place in found}
    for key in keys:  # a book before its volumes
        if key in rows:
            book, title, place = rows[key]
            if book not in level:  # moved out of it a moment ago
                continue
            level[key] = level[book]  # of the work that was chosen
            if (own := known.of_collection_id(place)) != level[book]:
                others.append((title, own))
    words = {own: access.describe(own) for own in {own for _, own in others[:MOST]}}
    named = [(title, words[own]) for title, own in others[:MOST]]
    return Volumes(named, len(others) - len(named), len(stay))
