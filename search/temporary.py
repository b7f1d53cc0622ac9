"""An index of its own for a collection, gone afterwards: what evaluation and benchmarks ask."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings

from .access import Filters, limits
from .collection import Collection
from .engine import Engine, EngineUnavailable, Reader
from .engines import make
from .finding import find_passages
from .plan import plan_of
from .schema import ANONYMOUS, Indexable

GENERATION = "temporary"
CHUNK = 100  # works read at a time
Progress = Callable[[Iterator[Indexable], int], Iterator[Indexable]]


@dataclass(frozen=True, slots=True)
class Index:
    engine: Engine
    reader: Reader
    collection: Collection

    def rank(self, question: str, depth: int) -> list[str]:
        """Ids of lines, best first, by the path of the product's own door."""
        found = find_passages(self.reader, plan_of(question), limits(ANONYMOUS, Filters()), depth)
        return [self.collection.ids[key] for key in found]


@contextmanager
def temporary_index(
    engine_name: str, collection: Collection, progress: Progress = lambda items, total: items
) -> Iterator[Index]:
    """Raises EngineUnavailable when the engine does not answer or no Elasticsearch is configured."""
    keys = list(collection.keys())
    with temporary_engine(engine_name) as engine:
        engine.create(GENERATION)
        with engine.writer(GENERATION) as writer:
            items = (
                item
                for start in range(0, len(keys), CHUNK)
                for item in collection.documents(keys[start : start + CHUNK])
            )
            for item in progress(items, len(keys)):
                writer.index(item)
            writer.commit()
        engine.switch(GENERATION)
        with engine.reader(GENERATION) as reader:
            yield Index(engine, reader, collection)


@contextmanager
def temporary_engine(name: str) -> Iterator[Engine]:
    """An empty engine apart from the site's; all its generations are dropped in the end."""
    if name == "embedded":
        with tempfile.TemporaryDirectory(prefix="xinhuo-search-") as folder:
            yield make("embedded:", folder, "")
        return
    url = settings.SEARCH_URL
    if not url.startswith("http"):
        url = os.environ.get("XINHUO_TEST_ELASTIC_URL", "")
    if not url:
        raise EngineUnavailable("XINHUO_SEARCH_URL 没有写 Elasticsearch 的地址")
    prefix = f"temporary-{uuid.uuid4().hex[:12]}"
    engine = make(url, "", prefix, settings.SEARCH_API_KEY, settings.SEARCH_CA)
    try:
        yield engine
    finally:
        for generation in list(engine.generations()):
            with suppress(EngineUnavailable):
                engine.drop(generation)
