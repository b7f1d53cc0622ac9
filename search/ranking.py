"""Works found first, then the passages of the first hundred: what a work is worth and which places to show.

The weights were chosen on general grounds, with questions of lay people about laws as the check.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RANKED_WORKS = 100  # works whose passages are looked at
RANKED_PASSAGES = 300  # of all of them together
BEST = 3  # passages that make a work's score, and that are shown
PRIOR = 0.13  # per natural logarithm of 1 + how many works cite this one
FORMER = 0.9  # what a superseded version keeps of its score
TITLED = 1.0  # added when the words asked for are the whole title, less for a part of it


@dataclass(frozen=True, slots=True)
class Found:
    """A work as the engine found it."""

    key: str
    score: float
    ord: int = 0
    prior: int = 0
    current: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A passage as the engine found it."""

    key: str
    score: float
    ord: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    key: str
    score: float
    places: tuple[Place, ...] = ()


def weight(prior: int, current: bool) -> float:
    """A work that many others cite is more likely meant; a former version less."""
    return (1 + PRIOR * math.log1p(max(0, prior))) * (1.0 if current else FORMER)


def work_of(passage_key: str) -> str:
    return passage_key.rpartition("#")[0]


def rank(
    works: Iterable[Found], places: Iterable[Place], shares: Mapping[str, float] | None = None
) -> list[Ranked]:
    """Works by the sum of their best passages, ties by `ord`. A work none of whose passages was found
    (its title was, or words far apart) counts with its own score. `shares`: how much of a work's title was asked for."""
    shares = shares or {}
    by_work: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda p: (-p.score, p.ord)):
        best = by_work.setdefault(work_of(place.key), [])
        if len(best) < BEST:
            best.append(place)
    scored = []
    for work in works:
        best = by_work.get(work.key, [])
        own = sum(p.score for p in best) if best else work.score
        worth = own * weight(work.prior, work.current) * (1 + TITLED * shares.get(work.key, 0.0))
        scored.append((-worth, work.ord, Ranked(work.key, own, tuple(best))))
    scored.sort(key=lambda row: row[:2])
    return [Ranked(r.key, -score, r.places) for score, _, r in scored]


def flatten(works: Mapping[str, Found], places: Iterable[Place]) -> list[Place]:
    """All passages by their own score and their work's weight: what evaluation judges."""
    weighted = []
    for place in places:
        work = works.get(work_of(place.key))
        if work is not None:
            weighted.append(Place(place.key, place.score * weight(work.prior, work.current), place.ord))
    return sorted(weighted, key=lambda p: (-p.score, p.ord))
