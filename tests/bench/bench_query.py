"""Queries at 60,000 passages: the product's door against bare tantivy on the same clauses, and the API over HTTP."""

from __future__ import annotations

import http.client
import json
import random
import re
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

RELEVANCE = Path(__file__).resolve().parents[3] / "shared/corpus/relevance"
EACH = 100  # queries of a kind
TIMES_BARE, MILLISECONDS = 2.0, 80.0
WORDS = (
    "合同",
    "劳动",
    "婚姻",
    "继承",
    "处罚",
    "许可",
    "土地",
    "承包",
    "公司",
    "股东",
    "证据",
    "管辖",
    "保险",
    "赔偿",
    "监护",
    "税务",
    "登记",
    "环境",
    "食品",
    "选举",
    "党",
)


def run() -> list[dict]:
    from django.core.management import call_command

    from search import sources
    from search.collection import Collection, read_lines
    from search.engines import get_engine

    if not RELEVANCE.is_dir():
        return [_row("检索速度", "缺少 ../shared/corpus/relevance", "", None, "", False)]
    call_command("migrate", verbosity=0)
    collection = Collection(read_lines(RELEVANCE / "articles.jsonl.gz"))
    sources.register(collection)
    engine = get_engine()
    engine.create("bench")
    with engine.writer("bench") as writer:
        for item in collection.documents(list(collection.keys())):
            writer.index(item)
        writer.commit()
    engine.switch("bench")
    kinds = _queries(collection)
    with engine.reader() as reader:
        rows = [_against_bare(name, reader, queries) for name, queries in kinds.items()]
    return [*rows, _over_http([query for queries in kinds.values() for query in queries])]


def _queries(collection: Any) -> dict[str, list[str]]:
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


def _against_bare(name: str, reader: Any, queries: list[str]) -> dict:
    """Each query first warm, then both ways in turn."""
    from search.schema import ANONYMOUS
    from search.search import answer

    door, bare = [], []
    for query in queries:
        searches = _bare(reader, query)
        answer(reader, query, ANONYMOUS)
        bare.append(_milliseconds(lambda searches=searches: [search() for search in searches]))
        door.append(_milliseconds(lambda query=query: answer(reader, query, ANONYMOUS)))
    ours, theirs = statistics.median(door), statistics.median(bare)
    return _row(
        f"检索：{name}（中位数）",
        f"{ours:.1f} ms",
        f"tantivy 同样的子句与分面 {theirs:.1f} ms",
        ours / theirs,
        f"≤ {TIMES_BARE:g}",
        ours <= TIMES_BARE * theirs,
    )


def _bare(reader: Any, query: str) -> list[Any]:
    """The searches that answer this query, compiled beforehand: works with their facets and passages, or passages alone."""
    from search.access import Filters, limits
    from search.engines.embedded.query import compiled
    from search.engines.embedded.store import PASSAGES, SCHEMAS, WORKS
    from search.finding import FACETS
    from search.nodes import And, Keyword, normal
    from search.plan import plan_of
    from search.ranking import RANKED_PASSAGES, RANKED_WORKS
    from search.schema import ANONYMOUS

    narrow = limits(ANONYMOUS, Filters())
    works, passages = reader.searchers[WORKS], reader.searchers[PASSAGES]
    for stage in plan_of(query).stages:
        hits = compiled(normal(And((stage.hits, narrow))), SCHEMAS[PASSAGES if stage.loose else WORKS])
        if stage.loose:
            return [partial(passages.search, hits, RANKED_PASSAGES, count=False)]
        page = reader.works(normal(And((stage.hits, narrow))), limit=RANKED_WORKS)
        if page.total:
            of = Keyword("work", tuple(work.key for work in page.works))
            by = compiled(normal(And((stage.by, narrow, of))), SCHEMAS[PASSAGES])
            return [
                partial(works.search, hits, RANKED_WORKS, count=True),
                partial(works.aggregate, hits, {f: {"terms": {"field": f}} for f in FACETS}),
                partial(passages.search, by, RANKED_PASSAGES, count=False),
            ]
    return []


def _over_http(queries: list[str]) -> dict:
    random.Random(7).shuffle(queries)
    times = []
    with _server() as port:
        for query in [*queries[:30], *queries]:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            started = time.perf_counter()
            connection.request("GET", f"/api/v1/search?{urlencode({'q': query[:500]})}")
            response = connection.getresponse()
            body = response.read()
            times.append((time.perf_counter() - started) * 1000)
            connection.close()
            if response.status != 200 or "hits" not in json.loads(body):
                return _row("检索接口", f"{response.status}：{query[:20]}", "", None, "", False)
    times = sorted(times[30:])
    p99 = times[int(len(times) * 0.99) - 1]
    return _row(
        f"检索接口（{len(times)} 个查询，p99）",
        f"{p99:.1f} ms，中位 {statistics.median(times):.1f} ms",
        f"{MILLISECONDS:g} ms",
        p99 / MILLISECONDS,
        "≤ 1",
        p99 <= MILLISECONDS,
    )


@contextmanager
def _server() -> Iterator[int]:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None: ...

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _milliseconds(call: Any) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _row(name: str, measured: str, reference: str, ratio: float | None, must: str, ok: bool) -> dict:
    return {
        "name": name, "measured": measured, "reference": reference, "ratio": ratio, "must": must, "ok": ok,
    }  # fmt: skip
