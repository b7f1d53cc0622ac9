"""All view restrictions of the site, read once and asked many times. Used through cms.core.access alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, reduce
from typing import Any

from django.db.models import F, IntegerField, Value
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)

MOST = 64  # clauses of what any of several audiences demands
Audience = frozenset[str]
OPEN: Audience = frozenset()
MEMBERS = "m"
STAFF = "s"  # who works in the admin: of files that are not published, never of a page or collection
UNPUBLISHED: Audience = frozenset({STAFF})
NOBODY = "n"  # a restriction that nobody can satisfy: the banned password type, or groups that are gone

Clauses = dict[str, set[str]]  # tree path -> clauses set right there
Row = tuple[Any, ...]
PAGES, CLOSED, COLLECTIONS, ALIASES = "p", "c", "k", "a"  # what a row is about


def implies(audience: Audience, wanted: Audience) -> bool:
    """Whoever satisfies the one satisfies the other, whatever his groups: who is in a group is a member."""
    return all(any(_covers(own, clause) for own in audience) for clause in wanted)


def either(audiences: Iterable[Audience]) -> Audience:
    """What all demand who satisfy any of these: the weaker of two, or each clause of the one or each of the other."""
    return reduce(_weaker, sorted(audiences, key=sorted))


def _weaker(one: Audience, other: Audience) -> Audience:
    if implies(one, other):
        return other
    if implies(other, one):
        return one
    if len(one) * len(other) > MOST:  # nobody sets such levels; then both are demanded
        return one | other
    both = {_or(a, b) for a in one for b in other}
    return frozenset(c for c in both if not any(c != other and _covers(other, c) for other in both))


def _or(one: str, other: str) -> str:
    if NOBODY in (one, other):
        return other if one == NOBODY else one
    if MEMBERS in (one, other):
        return MEMBERS
    return "g:" + "|".join(map(str, sorted(group_ids(one) | group_ids(other))))


def _covers(own: str, wanted: str) -> bool:
    """Does whoever satisfies the clause `own` satisfy `wanted`?"""
    if own == wanted or wanted == MEMBERS:
        return True
    groups = own.startswith("g:") and wanted.startswith("g:")
    return groups and group_ids(own) <= group_ids(wanted)


def group_ids(clause: str) -> set[int]:
    """Keys of the groups of which it demands one; none for a clause of another kind."""
    return {int(part) for part in clause[2:].split("|")} if clause.startswith("g:") else set()


def above(path: str, step: int) -> Iterator[str]:
    """The tree paths of a node and its ancestors."""
    return (path[:end] for end in range(step, len(path) + 1, step))


def clause_of(kind: str, groups: Iterable[int]) -> str:
    """What one restriction demands."""
    if kind == BaseViewRestriction.LOGIN:
        return MEMBERS
    if kind == BaseViewRestriction.GROUPS and (ids := sorted(groups)):
        return "g:" + "|".join(map(str, ids))
    return NOBODY


def _clauses(rows: Iterable[Row]) -> Clauses:
    """From (restriction, type, path, group) rows, one for each group."""
    kinds: dict[Any, tuple[str, str]] = {}
    groups: dict[Any, set[int]] = defaultdict(set)
    for key, kind, path, group in rows:
        kinds[key] = (kind, path)
        if group is not None:
            groups[key].add(group)
    found: Clauses = defaultdict(set)
    for key, (kind, path) in kinds.items():
        if kind != BaseViewRestriction.NONE:
            found[path].add(clause_of(kind, groups[key]))
    return found


class Levels:
    """A snapshot, read in one query when it is first asked."""

    def __init__(self) -> None:
        # What cms.core.attached found: by model, and by model and the places that somebody does not see.
        self.attached: dict[str, dict[int, Audience]] = {}
        self.hidden_files: dict[tuple[str, frozenset[str]], set[int]] = {}

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        """Restrictions of pages and of collections, collections, and aliases: (key, type or source, path, group)."""
        none = Value(None, output_field=IntegerField())
        pages = PageViewRestriction.objects.annotate(
            of=Value(PAGES), told=F("restriction_type"), place=F("page__path"), group=F("groups")
        )
        closed = CollectionViewRestriction.objects.annotate(
            of=Value(CLOSED), told=F("restriction_type"), place=F("collection__path"), group=F("groups")
        )
        collections = Collection.objects.annotate(
            of=Value(COLLECTIONS), told=Value(""), place=F("path"), group=none
        )
        aliases = Page.objects.filter(alias_of__isnull=False).annotate(
            of=Value(ALIASES), told=F("alias_of__path"), place=F("path"), group=none
        )
        first, *others = (
            some.order_by().values_list("of", "pk", "told", "place", "group")
            for some in (pages, closed, collections, aliases)
        )
        found: dict[str, list[Row]] = defaultdict(list)
        for of, *row in first.union(*others, all=True):
            found[of].append(tuple(row))
        return found

    @cached_property
    def _pages(self) -> Clauses:
        return _clauses(self._rows[PAGES])

    @cached_property
    def _collections(self) -> Clauses:
        return _clauses(self._rows[CLOSED])

    @cached_property
    def _collection_paths(self) -> dict[int, str]:
        return {pk: path for pk, _, path, _ in self._rows[COLLECTIONS]}

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {path: source for _, source, path, _ in self._rows[ALIASES]}

    def is_alias(self, path: str) -> bool:
        return path in self._aliases

    def aliases_of(self, path: str) -> list[str]:
        """Tree paths of the aliases of the page at `path`."""
        return [alias for alias, source in self._aliases.items() if source == path]

    @cached_property
    def closed_pages(self) -> frozenset[str]:
        """Tree paths of the pages that are closed themselves, and of all aliases."""
        return frozenset({*self._pages, *self._aliases}) if self._pages else frozenset()

    def of_page(self, path: str) -> Audience:
        if not self._pages:
            return OPEN
        return frozenset(clause for place in self._places(path) for clause in self._pages.get(place, ()))

    def of_collection(self, path: str) -> Audience:
        if not self._collections:
            return OPEN
        step = Collection.steplen
        return frozenset(clause for place in above(path, step) for clause in self._collections.get(place, ()))

    def of_collection_id(self, pk: int | None) -> Audience:
        if pk is None or not self._collections:
            return OPEN
        # A collection made after the snapshot: ask for its path.
        path = self._collection_paths.get(pk) or Collection.objects.values_list("path", flat=True).get(pk=pk)
        return self.of_collection(path)

    def restricting_page_ids(self, path: str) -> set[int]:
        if not self._pages:
            return set()
        return set(Page.objects.filter(path__in=self._places(path)).values_list("pk", flat=True))

    def hidden(self, satisfied: Callable[[Audience], bool]) -> frozenset[str]:
        """Tree paths at and below which someone who satisfies just these sees nothing, none under another: lists leave
        them out.
        """
        if not self._pages:
            return frozenset()
        step = Page.steplen
        found: set[str] = set()
        for path in sorted({*self._pages, *self._aliases}):  # those above come before those below
            if found.isdisjoint(above(path[:-step], step)) and not satisfied(self.of_page(path)):
                found.add(path)
        return frozenset(found)

    def hidden_from(self, audience: Audience) -> frozenset[str]:
        """`hidden` for those of whom only this is known: that they satisfy `audience`."""
        return self.hidden(lambda wanted: implies(audience, wanted))

    def everywhere(self) -> set[Audience]:
        """Every audience that content can have: a page's, a collection's, and both together (a work)."""
        pages = {OPEN, *map(self.of_page, self._pages)}
        if self._pages:
            pages |= set(map(self.of_page, self._aliases))
        collections = {OPEN, *map(self.of_collection, self._collections)}
        return {page | collection for page in pages for collection in collections}

    def _places(self, path: str) -> set[str]:
        """Tree paths whose restrictions hold at `path`; through aliases to their sources, circles ended."""
        places: set[str] = set()
        todo = [path]
        while todo:
            for place in above(todo.pop(), Page.steplen):
                if place not in places:
                    places.add(place)
                    if source := self._aliases.get(place):
                        todo.append(source)
        return places
