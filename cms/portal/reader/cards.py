"""Cards: what a list shows of an article. Asked from the database for one page, or held whole for a batch."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from cms.core.models import PageTag
from cms.portal.models import ArticlePage

from .pictures import Picture
from .tree import STEP

RELATED = 5
FIELDS = ("pk", "path", "url_path", "title", "published_at", "summary", "source", "lead_id", "pinned")


class Row(NamedTuple):
    pk: int
    path: str
    url_path: str
    title: str
    published_at: datetime
    summary: str
    source: str
    lead: int | None
    pinned: bool

    @property
    def order(self) -> tuple[datetime, int]:
        return self.published_at, self.pk

    @property
    def column(self) -> str:
        return self.path[:-STEP]


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
class Around:
    """What an article page says about others. `links` are addresses of articles that its text links to."""

    older: Row | None = None
    newer: Row | None = None
    related: tuple[Row, ...] = ()
    tags: tuple[str, ...] = ()
    links: dict[int, str] | None = None  # pk -> url_path


class Cards(Protocol):
    def latest(self, path: str, size: int, *, pictures: bool = False) -> list[Row]: ...
    def between(self, path: str, start: int, stop: int) -> list[Row]: ...
    def counts(self, path: str) -> dict[str, int]: ...
    def pinned(self, path: str) -> list[Row]: ...
    def around(self, page: ArticlePage, linked: set[int]) -> Around: ...


def moment(page: ArticlePage) -> datetime:
    """When a page counts as published; a draft counts as of now."""
    return page.published_at or page.first_published_at or timezone.now()


class StoredCards:
    """Asks the database each time: for one page, whoever looks at it."""

    def __init__(self, root_path: str, hidden: Iterable[str] = ()) -> None:
        self.all: QuerySet[ArticlePage] = ArticlePage.objects.filter(
            live=True, published_at__isnull=False, path__startswith=root_path
        )
        for path in hidden:
            self.all = self.all.exclude(path__startswith=path)

    def _rows(self, query: QuerySet[ArticlePage]) -> list[Row]:
        return [Row(*row) for row in query.values_list(*FIELDS)]

    def latest(self, path: str, size: int, *, pictures: bool = False) -> list[Row]:
        query = self.all.filter(path__startswith=path)
        if pictures:
            query = query.filter(lead__isnull=False)
        return self._rows(query.order_by("-published_at", "-pk")[:size])

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

    def around(self, page: ArticlePage, linked: set[int]) -> Around:
        """Neighbours in the column, related articles, tags and linked articles, in one query.

        Written so that databases walk the index of published_at from this moment on and stop at the first row, and
        find the few rows of the outer query by primary key: it stays as fast in a column of ten thousand.
        """
        when, own_pk = moment(page), page.pk or 0
        column = self.all.filter(path__startswith=page.path[:-STEP], depth=page.depth)
        older = column.filter(published_at__lte=when).exclude(published_at=when, pk__gte=own_pk)
        newer = column.filter(published_at__gte=when).exclude(published_at=when, pk__lte=own_pk)
        mine = PageTag.objects.filter(content_object=page.pk).values("tag")
        related = (
            self.all.filter(page_tags__tag__in=mine)
            .exclude(pk=page.pk)
            .annotate(shared=Count("page_tags"))
            .order_by("-shared", "-published_at", "-pk")
        )
        wanted = (
            Q(pk__in=older.order_by("-published_at", "-pk").values("pk")[:1])
            | Q(pk__in=newer.order_by("published_at", "pk").values("pk")[:1])
            | Q(pk__in=related.values("pk")[:RELATED])
            | Q(pk=own_pk)
        )
        if linked:
            wanted |= Q(pk__in=self.all.filter(pk__in=linked).values("pk"))
        found = ArticlePage.objects.filter(wanted)
        rows: dict[int, Row] = {}
        tags: dict[int, dict[int, str]] = defaultdict(dict)
        for *fields, tag, name in found.order_by().values_list(
            *FIELDS, "page_tags__tag", "page_tags__tag__name"
        ):
            rows.setdefault(fields[0], Row(*fields))
            if tag:
                tags[fields[0]][tag] = name
        rows.pop(page.pk or 0, None)
        here = [row for row in rows.values() if row.column == page.path[:-STEP]]
        key = (when, page.pk or 0)
        own = tags.get(page.pk or 0, {})
        shared = {pk: len(own.keys() & tags[pk].keys()) for pk in rows if own.keys() & tags[pk].keys()}
        best = sorted(shared, key=lambda pk: (shared[pk], rows[pk].order), reverse=True)[:RELATED]
        return Around(
            older=max((r for r in here if r.order < key), key=lambda r: r.order, default=None),
            newer=min((r for r in here if r.order > key), key=lambda r: r.order, default=None),
            related=tuple(rows[pk] for pk in best),
            tags=tuple(sorted(own.values())),
            links={pk: rows[pk].url_path for pk in linked & rows.keys()},
        )


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

    def latest(self, path: str, size: int, *, pictures: bool = False) -> list[Row]:
        found = self.lists.get(path, [])
        if pictures:
            found = [row for row in found if row.lead]
        return found[-size:][::-1] if size else []

    def between(self, path: str, start: int, stop: int) -> list[Row]:
        return self.lists.get(path, [])[start:stop]

    def counts(self, path: str) -> dict[str, int]:
        found: Counter[str] = Counter()
        for row in self.lists.get(path, []):
            found[path if row.column == path else row.path[: len(path) + STEP]] += 1
        return dict(found)

    def pinned(self, path: str) -> list[Row]:
        return [row for row in reversed(self.lists.get(path, [])) if row.pinned][:10]

    def around(self, page: ArticlePage, linked: set[int]) -> Around:
        key = (moment(page), page.pk or 0)
        column = self.siblings.get(page.path[:-STEP], [])
        at = bisect_left(column, key)
        after = at + 1 if at < len(column) and column[at] == key else at
        shared = Counter(pk for tag in self.tags.get(page.pk, ()) for pk in self.tagged[tag] if pk != page.pk)
        best = sorted(shared, key=lambda pk: (shared[pk], self.rows[pk].order), reverse=True)[:RELATED]
        return Around(
            older=self.rows[column[at - 1][1]] if at else None,
            newer=self.rows[column[after][1]] if after < len(column) else None,
            related=tuple(self.rows[pk] for pk in best),
            tags=tuple(sorted(self.tags.get(page.pk, {}).values())),
            links={pk: self.rows[pk].url_path for pk in linked & self.rows.keys()},
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
