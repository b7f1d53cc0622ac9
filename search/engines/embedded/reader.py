"""A generation on disk, read as it stood when it was opened."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import tantivy

from ...citations import Title
from ...engine import MAX_HITS, EngineUnavailable, Order, Suggested, WorkPage
from ...nodes import All, Node
from ...ranking import Found, Place
from ..fields import SUGGEST, chunks, iso
from ..leaves import scoreless
from .query import Query, all_of, compiled, silent
from .store import PASSAGES, SCHEMAS, WORKS, EngineFault, Which, faults

log = logging.getLogger(__name__)

BEYOND = 50  # hits fetched past the page, so that ties at its end are all seen
MANY = 10_000  # buckets of a facet
AT_ONCE = 1000  # keys a query
_SPECIAL = re.compile(r"[^\w]")
Hits = list[tuple[float, Any]]


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
            if order == "date" and limit:
                answer = searcher.search(
                    query, limit, offset=offset, order_by_field="bydate", order=tantivy.Order.Desc
                )
                total, hits = answer.count, [(0.0, address) for _, address in answer.hits]
            else:
                total, hits = self._best(WORKS, query, offset, limit, scoreless(node), count=True)
            return WorkPage(total, tuple(self._found(hits)), counted)

    def passages(self, node: Node, *, limit: int, works: Sequence[str] | None = None) -> list[Place]:
        if limit < 1 or (works is not None and not works):
            return []
        with answering():
            query = compiled(node, SCHEMAS[PASSAGES])
            if works is not None:
                query = all_of(query, silent(Query.term_set_query(SCHEMAS[PASSAGES], "work", list(works))))
            _, hits = self._best(PASSAGES, query, 0, min(limit, MAX_HITS), scoreless(node), count=False)
            searcher = self.searchers[PASSAGES]
            ords = searcher.fast_field_values("ord", [address for _, address in hits])
            return [
                Place(searcher.doc(address).get_first("id"), score, ord_)
                for (score, address), ord_ in zip(hits, ords, strict=True)
            ]

    def found(self, keys: Sequence[str]) -> Mapping[str, Found]:
        found: dict[str, Found] = {}
        for some in chunks(list(dict.fromkeys(keys)), AT_ONCE):
            with answering():
                query = silent(Query.term_set_query(SCHEMAS[WORKS], "key", list(some)))
                hits = self.searchers[WORKS].search(query, len(some), count=False).hits
                found |= {work.key: work for work in self._found([(0.0, a) for _, a in hits])}
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
    ) -> tuple[int, Hits]:
        """Total, and the hits from `offset` by score, then ord; tantivy itself breaks ties by place on disk."""
        searcher = self.searchers[which]
        if limit < 1:
            return searcher.search(query, 1, count=True).count, []
        if flat:
            answer = searcher.search(
                query, limit, count=count, offset=offset, order_by_field="ord", order=tantivy.Order.Asc
            )
            return answer.count or 0, [(0.0, address) for _, address in answer.hits]
        end = offset + limit
        reach = end + BEYOND
        while True:
            answer = searcher.search(query, reach, count=count)
            hits: Hits = answer.hits
            if len(hits) < reach or hits[-1][0] < hits[end - 1][0]:
                break
            reach *= 4
        ords = searcher.fast_field_values("ord", [address for _, address in hits])
        ranked = sorted(zip(ords, hits, strict=True), key=lambda pair: (-pair[1][0], pair[0]))
        return answer.count or 0, [hit for _, hit in ranked[offset:end]]

    def _found(self, hits: Hits) -> list[Found]:
        searcher = self.searchers[WORKS]
        addresses = [address for _, address in hits]
        columns = [searcher.fast_field_values(name, addresses) for name in ("ord", "prior", "current")]
        return [
            Found(searcher.doc(address).get_first("id"), score, ord_, prior, bool(current))
            for (score, address), ord_, prior, current in zip(hits, *columns, strict=True)
        ]

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
