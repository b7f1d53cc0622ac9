"""A generation on Elasticsearch. Refreshed only by a writer's commit, so that it stands still in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...engine import MAX_HITS, Order, Suggested, WorkPage
from ...nodes import Node
from ...ranking import BEYOND, Found, Place, settled
from ...titlebook import Title
from ..fields import SUGGEST, chunks, iso
from ..leaves import scoreless
from .client import ANSWER, WORK, Client, whole
from .query import ALL, Query, compiled

MANY = 10_000  # buckets of a facet
AT_ONCE = 1000  # keys a query
FEW = 5  # works whose passages bring their keys along, which saves asking again
PAGE = 5000  # works a request when all are read
BY_SCORE = [{"_score": "desc"}, {"ord": "asc"}]
BY_ORD = [{"ord": "asc"}]
BY_DAY = {"date": [{"bydate": "desc"}], "oldest": [{"byage": "asc"}]}
SHOWN = ["ord", "prior", "current", "key"]  # columns: stored documents cost five times as much
BARE: dict[str, Any] = {"stored_fields": "_none_"}


def search(client: Client, index: str, timeout: float = ANSWER, **body: Any) -> Any:
    """Every shard or nothing, statistics over all of them. Raises EngineUnavailable."""
    return whole(
        client.call(
            lambda es: es.search(
                index=index,
                search_type="dfs_query_then_fetch",
                allow_partial_search_results=False,
                **{"track_total_hits": False, "source": False, **body},
            ),
            timeout,
        )
    )


@dataclass(frozen=True, slots=True)
class ElasticReader:
    client: Client
    stamp: tuple[str, ...]
    works_index: str
    passages_index: str

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
        body: dict[str, Any] = {"size": limit}
        if limit:
            sort = BY_DAY.get(order) or (BY_ORD if scoreless(node) else BY_SCORE)
            body |= {"from_": offset, "sort": sort, "docvalue_fields": SHOWN, **BARE}
        if facets:
            body["aggregations"] = {name: {"terms": {"field": name, "size": MANY}} for name in facets}
        answer = search(self.client, self.works_index, query=compiled(node), track_total_hits=True, **body)
        counted = {
            name: {b["key"]: b["doc_count"] for b in answer["aggregations"][name]["buckets"]}
            for name in facets
        }
        return WorkPage(answer["hits"]["total"]["value"], tuple(map(_found, answer["hits"]["hits"])), counted)

    def passages(self, node: Node, *, limit: int, works: Sequence[str] | None = None) -> list[Place]:
        if limit < 1 or (works is not None and not works):
            return []
        query = compiled(node)
        if works is not None:
            query = {"bool": {"must": [query], "filter": [{"terms": {"work": list(works)}}]}}
        sort = BY_ORD if scoreless(node) else BY_SCORE
        size = min(limit + BEYOND, MAX_HITS)
        bare = {} if works and len(works) <= FEW else BARE
        answer = search(self.client, self.passages_index, query=query, size=size, sort=sort, **bare)
        hits = answer["hits"]["hits"]
        return settled([Place(hit["sort"][-1], hit["_score"] or 0.0, hit.get("_id")) for hit in hits], limit)

    def keys(self, places: Sequence[Place]) -> list[str]:
        keys = {place.ord: str(place.handle) for place in places if place.handle}
        unknown = [place.ord for place in places if not place.handle]
        for some in chunks(unknown, AT_ONCE):
            query: Query = {"constant_score": {"filter": {"terms": {"ord": list(some)}}, "boost": 0.0}}
            answer = search(self.client, self.passages_index, query=query, size=len(some), sort=BY_ORD)
            keys |= {hit["sort"][0]: hit["_id"] for hit in answer["hits"]["hits"]}
        return [keys.get(place.ord, "") for place in places]

    def works_of(self, places: Sequence[Place]) -> list[str]:
        ords = sorted({place.work for place in places})
        return [work.key for some in chunks(ords, AT_ONCE) for work in self._works("ord", some)]

    def found(self, keys: Sequence[str]) -> Mapping[str, Found]:
        parts = chunks(list(dict.fromkeys(keys)), AT_ONCE)
        return {work.key: work for some in parts for work in self._works("key", some)}

    def titles(self) -> Iterator[Title]:
        for key, kept in self._all(["title", "number", "day", "current", "prior", "access"]):
            yield Title(
                key,
                kept["title"],
                kept["number"],
                iso(kept["day"]),
                bool(kept["current"]),
                kept["prior"],
                next(iter(kept["access"]), ""),
            )

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        for key, kept in self._all(["fingerprint"]):
            yield key, kept["fingerprint"]

    def suggest(self, prefix: str, access: Iterable[str], limit: int) -> list[Suggested]:
        tokens = list(access)
        if not prefix or limit < 1 or not tokens:
            return []
        answer = search(
            self.client,
            self.works_index,
            query={"bool": {"filter": [{"prefix": {SUGGEST: prefix}}, {"terms": {"access": tokens}}]}},
            size=limit,
            sort=[{"byname": "asc"}],
            source=["title", "kind", "url", "prior"],
        )
        rows = [(hit["_id"], hit["_source"]) for hit in answer["hits"]["hits"]]
        return [
            Suggested(key, kept["title"], next(iter(kept["kind"]), ""), kept["url"], kept["prior"])
            for key, kept in rows
        ]

    def _works(self, field: str, values: Sequence[str] | Sequence[int]) -> Iterator[Found]:
        query: Query = {"constant_score": {"filter": {"terms": {field: list(values)}}, "boost": 0.0}}
        answer = search(
            self.client, self.works_index, query=query, size=len(values), docvalue_fields=SHOWN, **BARE
        )
        return map(_found, answer["hits"]["hits"])

    def _all(self, names: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        after: list[int] | None = None
        while True:
            hits = search(
                self.client,
                self.works_index,
                WORK,
                query=ALL,
                size=PAGE,
                sort=BY_ORD,
                source=names,
                search_after=after,
            )["hits"]["hits"]
            for hit in hits:
                yield hit["_id"], hit["_source"]
            if len(hits) < PAGE:
                return
            after = hits[-1]["sort"]


def _found(hit: Any) -> Found:
    number, prior, current, key = (hit["fields"][name][0] for name in SHOWN)
    return Found(key, hit["_score"] or 0.0, number, prior, bool(current))
