"""The library's front: shelves, facets, the list in pages. Everything for one visitor or for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Many
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet

from cms.core.below import Among
from cms.library.models import Work, WorkKind

from . import addresses
from .choice import MOST, SORTS, Wanted
from .works import CARD_FIELDS, Card, cards

PER_PAGE = 20
ON_SHELF = 13
ISSUERS = 20
SEEN = 8  # choices of a facet seen at once
ORDERS: dict[str, tuple[Any, ...]] = {
    "": ("-pk",),
    "year": (F("issued_on").desc(nulls_last=True), "-pk"),
    "title": ("title", "pk"),
}
SHELF_TITLES = {"document": "文件资料", "book": "图书", "law": "法规制度", "newspaper": "报刊"}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def first(self) -> tuple[Choice, ...]:
        return self.choices[:SEEN]

    @property
    def more(self) -> tuple[Choice, ...]:
        """Those behind a click."""
        return self.choices[SEEN:]


@dataclass(frozen=True, slots=True)
class Shelf:
    title: str
    count: int
    url: str
    cards: list[Card]
    anchor: str


@dataclass(frozen=True, slots=True)
class Step:
    """One place of the pager; no url: a gap or, when current, the page itself."""

    label: str
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    total: int
    heading: str
    cards: list[Card]
    facets: tuple[Facet, ...]
    sorts: tuple[Step, ...]
    steps: tuple[Step, ...]
    previous: str = ""
    following: str = ""
    shelves: list[Shelf] = field(default_factory=list)


def standing(library: int, collections: Many[int]) -> QuerySet[Work]:
    """Live works of these collections, volumes only where their book is not among them to show them. A query."""
    works = Work.objects.filter(library_id=library, live=True, collection_id__in=collections)
    books = Work.objects.filter(pk__in=works.filter(parent__isnull=False).values("parent").distinct())
    absent = books.exclude(library_id=library, live=True, collection_id__in=collections)
    alone = Q(parent__isnull=True)
    if keys := sorted(absent.values_list("pk", flat=True)):
        alone |= Q(Among("parent_id", keys))
    return works.filter(alone)


def chosen(works: QuerySet[Work], want: Wanted, leave_out: str = "") -> QuerySet[Work]:
    """Works under the choice; a facet's own counts leave its own choice out."""
    if want.kinds and leave_out != "kind":
        works = works.filter(kind__in=want.kinds)
    if want.years and leave_out != "year":
        spans = (Q(issued_on__range=(date(year, 1, 1), date(year, 12, 31))) for year in want.years)
        works = works.filter(reduce(or_, spans))
    if want.issuers and leave_out != "issuer":
        works = works.filter(issuer__in=want.issuers)
    return works


def facets(works: QuerySet[Work], want: Wanted) -> tuple[Facet, ...]:
    """Three queries. Counts are of what this visitor may see."""
    kinds = dict(chosen(works, want, "kind").order_by().values_list("kind").annotate(n=Count("pk")))
    # Grouped by day: a year taken from the date would be a function that no index helps.
    days = (
        chosen(works, want, "year")
        .filter(issued_on__isnull=False)
        .order_by()
        .values_list("issued_on")
        .annotate(n=Count("pk"))
    )
    years: Counter[int] = Counter()
    for day, n in days:
        years[day.year] += n
    issuers = (
        chosen(works, want, "issuer")
        .exclude(issuer="")
        .order_by()
        .values_list("issuer")
        .annotate(n=Count("pk"))
        .order_by("-n", "issuer")[:ISSUERS]
    )
    found = (
        Facet(
            "kind",
            "文献类型",
            tuple(
                Choice(k.value, k.label, kinds[k.value], k.value in want.kinds)
                for k in WorkKind
                if kinds.get(k.value)
            ),
        ),
        Facet(
            "year",
            "年份",
            tuple(
                Choice(str(y), f"{y} 年", n, y in want.years)
                for y, n in sorted(years.items(), reverse=True)[:MOST]
            ),
        ),
        Facet("issuer", "发布机关或出版者", tuple(Choice(i, i, n, i in want.issuers) for i, n in issuers)),
    )
    return tuple(facet for facet in found if facet.choices)


def _steps(base: str, page: int, last: int, want: Wanted) -> tuple[Step, ...]:
    shown = sorted({1, last, *(n for n in range(page - 2, page + 3) if 1 <= n <= last)})
    steps: list[Step] = []
    before = 0
    for number in shown:
        if number > before + 1:
            steps.append(Step("…"))
        url = addresses.list_url(base, number, want.params())
        steps.append(Step(str(number), "" if number == page else url, number == page))
        before = number
    return tuple(steps)


def _cards(works: QuerySet[Work], base: str) -> list[Card]:
    return cards(works.only(*CARD_FIELDS), base)


def listing(works: QuerySet[Work], base: str, page: int, want: Wanted, works_base: str) -> Listing | None:
    """None when there is no such page. `base` is the list's own address, works lie under `works_base`."""
    order = ORDERS[want.sort]
    paginator = Paginator(chosen(works, want).order_by(*order).values_list("pk", flat=True), PER_PAGE)
    if not 1 <= page <= paginator.num_pages:
        return None
    kinds = [WorkKind(kind).label for kind in want.kinds]
    url = lambda number: addresses.list_url(base, number, want.params())  # noqa: E731
    shown_facets = facets(works, want)
    return Listing(
        paginator.count,
        "、".join(kinds) or ("符合条件的文献" if want.filtered else "全部文献"),
        _cards(
            Work.objects.filter(pk__in=list(paginator.page(page).object_list)).order_by(*order), works_base
        ),
        shown_facets,
        tuple(
            Step(SORTS[s], addresses.list_url(base, 1, want.params(sort=s)), s == want.sort) for s in SORTS
        ),
        _steps(base, page, paginator.num_pages, want) if paginator.num_pages > 1 else (),
        url(page - 1) if page > 1 else "",
        url(page + 1) if page < paginator.num_pages else "",
        [] if want.filtered or page > 1 or base != works_base else _shelves(works, base, shown_facets),
    )


def _shelves(works: QuerySet[Work], base: str, shown: tuple[Facet, ...]) -> list[Shelf]:
    """A shelf for each kind that has enough to fill one, at most two. One query each."""
    kinds = [c for facet in shown if facet.name == "kind" for c in facet.choices]
    full = sorted((c for c in kinds if c.count >= 3), key=lambda c: -c.count)[:2]
    return [
        Shelf(
            SHELF_TITLES[c.value],
            c.count,
            addresses.list_url(base, 1, {"kind": [c.value]}),
            _cards(works.filter(kind=c.value).order_by("-pk")[:ON_SHELF], base),
            f"s-{c.value}",
        )
        for c in full
    ]
