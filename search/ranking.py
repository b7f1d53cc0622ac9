"""Works found first, then the passages of the first hundred: what a work is worth and which places to show.

The weights were chosen on general grounds, with questions of lay people about laws as the check.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple

PASSAGE_BITS = 20  # of a place's ord: what tells the passages of a work apart
RANKED_WORKS = 100  # works whose passages are looked at
RANKED_PASSAGES = 300  # of all of them together
BEST = 3  # passages that make a work's score, and that are shown
PRIOR = 0.13  # per natural logarithm of 1 + how many works cite this one
FORMER = 0.9  # what a superseded version keeps of its score
BEYOND = 50  # hits fetched past those that are wanted, so that ties at their end are all seen
EQUAL = 3  # decimals of a worth that count: the engines add in single precision, each in an order of its own
TITLED = 1.0  # added when the words asked for are the whole title, less for a part of it


class Found(NamedTuple):
    """A work as the engine found it."""

    key: str
    score: float
    ord: int = 0
    prior: int = 0
    current: bool = True


class Place(NamedTuple):
    """A passage as the engine found it. Its key is asked for (Reader.keys) only when it is shown."""

    ord: int  # (ord of the work << PASSAGE_BITS) + ord of the passage
    score: float
    handle: object = None  # what the engine finds it by

    @property
    def work(self) -> int:
        """The ord of its work."""
        return self.ord >> PASSAGE_BITS


# Of a tuple of their fields: a third of the time that the classes take, for hundreds a query.
found_of: Callable[[tuple[str, float, int, int, bool]], Found] = partial(tuple.__new__, Found)
place_of: Callable[[tuple[int, float, object]], Place] = partial(tuple.__new__, Place)


class Ranked(NamedTuple):
    key: str
    score: float
    ord: int = 0
    places: tuple[Place, ...] = ()


@lru_cache(maxsize=4096)
def weight(prior: int, current: bool) -> float:
    """A work that many others cite is more likely meant; a former version less."""
    return (1 + PRIOR * math.log1p(max(0, prior))) * (1.0 if current else FORMER)


def settled(places: list[Place], limit: int) -> list[Place]:
    """The best of what an engine found; what differs by no more than its precision, in the order of `ord`. With some
    BEYOND the limit both engines cut at the same place.
    """
    return sorted(places, key=lambda place: (-round(place[1], EQUAL), place[0]))[:limit]


def distinct(*ranks: Iterable[Place]) -> list[Place]:
    """Each passage once, where it stands first."""
    found: dict[int, Place] = {}
    for place in chain(*ranks):
        found.setdefault(place.ord, place)
    return list(found.values())


def by_work(places: Iterable[Place], most: int = BEST) -> dict[int, list[Place]]:
    """The first places of each work, by its ord."""
    groups: dict[int, list[Place]] = {}
    for place in places:
        group = groups.get(work := place[0] >> PASSAGE_BITS)
        if group is None:
            groups[work] = [place]
        elif len(group) < most:
            group.append(place)
    return groups


def rank(
    works: Iterable[Found], places: Iterable[Place], shares: Mapping[str, float] | None = None
) -> list[Ranked]:
    """Works by the sum of their best passages, ties by `ord`; the places come best first, as an engine gives them.

    A work none of whose passages was found (its title was, or words far apart) counts with its own score.
    `shares`: how much of a work's title was asked for.
    """
    shares = shares or {}
    groups = by_work(places)
    rows = []
    for key, score, number, prior, current in works:
        best = groups.get(number)
        own = sum([place[1] for place in best]) if best else score
        worth = own * weight(prior, current)
        if key in shares:
            worth *= 1 + TITLED * shares[key]
        rows.append((-round(worth, EQUAL), number, key))
    rows.sort()
    return [Ranked(key, -worth, number, tuple(groups.get(number, ()))) for worth, number, key in rows]


def flatten(works: Mapping[int, Found], places: Iterable[Place]) -> list[Place]:
    """All passages by their own score and their work's weight: what evaluation judges. `works` by ord."""
    weighted = []
    for place in places:
        work = works.get(place.work)
        if work is not None:
            weighted.append(place._replace(score=place.score * weight(work.prior, work.current)))
    return sorted(weighted, key=lambda p: (-p.score, p.ord))
