"""Who may see what, twice: inside the query, so that no total or facet counts it, and asked of the database again
before a hit is shown, since the index is always a moment behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .nodes import And, Days, Keyword, Node, Not, Or
from .schema import PassageDocument, Viewer, WorkDocument
from .sources import source_of


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to beside its words."""

    kind: str = ""
    site: str = ""
    tag: str = ""
    date_from: date | None = None
    date_to: date | None = None
    without: tuple[str, ...] = ()  # keys of works


def allowed(viewer: Viewer) -> Keyword:
    return Keyword("access", tuple(sorted(viewer.tokens)))


def limits(viewer: Viewer, filters: Filters) -> Node:
    """Unscored; goes into every query, of works and of passages."""
    nodes: list[Node] = [allowed(viewer)]
    if filters.kind:
        nodes.append(Keyword("kind", (filters.kind,)))
    if filters.site:
        nodes.append(Keyword("site", (filters.site,)))
    if filters.tag:
        nodes.append(Keyword("tag", (filters.tag,)))
    if filters.date_from or filters.date_to:
        nodes.append(Days(_number(filters.date_from), _number(filters.date_to)))
    if filters.without:
        nodes.append(Not(Or((Keyword("key", filters.without), Keyword("work", filters.without)))))
    return And(tuple(nodes))


def tokens_of(limits: Node) -> frozenset[str]:
    """The viewer's own tokens, from what `limits` made of them."""
    nodes = limits.nodes if isinstance(limits, And) else (limits,)
    found = (n.values for n in nodes if isinstance(n, Keyword) and n.field == "access")
    return frozenset(next(found, ()))


def visible(keys: Iterable[str], viewer: Viewer) -> dict[str, WorkDocument]:
    """Those of the works that the database shows this viewer now, one call a source."""
    found: dict[str, WorkDocument] = {}
    for name, group in _by_source(keys).items():
        found.update(source_of(name).visible(group, viewer))
    return found


def passages(keys: Iterable[str]) -> dict[str, PassageDocument]:
    """Original passages as they are now, one call a source. The caller has asked `visible` for their works."""
    found: dict[str, PassageDocument] = {}
    for name, group in _by_source(keys).items():
        found.update(source_of(name).passages(group))
    return found


def _by_source(keys: Iterable[str]) -> dict[str, list[str]]:
    """Keys of a source that is no longer installed are left out."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        groups[f"{key.partition(':')[0]}:"].append(key)
    known = {}
    for name, group in groups.items():
        try:
            source_of(name)
        except KeyError:
            continue
        known[name] = group
    return known


def _number(day: date | None) -> int | None:
    return day.year * 10000 + day.month * 100 + day.day if day else None
