"""The search API as deployed: `serve` with its processes, a database of real laws behind it, asked over HTTP."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.bench.bench_query import RELEVANCE, queries_of
from tests.bench.deployed import LAWS, ROOT, environment_of, manage
from tests.parts.process import free_port

MILLISECONDS, PASSAGES = 80.0, 60_000
WARM = 30  # queries before the clock counts: the processes have then opened the index
_COUNT = "from cms.library.models import Passage; print(Passage.objects.count())"


def run() -> list[dict]:
    from search.collection import Collection, read_lines

    if not LAWS.exists() or not RELEVANCE.is_dir():
        return [_row("检索接口", "缺少 ../shared/corpus", 0, False)]
    collection = Collection(read_lines(RELEVANCE / "articles.jsonl.gz"))
    queries = [query for kind in queries_of(collection).values() for query in kind]
    random.Random(7).shuffle(queries)
    with tempfile.TemporaryDirectory(prefix="xinhuo-http-") as var:
        environment = environment_of(var)
        manage(environment, "setup")
        manage(environment, "import_works", str(LAWS))
        manage(environment, "search_index", "build")
        manage(environment, "search_index", "audit")  # refuses when anything is missing
        passages = int(manage(environment, "shell", "-v0", "-c", _COUNT).split()[-1])
        with _served(environment) as port:
            times = [_asked(port, query) for query in [*queries[:WARM], *queries]][WARM:]
    times.sort()
    p99 = times[int(len(times) * 0.99) - 1]
    return [
        _row(
            f"检索接口（{len(times)} 个查询，{passages:,} 段，p99）",
            f"{p99:.1f} ms，中位 {statistics.median(times):.1f} ms",
            p99 / MILLISECONDS,
            p99 <= MILLISECONDS and passages >= PASSAGES,
        )
    ]


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    """The port of the site, once every part of it is ready."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_until_ready(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _wait_until_ready(port: int, seconds: float = 60) -> None:
    """Raises TimeoutError when a part of the site does not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(OSError):
            if _get(port, "/readyz")[0] == 200:
                return
        time.sleep(0.2)
    raise TimeoutError("the site was not ready")


def _asked(port: int, query: str) -> float:
    """Milliseconds from opening the connection to the last byte. Raises ValueError when it is no answer."""
    began = time.perf_counter()
    status, body = _get(port, f"/api/v1/search?{urlencode({'q': query[:500]})}")
    took = (time.perf_counter() - began) * 1000
    if status != 200 or "hits" not in json.loads(body):
        raise ValueError(f"{status}: {query[:20]}")
    return took


def _get(port: int, address: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _row(name: str, measured: str, ratio: float, ok: bool) -> dict:
    return {
        "name": name, "measured": measured, "reference": f"{MILLISECONDS:g} ms", "ratio": ratio, "must": "≤ 1", "ok": ok,
    }  # fmt: skip
