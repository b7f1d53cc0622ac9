"""Writes a generation on Elasticsearch: passages first, then works, each made visible by a refresh of its own.

Nothing can be taken back once it is sent; the outbox's events stay until both refreshes are through, and are done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from elasticsearch import helpers

from ...engine import EngineUnavailable
from ...schema import Indexable
from ..fields import chunks, fields_of
from .client import WORK, Client, Refused
from .reader import search

BULK = 500  # documents a request
BULK_BYTES = 8_000_000
RETRIES = 4  # of single documents that the server had no room for
WAITING = 2000  # passages held back before they are sent
HELD = 30_000_000  # characters of works held back: whole books would otherwise pile up
AT_ONCE = 200  # works whose passages are looked up in one go
NO_ROOM = {403, 408, 429, 500, 502, 503, 504}
Action = dict[str, Any]


class ElasticWriter:
    def __init__(self, client: Client, works: str, passages: str, *, fresh: bool) -> None:
        """`fresh`: both indices are empty, so what was there before need not be looked for."""
        self.client, self.works, self.passages = client, works, passages
        self.fresh = fresh
        self._sent: set[str] = set()  # works written by a fresh writer
        self._begin()

    def index(self, item: Indexable) -> None:
        work, passages = fields_of(item)
        key = item.work.key
        if key in self._works:  # twice in one batch: the first is out of date
            self._flush()
        self._touch(key)
        self._works[key] = {"_op_type": "index", "_index": self.works, "_id": work.pop("id"), "_source": work}
        ids = self._kept.setdefault(key, set())
        ids.clear()
        for passage in passages:
            number = passage.pop("id")
            ids.add(number)
            self._passages.append(
                {"_op_type": "index", "_index": self.passages, "_id": number, "_source": passage}
            )
        self._held += len(work["all_b"]) + len(work["all_u"])
        if self._held >= HELD:
            self.commit()
        elif len(self._passages) >= WAITING:
            self._flush()

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._touch(key)
            self._kept[key] = set()
            self._works[key] = {"_op_type": "delete", "_index": self.works, "_id": key}

    def commit(self) -> None:
        self._flush()
        self._refresh(self.passages)  # what this batch wrote is found below
        surplus = [
            {"_op_type": "delete", "_index": self.passages, "_id": number} for number in self._surplus()
        ]
        if surplus:
            self._send(surplus)
            self._refresh(self.passages)
        self._send(self._works.values())
        self._refresh(self.works)
        self._begin()

    def rollback(self) -> None:
        self._begin()

    def close(self) -> None:
        self._begin()

    def __enter__(self) -> ElasticWriter:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def _begin(self) -> None:
        self._works: dict[str, Action] = {}
        self._passages: list[Action] = []
        self._held = 0  # characters of the works
        self._kept: dict[str, set[str]] = {}  # passages each work has from now on
        self._before: set[str] = set()  # works that may have had others

    def _touch(self, key: str) -> None:
        if not self.fresh or key in self._sent:
            self._before.add(key)
        self._sent.add(key)

    def _flush(self) -> None:
        passages, self._passages = self._passages, []
        self._send(passages)

    def _send(self, actions: Iterable[Action]) -> None:
        """Raises EngineUnavailable, and Refused for a document that can never be indexed."""
        waiting = list(actions)
        if not waiting:
            return
        failed = self.client.call(
            lambda es: [
                answer
                for well, answer in helpers.streaming_bulk(
                    es,
                    waiting,
                    chunk_size=BULK,
                    max_chunk_bytes=BULK_BYTES,
                    raise_on_error=False,
                    max_retries=RETRIES,
                    initial_backoff=0.25,
                    max_backoff=2,
                    retry_on_status=(429,),
                )
                if not well
            ],
            WORK,
        )
        for answer in failed:
            operation, outcome = next(iter(answer.items()))
            status = outcome.get("status", 500)
            if operation == "delete" and status == 404:
                continue
            message = f"{outcome.get('_id')}: {status} {outcome.get('error')}"
            raise EngineUnavailable(message) if status in NO_ROOM else Refused(message)

    def _refresh(self, index: str) -> None:
        answer = self.client.call(lambda es: es.indices.refresh(index=index), WORK)
        if answer["_shards"]["failed"]:
            raise EngineUnavailable(f"{index} was not refreshed")

    def _surplus(self) -> Iterator[str]:
        """Passages that their works have no longer."""
        for keys in chunks(sorted(self._before), AT_ONCE):
            after: list[int] | None = None
            while True:
                hits = search(
                    self.client,
                    self.passages,
                    WORK,
                    query={"bool": {"filter": [{"terms": {"work": list(keys)}}]}},
                    size=10_000,
                    sort=[{"ord": "asc"}],
                    docvalue_fields=["work"],
                    search_after=after,
                )["hits"]["hits"]
                for hit in hits:
                    if hit["_id"] not in self._kept[hit["fields"]["work"][0]]:
                        yield hit["_id"]
                if len(hits) < 10_000:
                    break
                after = hits[-1]["sort"]
