"""Families of versions and counts of citations: what one work's arrival or level changes about others.

Both are done for the names that were touched, so an import does them once, at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, QuerySet

from cms.core import access
from cms.core.turns import take_turn
from cms.library import searchable
from cms.library.models import Mention, Work, WorkState
from cms.library.turns import NAMES

from . import texts

SOME = 400  # names a query


class Version(NamedTuple):
    """`rank` puts the newest last; one without a date is older than any that has one."""

    rank: tuple[date, int]
    pk: int
    audience: access.Audience
    current: bool


def settle_families(families: Iterable[str]) -> list[int]:
    """Which published versions are current. Returns the works that changed.

    A newer version takes the place of an older one in the same library, unless someone who may see the older
    may not see the newer: to him the older one would be called former, and he would learn that there is another.
    """
    changed: list[int] = []
    known = access.levels()
    for names in _portions(families):
        with transaction.atomic():
            take_turn(NAMES)
            versions: dict[tuple[str, int], list[Version]] = defaultdict(list)
            rows = Work.objects.filter(family__in=names).values_list(
                "family", "library_id", "collection_id", "issued_on", "pk", "current", "live", "state"
            )
            on: list[int] = []
            for family, library, place, day, pk, current, live, state in rows:
                if live and state in (WorkState.READY, WorkState.NO_TEXT):
                    audience = known.of_collection_id(place)
                    versions[family, library].append(Version((day or date.min, pk), pk, audience, current))
                elif not current:
                    on.append(pk)
            off: list[int] = []
            for found in versions.values():
                for version in found:
                    former = any(
                        v.rank > version.rank and access.implies(version.audience, v.audience) for v in found
                    )
                    if former == version.current:
                        (off if former else on).append(version.pk)
            Work.objects.filter(pk__in=on).update(current=True)
            Work.objects.filter(pk__in=off).update(current=False)
            searchable.changed([*on, *off])
            changed += [*on, *off]
    return changed


def settle_families_of(works: QuerySet[Work]) -> list[int]:
    """After these were moved or their level changed."""
    families = works.exclude(family="").order_by().values_list("family", flat=True).distinct()
    several = (
        Work.objects.filter(family__in=families).values("family").annotate(n=Count("pk")).filter(n__gt=1)
    )
    return settle_families(several.order_by().values_list("family", flat=True))


def recount(names: Iterable[str]) -> list[int]:
    """How many other works name these, into `cited_by` of the works so called. Returns those that changed."""
    changed: list[int] = []
    for some in _portions(names):
        with transaction.atomic():
            take_turn(NAMES)
            counts = dict(
                Mention.objects.filter(name__in=some).values_list("name").annotate(n=Count("work")).order_by()
            )
            wrong: dict[int, list[int]] = defaultdict(list)
            rows = Work.objects.filter(plain_title__in=some).values_list("pk", "plain_title", "cited_by")
            for pk, name, stored in rows:
                if stored != counts.get(name, 0):
                    wrong[counts.get(name, 0)].append(pk)
            for count, works in wrong.items():
                Work.objects.filter(pk__in=works).update(cited_by=count)
            found = [pk for works in wrong.values() for pk in works]
            searchable.changed(found)
            changed += found
    return changed


def settle_names(work: Work) -> None:
    """After a work was published, maybe under another title, or taken down: what it is called by, its family, its counts."""
    title, family = work.plain_title, work.family
    texts.name_it(work)
    if (title, family) != (work.plain_title, work.family):
        Work.objects.filter(pk=work.pk).update(plain_title=work.plain_title, family=work.family)
    settle_families([family, work.family])
    recount([title, work.plain_title])


def settle_everything() -> None:
    """All families and all counts, whatever came before: after an import that was cut short."""
    works = Work.objects.all()
    settle_families(works.exclude(family="").values_list("family", flat=True).distinct())
    recount(works.exclude(plain_title="").values_list("plain_title", flat=True).distinct())


def mentioned_by(work: Work) -> list[str]:
    return list(Mention.objects.filter(work=work).values_list("name", flat=True))


def _portions(names: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted({name for name in names if name})
    for start in range(0, len(wanted), SOME):
        yield wanted[start : start + SOME]
