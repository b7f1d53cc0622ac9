"""Families of versions and counts of citations: what one work's arrival changes about others.

Both are done for the names that were touched, so an import does them once, at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import Count

from cms.library import searchable
from cms.library.models import Mention, Work, WorkState

from . import texts

SOME = 400  # names a query


def settle_families(families: Iterable[str]) -> list[int]:
    """The newest published version of each is current, the others are not. Returns the works that changed."""
    changed: list[int] = []
    for names in _portions(families):
        with transaction.atomic():
            versions: dict[str, list[tuple[tuple[date, int], int, bool]]] = defaultdict(list)
            rows = Work.objects.filter(family__in=names).values_list(
                "family", "issued_on", "pk", "current", "live", "state"
            )
            lone: list[int] = []
            for family, day, pk, current, live, state in rows:
                if live and state in (WorkState.READY, WorkState.NO_TEXT):
                    versions[family].append(((day or date.min, pk), pk, current))
                elif not current:
                    lone.append(pk)
            on, off = lone, []
            for found in versions.values():
                newest = max(found)[1]
                on += [pk for _, pk, current in found if pk == newest and not current]
                off += [pk for _, pk, current in found if pk != newest and current]
            Work.objects.filter(pk__in=on).update(current=True)
            Work.objects.filter(pk__in=off).update(current=False)
            searchable.changed([*on, *off])
            changed += [*on, *off]
    return changed


def recount(names: Iterable[str]) -> list[int]:
    """How many other works name these, into `cited_by` of the works so called. Returns those that changed."""
    changed: list[int] = []
    for some in _portions(names):
        with transaction.atomic():
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
