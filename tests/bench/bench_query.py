"""Queries at 60,000 passages: the product's door against the bare engine on the same clauses."""

from __future__ import annotations

import gc
import os
import random
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RELEVANCE = Path(__file__).resolve().parents[3] / "shared/corpus/relevance"
EACH = 100  # queries of a kind
TURNS = 5
FEWER = 40  # of them over the network
BUCKETS = 10_000  # of a facet
TIMES_BARE = 2.0
WORDS = (
    "合同", "劳动", "婚姻", "继承", "处罚", "许可", "土地", "承包", "公司", "股东", "证据", "管辖", "保险", "赔偿", "监护",
    "税务", "登记", "环境", "食品", "选举", "党",
)  # fmt: skip
SERVER = "XINHUO_TEST_ELASTIC_URL"


def run() -> list[dict]:
    from django.core.management import call_command

    from search import sources
    from search.collection import Collection, read_lines
    from search.engines import get_engine, make

    if not RELEVANCE.is_dir():
        return [_row("检索速度", "缺少 ../shared/corpus/relevance", "", None, "", False)]
    call_command("migrate", verbosity=0)
    collection = Collection(read_lines(RELEVANCE / "articles.jsonl.gz"))
    sources.register(collection)
    kinds = queries_of(collection)
    gc.collect()
    gc.freeze()  # as the server does: the collection stands for a database
    engine = get_engine()
    _fill(engine, collection)
    rows = [_against_bare(name, engine, _bare_tantivy, queries) for name, queries in kinds.items()]
    if url := os.environ.get(SERVER):
        engine = make(url, "", f"bench-{os.getpid()}")
        try:
            _fill(engine, collection)
            rows += [
                _against_bare(name, engine, _bare_elastic, queries[:FEWER]) for name, queries in kinds.items()
            ]
        finally:
            engine.drop("bench")
    return rows


def _fill(engine: Any, collection: Any) -> None:
    engine.create("bench")
    with engine.writer("bench") as writer:
        for item in collection.documents(list(collection.keys())):
            writer.index(item)
        writer.commit()
    engine.switch("bench")


def queries_of(collection: Any) -> dict[str, list[str]]:
    """EACH queries of three kinds from the collection: words, sentences of its texts, questions of the judged ones."""
    from search.evaluation import read_queries

    chance = random.Random(7)
    texts = [p.text for i in collection.documents(list(collection.keys())) for p in i.passages]
    sentences = [s for text in chance.sample(texts, 3000) for s in re.split("[。；\n]", text) if len(s) > 20]
    questions = list(read_queries(RELEVANCE / "queries.dev.tsv").values())
    pairs = [f"{a} {b}" for a in WORDS for b in WORDS if a != b]
    return {
        "一个词、两个词": [*WORDS, *chance.sample(pairs, EACH - len(WORDS))],
        "一句原文": chance.sample(sentences, EACH),
        "一个问题": chance.sample(questions, EACH),
    }


def _against_bare(name: str, engine: Any, bare_of: Any, queries: list[str]) -> dict:
    """Each query first warm, then both ways in turn, each way at its best of a few: what else the machine does only
    slows. The door opens the index each time, as for a request."""
    from search.schema import ANONYMOUS
    from search.search import answer

    def ask(query: str) -> None:
        with engine.reader() as reader:
            answer(reader, query, ANONYMOUS)

    # what runs in this process is measured as its CPU time, which nobody else's load falsifies
    clock = time.process_time if engine.name == "embedded" else time.perf_counter
    door, bare = [], []
    with engine.reader() as reader:
        searches = [bare_of(reader, query) for query in queries]
    for query, search in zip(queries, searches, strict=True):
        ask(query)
        search()
        turns = [
            (_milliseconds(search, clock), _milliseconds(lambda query=query: ask(query), clock))
            for _ in range(TURNS)
        ]
        bare.append(min(turn[0] for turn in turns))
        door.append(min(turn[1] for turn in turns))
    ours, theirs = statistics.median(door), statistics.median(bare)
    return _row(
        f"检索：{name}（{engine.name}，中位数）",
        f"{ours:.1f} ms",
        f"裸引擎同样的子句与分面 {theirs:.1f} ms",
        ours / theirs,
        f"≤ {TIMES_BARE:g}",
        ours <= TIMES_BARE * theirs,
    )


def _clauses(reader: Any, query: str) -> list[tuple[str, Any]]:
    """What answers this query: (works, passages of the works found), or passages alone and then their works."""
    from search.access import Filters, limits
    from search.nodes import And, Keyword, normal
    from search.plan import plan_of
    from search.ranking import RANKED_PASSAGES, RANKED_WORKS
    from search.schema import ANONYMOUS

    narrow = limits(ANONYMOUS, Filters())
    for stage in plan_of(query).stages:
        hits = normal(And((stage.hits, narrow)))
        if stage.loose:
            keys = reader.works_of(reader.passages(hits, limit=RANKED_PASSAGES))
            return [("passages", hits), ("works", normal(And((Keyword("key", tuple(keys)), narrow))))]
        page = reader.works(hits, limit=RANKED_WORKS)
        if page.total:
            of = Keyword("work", tuple(work.key for work in page.works))
            return [("works", hits), ("passages", normal(And((stage.by, narrow, of))))]
    return []


def _bare_tantivy(reader: Any, query: str) -> Any:
    """The searches compiled beforehand; what they return is read: works by key, and the passages of one page."""
    from search.engines.embedded.query import compiled
    from search.engines.embedded.store import SCHEMAS
    from search.finding import FACETS
    from search.ranking import BEST, RANKED_PASSAGES, RANKED_WORKS

    facets = {name: {"terms": {"field": name, "size": BUCKETS}} for name in FACETS}
    ready = [
        (reader.searchers[which], compiled(node, SCHEMAS[which]), which == "works")
        for which, node in _clauses(reader, query)
    ]

    def search() -> None:
        for searcher, clauses, works in ready:
            if works:
                searcher.aggregate(clauses, facets)
            hits = searcher.search(clauses, RANKED_WORKS if works else RANKED_PASSAGES, count=works).hits
            for _, address in hits if works else hits[: BEST * 10]:
                searcher.doc(address).get_first("id")

    return search


def _bare_elastic(reader: Any, query: str) -> Any:
    """The same requests through the official client, as anybody writes them."""
    from elasticsearch import Elasticsearch

    from search.engines.elastic.query import compiled
    from search.finding import FACETS
    from search.ranking import RANKED_PASSAGES, RANKED_WORKS

    es = Elasticsearch(reader.client.url)
    facets = {name: {"terms": {"field": name, "size": BUCKETS}} for name in FACETS}
    ready: list[dict[str, Any]] = []
    for which, node in _clauses(reader, query):
        works = which == "works"
        ready.append(
            {
                "index": reader.works_index if works else reader.passages_index,
                "query": compiled(node),
                "size": RANKED_WORKS if works else RANKED_PASSAGES,
                "source": False,
                "track_total_hits": works,
                **({"aggregations": facets} if works else {}),
            }
        )

    def search() -> None:
        for request in ready:
            es.search(**request)

    return search


def _milliseconds(call: Any, clock: Callable[[], float]) -> float:
    started = clock()
    call()
    return (clock() - started) * 1000


def _row(name: str, measured: str, reference: str, ratio: float | None, must: str, ok: bool) -> dict:
    return {
        "name": name, "measured": measured, "reference": reference, "ratio": ratio, "must": must, "ok": ok,
    }  # fmt: skip
