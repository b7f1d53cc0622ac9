"""Indexing through the product's writer, against the bare engine that is fed ready tokens of the same fields."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tantivy
from elasticsearch import Elasticsearch, helpers

from search.collection import Collection, read_lines
from search.engine import Engine
from search.engines import make
from search.engines.elastic.engine import mapping
from search.engines.embedded.store import HEAP, PASSAGES, SCHEMAS, WORKS
from search.engines.embedded.writer import _stored
from search.engines.fields import Fields, fields_of
from search.schema import Indexable

RELEVANCE = Path(__file__).resolve().parents[3] / "shared/corpus/relevance/articles.jsonl.gz"
SERVER = "XINHUO_TEST_ELASTIC_URL"
MUST = 0.7
ROUNDS = 5  # the best one counts: the machine is never quite alone


def _product(engine: Engine, items: list[Indexable]) -> None:
    engine.create("1")
    with engine.writer("1") as writer:
        for item in items:
            writer.index(item)
        writer.commit()


def _bare_tantivy(folder: Path, ready: list[tuple[Fields, list[Fields]]]) -> None:
    writers = {}
    for which, schema in SCHEMAS.items():
        (folder / which).mkdir(parents=True)
        writers[which] = tantivy.Index(schema, str(folder / which)).writer(HEAP, 1)
    for work, passages in ready:
        writers[WORKS].add_document(tantivy.Document.from_dict(_stored(work), SCHEMAS[WORKS]))
        for passage in passages:
            writers[PASSAGES].add_document(tantivy.Document.from_dict(passage, SCHEMAS[PASSAGES]))
    for writer in writers.values():
        writer.commit()
        writer.wait_merging_threads()


def _bare_bulk(url: str, prefix: str, ready: list[tuple[Fields, list[Fields]]]) -> None:
    es = Elasticsearch(url, request_timeout=120)
    settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": -1}
    for works in (True, False):
        index = f"{prefix}-{'works' if works else 'passages'}"
        es.indices.create(index=index, settings=settings, mappings=mapping(works=works))
        documents = (document for work, passages in ready for document in ([work] if works else passages))
        actions: Any = (
            {"_index": index, "_id": d["id"], "_source": {k: v for k, v in d.items() if k != "id"}}
            for d in documents
        )
        helpers.bulk(es, actions)
        es.indices.refresh(index=index)


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _row(name: str, reference: str, product: float, bare: float, passages: int) -> dict:
    return {
        "name": name,
        "measured": f"{passages / product:.0f} 段/秒",
        "reference": f"{reference} {passages / bare:.0f} 段/秒",
        "ratio": bare / product,
        "must": f"≥ {MUST}",
        "ok": bare / product >= MUST,
    }


def run() -> list[dict]:
    source = Collection(read_lines(RELEVANCE))
    items = list(source.documents(list(source.keys())))
    ready = [fields_of(item) for item in items]
    gc.collect()
    gc.freeze()  # what stands for a database is not looked through for garbage
    rows = []
    product, bare = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            engine = make("embedded:", folder, "")
            product.append(_seconds(lambda engine=engine: _product(engine, items)))
            bare.append(_seconds(lambda folder=folder: _bare_tantivy(Path(folder) / "bare", ready)))
    rows.append(_row("建立索引（内置引擎）", "tantivy", min(product), min(bare), len(source)))
    if url := os.environ.get(SERVER):
        product, bare = [], []
        for turn in range(ROUNDS):
            prefix = f"bench-{os.getpid()}-{turn}"
            engine = make(url, "", prefix)
            try:
                product.append(_seconds(lambda engine=engine: _product(engine, items)))
                bare.append(_seconds(lambda prefix=prefix: _bare_bulk(url, f"{prefix}-bare", ready)))
            finally:
                engine.drop("1")
                Elasticsearch(url).indices.delete(
                    index=[f"{prefix}-bare-works", f"{prefix}-bare-passages"], ignore_unavailable=True
                )
        rows.append(_row("建立索引（Elasticsearch）", "bulk", min(product), min(bare), len(source)))
    return rows
