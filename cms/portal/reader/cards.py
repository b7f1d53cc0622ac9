"""Cards: what a list shows of an article. Asked from the database for one page, or held whole for a batch."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Substr
from django.utils import timezone

from cms.core.below import Below
from cms.core.models import PageTag
from cms.portal.models import ArticlePage

from .around import Around, best, find
from .pictures import Picture
from .rows import FIELDS, Row
from .tree import STEP

TOGETHER = 50  # columns asked for in one query


@dataclass(frozen=True, slots=True)
class Card:
    """Ready for a template. `date` reads 2026-11-23, `time` 2026-11-23 09:30, `iso` is for `datetime=`."""

    pk: int
    url: str
    title: str
    date: str
    time: str
    iso: str
    summary: str = ""
    source: str = ""
    pinned: bool = False
    picture: Picture | None = None

    @property
    def day(self) -> str:
        return self.date[8:]

    @property
    def month(self) -> str:
        return self.date[:7]


@dataclass(frozen=True, slots=True)
class Latest:
    """What a page wants of one column: so many of its newest articles, or of those with a picture."""

    path: str
    size: int
    pictures: bool = False


class Cards(Protocol):
    def latest(self, wanted: Sequence[Latest]) -> list[list[Row]]: ...
    def between(self, path: str, start: int, stop: int) -> list[Row]: ...
    def counts(self, path: str) -> dict[str, int]: ...
    def pinned(self, path: str) -> list[Row]: ...
    def addresses(self, articles: Iterable[int]) -> dict[int, str]: ...
    def around(self, page: ArticlePage, linked: set[int]) -> Around: ...


def moment(page: ArticlePage) -> datetime:
    """When a page counts as published; a draft counts as of now."""
    return page.published_at or page.first_published_at or timezone.now()


class StoredCards:
    """Asks the database each time: for one page, whoever looks at it."""

    def __init__(self, root_path: str, hidden: Iterable[str] = ()) -> None:
        self.root_path, self.hidden = root_path, frozenset(hidden)
        self.all: QuerySet[ArticlePage] = ArticlePage.objects.filter(
            live=True, published_at__isnull=False, path__startswith=root_path
        )
        if self.hidden:
            self.all = self.all.exclude(Below("path", self.hidden))

    def _rows(self, query: QuerySet[ArticlePage]) -> list[Row]:
        return [Row(*row) for row in query.values_list(*FIELDS)]

    def latest(self, wanted: Sequence[Latest]) -> list[list[Row]]:
        """Newest first, a list for each of `wanted`: one query for fifty of them."""
        found: list[list[Row]] = [[] for _ in wanted]
        for start in range(0, len(wanted), TOGETHER):
            several = [
                self._newest(want).annotate(at=Value(at))
                for at, want in enumerate(wanted[start : start + TOGETHER], start)
            ]
            for *row, at in (
                several[0]
                .values_list(*FIELDS, "at")
                .union(*(query.values_list(*FIELDS, "at") for query in several[1:]), all=True)
            ):
                found[at].append(Row(*row))
        for rows in found:
            rows.sort(key=lambda row: row.order, reverse=True)
        return found

    def _newest(self, want: Latest) -> QuerySet[ArticlePage]:
        """Bounded inside: SQLite takes no LIMIT in a part of a union."""
        query = self.all.filter(path__startswith=want.path)
        if want.pictures:
            query = query.filter(lead__isnull=False)
        newest = query.order_by("-published_at", "-pk")[: want.size]
        return ArticlePage.objects.filter(pk__in=newest.values("pk")).order_by()

    def between(self, path: str, start: int, stop: int) -> list[Row]:
        query = self.all.filter(path__startswith=path).order_by("published_at", "pk")
        return self._rows(query[start:stop])

    def counts(self, path: str) -> dict[str, int]:
        """Articles of a column, its own under its own path, those of sub-columns under theirs."""
        branch = Substr("path", 1, len(path) + STEP)
        rows = (
            self.all.filter(path__startswith=path)
            .order_by()
            .annotate(branch=branch, length=Substr("path", len(path) + STEP + 1, 1))
        )
        found: Counter[str] = Counter()
        for name, deeper, number in rows.values_list("branch", "length").annotate(n=Count("pk")):
            found[name if deeper else path] += number
        return dict(found)

    def pinned(self, path: str) -> list[Row]:
        query = self.all.filter(path__startswith=path, pinned=True)
        return self._rows(query.order_by("-published_at", "-pk")[:10])

    def addresses(self, articles: Iterable[int]) -> dict[int, str]:
        """`url_path` of those that are shown, by primary key."""
        return dict(self.all.filter(pk__in=articles).values_list("pk", "url_path"))

    def around(self, page: ArticlePage, linked: set[int]) -> Around:
        column = page.path[:-STEP]
        return find(page, moment(page), linked, column=column, root=self.root_path, hidden=self.hidden)


class HeldCards:
    """All of them in memory, read in two queries: for a batch of public pages."""

    def __init__(self, stored: StoredCards) -> None:
        rows = [Row(*row) for row in stored.all.order_by("published_at", "pk").values_list(*FIELDS)]
        self.rows = {row.pk: row for row in rows}
        self.lists: dict[str, list[Row]] = defaultdict(list)
        self.siblings: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
        for row in rows:
            self.siblings[row.column].append(row.order)
            for end in range(STEP, len(row.path), STEP):
                self.lists[row.path[:end]].append(row)
        self.tags: dict[int, dict[int, str]] = defaultdict(dict)
        self.tagged: dict[int, list[int]] = defaultdict(list)
        for pk, tag, name in PageTag.objects.filter(content_object__live=True).values_list(
            "content_object_id", "tag_id", "tag__name"
        ):
            if pk in self.rows:
                self.tags[pk][tag] = name
                self.tagged[tag].append(pk)

    def latest(self, wanted: Sequence[Latest]) -> list[list[Row]]:
        return [self._newest(want) for want in wanted]

    def _newest(self, want: Latest) -> list[Row]:
        newest = reversed(self.lists.get(want.path, []))
        return list(islice((row for row in newest if row.lead or not want.pictures), want.size))

    def between(self, path: str, start: int, stop: int) -> list[Row]:
        return self.lists.get(path, [])[start:stop]

    def counts(self, path: str) -> dict[str, int]:
        found: Counter[str] = Counter()
        for row in self.lists.get(path, []):
            found[path if row.column == path else row.path[: len(path) + STEP]] += 1
        return dict(found)

    def pinned(self, path: str) -> list[Row]:
        return [row for row in reversed(self.lists.get(path, [])) if row.pinned][:10]

    def addresses(self, articles: Iterable[int]) -> dict[int, str]:
        return {pk: self.rows[pk].url_path for pk in articles if pk in self.rows}

    def around(self, page: ArticlePage, linked: set[int]) -> Around:
        key = (moment(page), page.pk or 0)
        column = self.siblings.get(page.path[:-STEP], [])
        at = bisect_left(column, key)
        after = at + 1 if at < len(column) and column[at] == key else at
        shared = Counter(pk for tag in self.tags.get(page.pk, ()) for pk in self.tagged[tag] if pk != page.pk)
        return Around(
            older=self.rows[column[at - 1][1]] if at else None,
            newer=self.rows[column[after][1]] if after < len(column) else None,
            related=best(shared, self.rows),
            tags=tuple(sorted(self.tags.get(page.pk, {}).values())),
            links=self.addresses(linked),
        )


def card(row: Row, url: str, source: str, picture: Picture | None = None, summary: str | None = None) -> Card:
    local: Any = timezone.localtime(row.published_at)
    minute = f"{local:%Y-%m-%d %H:%M}"
    return Card(
        pk=row.pk,
        url=url,
        title=row.title,
        date=minute[:10],
        time=minute,
        iso=f"{minute[:10]}T{minute[11:]}",
        summary=row.summary if summary is None else summary,
        source=row.source or source,
        pinned=row.pinned,
        picture=picture,
    )
