"""Generations as pairs of indices; which pair is read says an alias, moved for both in one request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...engine import EngineUnavailable, NoIndex
from ..fields import KEYWORDS, MAKE_UP, NUMBERS, SUGGEST, TEXTS
from .client import QUICK, WORK, Client
from .reader import ElasticReader
from .writer import ElasticWriter

STORED = ("title", "url", "number", "fingerprint")
SHOWN = [*STORED, "day", "prior", "current", "kind", "access"]
COMMIT = (
    "indices.*.shards.*.routing.primary",
    "indices.*.shards.*.seq_no.max_seq_no",
    "indices.*.shards.*.refresh.external_total",
    "indices.*.uuid",
)


def mapping(*, works: bool) -> dict[str, Any]:
    text = {"type": "text", "analyzer": "whitespace", "position_increment_gap": 1}
    fields: dict[str, Any] = {f"{name}_{half}": text for name in TEXTS for half in "bu"}
    fields |= {name: {"type": "keyword"} for name in (*KEYWORDS, SUGGEST)}
    fields |= {name: {"type": "long"} for name in NUMBERS}
    fields |= {name: {"type": "keyword", "index": False, "doc_values": False} for name in STORED}
    source: dict[str, Any] = {"includes": SHOWN} if works else {"enabled": False}
    shape = json.dumps([MAKE_UP, source, fields], sort_keys=True)
    made = hashlib.sha256(shape.encode()).hexdigest()[:16]
    return {"dynamic": "strict", "_meta": {"made": made}, "_source": source, "properties": fields}


class Elastic:
    name = "elasticsearch"

    def __init__(self, url: str, prefix: str, *, key: str = "", ca: str = "", shards: int = 1) -> None:
        self.client = Client(url, key, ca)
        self.prefix, self.shards = prefix, shards
        self.works_alias, self.passages_alias = f"{prefix}-works", f"{prefix}-passages"
        self._known: set[str] = set()  # generations of this make-up

    def ping(self) -> None:
        health = self.client.call(lambda es: es.cluster.health(), QUICK)
        if health["status"] == "red":
            raise EngineUnavailable("the cluster is red")

    def current(self) -> str:
        try:
            found = self.client.call(lambda es: es.indices.get_alias(name=self.works_alias), QUICK)
        except NoIndex:
            return ""
        return max((name.removeprefix(f"{self.works_alias}-") for name in found), default="")

    def generations(self) -> list[str]:
        heads = (f"{self.works_alias}-", f"{self.passages_alias}-")
        found = self.client.call(
            lambda es: es.indices.get_alias(index=",".join(f"{head}*" for head in heads)), WORK
        )
        rests = {name.removeprefix(head) for name in found for head in heads if name.startswith(head)}
        # the indices of a prefix such as xinhuo-works begin as ours do; no generation's own name has a dash
        return sorted(rest for rest in rests if "-" not in rest)

    def create(self, name: str) -> None:
        settings = {
            "number_of_shards": self.shards,
            "auto_expand_replicas": "0-1",
            "refresh_interval": -1,
            "max_result_window": 10_000,
        }
        for index, works in zip(self._pair(name), (True, False), strict=True):
            made = mapping(works=works)
            self.client.call(
                lambda es, index=index, made=made: es.indices.create(  # type: ignore[misc]
                    index=index, settings=settings, mappings=made
                ),
                WORK,
            )

    def drop(self, name: str) -> None:
        self._known.discard(name)
        pair = ",".join(self._pair(name))
        self.client.call(lambda es: es.indices.delete(index=pair, ignore_unavailable=True), WORK)

    def switch(self, name: str) -> None:
        """Raises NoIndex when it is not there; then the old one stays."""
        actions: list[dict[str, Any]] = []
        aliases = (self.works_alias, self.passages_alias)
        for alias, index in zip(aliases, self._pair(name), strict=True):
            actions += [
                {"remove": {"index": f"{alias}-*", "alias": alias, "must_exist": False}},
                {"add": {"index": index, "alias": alias}},
            ]
        self.client.call(lambda es: es.indices.update_aliases(actions=actions), WORK)

    def counts(self, name: str) -> tuple[int, int]:
        works, passages = (
            self.client.call(lambda es, index=index: es.count(index=index))["count"]  # type: ignore[misc]
            for index in self._pair(name)
        )
        return works, passages

    def withdrawn(self, name: str) -> list[tuple[int, int]]:
        found = self.client.call(
            lambda es: es.indices.stats(
                index=",".join(self._pair(name)), metric="docs", filter_path="indices.*.primaries.docs"
            )
        )
        docs = [found["indices"][index]["primaries"]["docs"] for index in self._pair(name)]
        return [(each["deleted"], each["count"]) for each in docs]

    def fingerprints(self, name: str) -> Iterator[tuple[str, str]]:
        with self.reader(name) as reader:
            yield from reader.fingerprints()

    def writer(self, name: str) -> ElasticWriter:
        works, passages = self._pair(name)
        self._check(name)
        return ElasticWriter(self.client, works, passages, fresh=self.counts(name) == (0, 0))

    @contextmanager
    def reader(self, name: str = "") -> Iterator[ElasticReader]:
        """One question finds the generation behind the alias and its last commit."""
        asked = self._pair(name)[0] if name else self.works_alias
        answer = self.client.call(
            lambda es: es.indices.stats(
                index=asked, metric="refresh", level="shards", filter_path=list(COMMIT)
            ),
            QUICK,
        )
        found = answer.get("indices", {})
        if not found:
            raise NoIndex(asked)
        index = max(found)
        generation = index.removeprefix(f"{self.works_alias}-")
        self._check(generation)
        yield ElasticReader(
            self.client, (self.name, self.prefix, generation, *_commit(found[index])), *self._pair(generation)
        )

    def _check(self, name: str) -> None:
        """Raises NoIndex for a generation of an earlier make-up. Asks the server once for each."""
        if name in self._known:
            return
        pair = self._pair(name)
        found = self.client.call(lambda es: es.indices.get_mapping(index=list(pair)), QUICK)
        for index, works in zip(pair, (True, False), strict=True):
            if found[index]["mappings"].get("_meta") != mapping(works=works)["_meta"]:
                raise NoIndex(f"{index} is of an earlier make-up")
        self._known.add(name)

    def _pair(self, name: str) -> tuple[str, str]:
        return f"{self.works_alias}-{name}", f"{self.passages_alias}-{name}"


def _commit(stats: Any) -> Iterator[str]:
    """What changes with every refresh that shows something new."""
    yield stats["uuid"]
    for number, copies in sorted(stats.get("shards", {}).items()):
        for copy in copies:
            if copy["routing"]["primary"]:
                yield f"{number}.{copy['seq_no']['max_seq_no']}.{copy['refresh']['external_total']}"
