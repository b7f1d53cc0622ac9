"""A work as large as extraction lets one be is found on both engines; one that is larger holds up no other."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence

import pytest
from elasticsearch import Elasticsearch

from search import batches, sources
from search.engine import Engine
from search.engines import make
from search.models import IndexEvent
from search.outbox import changed
from search.schema import Indexable, PassageDocument, Viewer, WorkDocument

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.elastic]
NAME = "large.work"
LINE = "各级党组织应当定期召开会议研究解决存在的问题并且认真落实上级的决定" * 27
MOST = 6_000_000  # characters, of cms.library.extract


def large(number: int, characters: int) -> Indexable:
    key = f"{NAME}:{number}"
    lines = [LINE] * (characters // len(LINE)) or [LINE]
    passages = (
        PassageDocument(key=f"{key}#{n}", work=key, ord=n, text=line, path=(), anchor=f"s{n}", url="/")
        for n, line in enumerate(lines, 1)
    )
    work = WorkDocument(key=key, kind="book", title=f"全集{number}", url="/", ord=number * 8 + 1)
    return Indexable(work, tuple(passages))


class Large:
    name = NAME

    def __init__(self, *items: Indexable) -> None:
        self.items = {item.work.key: item for item in items}

    def keys(self) -> Iterator[str]:
        yield from self.items

    def documents(self, keys: Sequence[str]) -> Iterator[Indexable]:
        yield from (self.items[key] for key in keys if key in self.items)

    def visible(self, keys: Sequence[str], viewer: Viewer) -> Mapping[str, WorkDocument]:
        return {}

    def passages(self, keys: Sequence[str]) -> Mapping[str, PassageDocument]:
        return {}


@pytest.fixture
def engine(elastic_url: str) -> Iterator[Engine]:
    made = make(elastic_url, "", f"large-{uuid.uuid4().hex[:6]}")
    made.create("1")
    made.switch("1")
    yield made
    made.drop("1")


def indexed(engine: Engine, *items: Indexable) -> int:
    source = Large(*items)
    sources.register(source)
    try:
        changed(source.keys())
        with engine.writer("1") as writer:
            batches.apply(writer, batches.due())
    finally:
        sources.unregister(NAME)
    return engine.counts("1")[0]


def test_one_as_large_as_may_be_is_indexed(engine: Engine) -> None:
    assert indexed(engine, large(1, MOST), large(2, 1)) == 2
    assert not IndexEvent.objects.exists()


def test_one_that_is_larger_than_the_server_takes_is_put_off_alone(engine: Engine, elastic_url: str) -> None:
    """Than a request may be, or than a tenth of its memory, whichever is less here."""
    node = next(iter(Elasticsearch(elastic_url).nodes.stats(metric="indexing_pressure")["nodes"].values()))
    most = min(100 << 20, node["indexing_pressure"]["memory"]["limit_in_bytes"])
    assert indexed(engine, large(1, most // 10), large(2, 1)) == 1  # a character is 11 bytes
    left = IndexEvent.objects.get()
    assert (left.key, left.attempts) == (f"{NAME}:1", 1)
