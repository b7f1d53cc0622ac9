"""A generation on disk, read as it stood when it was opened."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import tantivy

from ...engine import MAX_HITS, EngineUnavailable, Order, Suggested, WorkPage
from ...nodes import All, And, Keyword, Node
from ...ranking import BEYOND, Found, Place, by_work, found_of, place_of, settled
from ...titlebook import Title
from ..fields import SUGGEST, chunks, iso
from ..leaves import scoreless
from .query import Query, all_of, compiled, silent
from .store import PASSAGES, SCHEMAS, WORKS, EngineFault, Which, faults

log = logging.getLogger(__name__)

MANY = 10_000  # buckets of a facet
AT_ONCE = 1000  # keys a query
BY_DAY = {"date": ("bydate", tantivy.Order.Desc), "oldest": ("byage", tantivy.Order.Asc)}
_SPECIAL = re.compile(r"[^\w]")


@contextmanager
def answering() -> Iterator[None]:
    """Whatever happens on the way is EngineUnavailable for who asks."""
    try:
        with faults():
            yield
    except (EngineFault, OSError) as error:
        log.exception("the embedded index cannot be read")
        raise EngineUnavailable(str(error)) from error


@dataclass(frozen=True, slots=True)
class EmbeddedReader:
    stamp: tuple[str, ...]
    searchers: Mapping[Which, Any]
    _works: dict[int, tuple[str, int, bool]] = field(default_factory=dict)  # key, prior, current, by ord

    def works(
        self,
        node: Node,
        *,
        order: Order = "score",
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
    ) -> WorkPage:
        limit = max(0, min(limit, MAX_HITS - offset))
        searcher = self.searchers[WORKS]
        with answering():
            query = compiled(node, SCHEMAS[WORKS])
            counted: dict[str, dict[str, int]] = {}
            if facets:
                wanted = {name: {"terms": {"field": name, "size": MANY}} for name in facets}
                answer = searcher.aggregate(query, wanted)
                counted = {
                    name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"]}
                    for name in facets
                }
            if order in BY_DAY and limit:
                name, way = BY_DAY[order]
                answer = searcher.search(query, limit, offset=offset, order_by_field=name, order=way)
                total, hits = answer.count, self._numbered(WORKS, answer.hits)
            else:
                total, hits = self._best(WORKS, query, offset, limit, scoreless(node), count=True)
            return WorkPage(total, tuple(self._found(hits)), counted)

    def passages(self, node: Node, *, limit: int, works: Sequence[str] | None = None) -> list[Place]:
        if limit < 1 or (works is not None and not works):
            return []
        with answering():
            narrow = node if works is None else And((node, Keyword("work", tuple(works))))
            query = compiled(narrow, SCHEMAS[PASSAGES])
            most = min(limit + BEYOND, MAX_HITS)
            _, hits = self._best(PASSAGES, query, 0, most, scoreless(node), count=False)
            return settled(hits, limit)

    def keys(self, places: Sequence[Place]) -> list[str]:
        searcher = self.searchers[PASSAGES]
        with answering():
            return [searcher.doc(place.handle).get_first("id") for place in places]

    def works_of(self, places: Sequence[Place]) -> list[str]:
        first = [group[0] for group in by_work(places, 1).values()]
        return [key.rpartition("#")[0] for key in self.keys(first)]

    def found(self, keys: Sequence[str]) -> Mapping[str, Found]:
        found: dict[str, Found] = {}
        for some in chunks(list(dict.fromkeys(keys)), AT_ONCE):
            with answering():
                query = silent(Query.term_set_query(SCHEMAS[WORKS], "key", list(some)))
                hits = self.searchers[WORKS].search(query, len(some), count=False).hits
                found |= {work.key: work for work in self._found(self._numbered(WORKS, hits))}
        return found

    def titles(self) -> Iterator[Title]:
        for document, numbers in self._all("day", "current", "prior"):
            day, current, prior = numbers
            yield Title(
                document.get_first("id"),
                document.get_first("stored_title") or "",
                document.get_first("stored_number") or "",
                iso(day),
                bool(current),
                prior,
                document.get_first("access") or "",
            )

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        for document, _ in self._all():
            yield document.get_first("id"), document.get_first("stored_fingerprint") or ""

    def suggest(self, prefix: str, access: Iterable[str], limit: int) -> list[Suggested]:
        tokens = list(access)
        if not prefix or limit < 1 or not tokens:
            return []
        schema, searcher = SCHEMAS[WORKS], self.searchers[WORKS]
        with answering():
            pattern = _SPECIAL.sub(lambda m: f"\\x{{{ord(m[0]):x}}}", prefix)
            query = all_of(
                silent(Query.regex_query(schema, SUGGEST, f"{pattern}(?s:.)*")),
                silent(Query.term_set_query(schema, "access", tokens)),
            )
            answer = searcher.search(
                query, limit, count=False, order_by_field="byname", order=tantivy.Order.Asc
            )
            addresses = [address for _, address in answer.hits]
            priors = searcher.fast_field_values("prior", addresses)
            documents = map(searcher.doc, addresses)
            return [
                Suggested(
                    d.get_first("id"),
                    d.get_first("stored_title") or "",
                    d.get_first("kind") or "",
                    d.get_first("stored_url") or "",
                    prior,
                )
                for d, prior in zip(documents, priors, strict=True)
            ]

    def _best(
        self, which: Which, query: Any, offset: int, limit: int, flat: bool, *, count: bool
    ) -> tuple[int, list[Place]]:
        """Total, and the hits from `offset` by score, then ord; tantivy itself breaks ties by place on disk."""
        searcher = self.searchers[which]
        if limit < 1:
            return searcher.search(query, 1, count=True).count, []
        if flat:
            answer = searcher.search(
                query, limit, count=count, offset=offset, order_by_field="ord", order=tantivy.Order.Asc
            )
            return answer.count or 0, [place_of((number, 0.0, address)) for number, address in answer.hits]
        end = offset + limit
        reach = end + BEYOND
        while True:
            answer = searcher.search(query, reach, count=count)
            hits = answer.hits
            if len(hits) < reach or hits[-1][0] < hits[end - 1][0]:
                break
            reach *= 4
        addresses = [address for _, address in hits]
        ords = searcher.fast_field_values("ord", addresses)
        ranked = sorted(zip([-score for score, _ in hits], ords, range(len(hits)), strict=True))
        return answer.count or 0, [
            place_of((number, -score, addresses[at])) for score, number, at in ranked[offset:end]
        ]

    def _numbered(self, which: Which, hits: Sequence[tuple[Any, Any]]) -> list[Place]:
        addresses = [address for _, address in hits]
        ords = self.searchers[which].fast_field_values("ord", addresses)
        return [Place(number, 0.0, address) for number, address in zip(ords, addresses, strict=True)]

    def _found(self, hits: list[Place]) -> list[Found]:
        if unknown := [hit for hit in hits if hit[0] not in self._works]:
            self._learn(unknown)
        known = self._works
        return [
            found_of((key, score, number, prior, current))
            for number, score, _ in hits
            for key, prior, current in (known[number],)
        ]

    def _learn(self, hits: list[Place]) -> None:
        """What a generation says of a work stays the same, so it is read from disk once."""
        searcher = self.searchers[WORKS]
        addresses = [address for _, _, address in hits]
        priors, currents = (searcher.fast_field_values(name, addresses) for name in ("prior", "current"))
        for (number, _, address), prior, current in zip(hits, priors, currents, strict=True):
            self._works[number] = (searcher.doc(address).get_first("id"), prior, bool(current))

    def _all(self, *numbers: str) -> Iterator[tuple[Any, tuple[int, ...]]]:
        searcher = self.searchers[WORKS]
        with answering():
            if not searcher.num_docs:
                return
            query = compiled(All(), SCHEMAS[WORKS])
            hits = searcher.search(
                query, searcher.num_docs, count=False, order_by_field="ord", order=tantivy.Order.Asc
            ).hits
            addresses = [address for _, address in hits]
            columns = [searcher.fast_field_values(name, addresses) for name in numbers]
        for place, address in enumerate(addresses):
            with answering():
                document = searcher.doc(address)
            yield document, tuple(column[place] for column in columns)
