"""Two engines, one answer: the same documents and the same queries on both, real ones."""

from __future__ import annotations

import math
import random
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.engine import Engine, Reader
from search.engines import make
from search.engines.elastic import Elastic
from search.nodes import And, Keyword, Node, Not, Scored, Text
from search.pinyin import INNER
from search.ranking import PASSAGE_BITS
from search.schema import Indexable
from search.text import normalise, tokens

from .contract import documents, queries

pytestmark = [pytest.mark.once, pytest.mark.elastic]
WORKS = 120
ROUNDS = 2400
FACETS = ("kind", "site", "tag", "year")


def filled(engine: Engine, name: str, items: list[Indexable]) -> None:
    engine.create(name)
    with engine.writer(name) as writer:
        for item in items:
            writer.index(item)
        writer.commit()
    engine.switch(name)


@pytest.fixture(scope="module")
def items() -> list[Indexable]:
    return documents.shelf(11, WORKS)


@pytest.fixture(scope="module")
def readers(
    items: list[Indexable], elastic_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Reader]]:
    """The same shelf on tantivy, on Elasticsearch and on Elasticsearch in three shards."""
    prefix = f"contract-{uuid.uuid4().hex[:8]}"
    engines: dict[str, Engine] = {
        "embedded": make("embedded:", str(tmp_path_factory.mktemp("contract")), ""),
        "elastic": make(elastic_url, "", prefix),
        "sharded": Elastic(elastic_url, f"{prefix}-s", shards=3),
    }
    try:
        for engine in engines.values():
            filled(engine, "1", items)
        opened = {}
        for name, engine in engines.items():
            with engine.reader() as reader:
                opened[name] = reader
        yield opened
    finally:
        for name in ("elastic", "sharded"):
            engines[name].drop("1")


def answers(reader: Reader, node: Node, *, dates: bool) -> Mapping[str, object]:
    page = reader.works(node, limit=WORKS, facets=FACETS)
    newest = reader.works(node, order="date", limit=10) if dates else page
    oldest = reader.works(node, order="oldest", limit=10) if dates else page
    places = reader.passages(node, limit=2000)
    return {
        "total": (page.total, newest.total, oldest.total),
        "facets": page.facets,
        "works": {work.key for work in page.works},
        "newest": [work.key for work in newest.works] if dates else [],
        "oldest": [work.key for work in oldest.works] if dates else [],
        "passages": {place.ord for place in places},
        "scores": {w.key: w.score for w in page.works} | {p.ord: p.score for p in places},
        "first works": [work.key for work in page.works[:10]],
        "first passages": [place.ord for place in places[:10]],
    }


def test_generated_queries_find_the_same_in_the_same_order(
    readers: dict[str, Reader], items: list[Indexable]
) -> None:
    chance = random.Random(23)
    piece = documents.sampler(chance, items)
    nodes = [queries.query(chance, piece) for _ in range(ROUNDS)]

    def compare(number: int) -> bool:
        node, dates = nodes[number], number % 4 == 0
        expected = answers(readers["embedded"], node, dates=dates)
        for name in ("elastic", "sharded") if number % 8 == 0 else ("elastic",):
            given = answers(readers[name], node, dates=dates)
            for part in ("total", "facets", "works", "newest", "oldest", "passages"):
                assert given[part] == expected[part], (name, part, node)
            if name != "sharded":  # a shard that has none of the terms tells nothing of its lengths either
                same_order(name, node, expected, given)
        return bool(expected["works"])

    with ThreadPoolExecutor(3) as pool:
        found = sum(pool.map(compare, range(ROUNDS)))
    assert found > ROUNDS / 3  # the queries must not be empty ones only


def same_order(name: str, node: Node, expected: Mapping, given: Mapping) -> None:
    """The first ten in order. Both engines add in single precision, in orders of their own: two documents may
    change places only where their scores differ in the last digits."""
    for part in ("first works", "first passages"):
        for one, other in zip(expected[part], given[part], strict=True):
            if one != other:
                scores = expected["scores"]
                assert math.isclose(scores[one], scores[other], rel_tol=2e-6), (name, part, node)
    for key, score in expected["scores"].items():
        assert math.isclose(score, given["scores"][key], rel_tol=1e-4, abs_tol=1e-6), (name, key, node)


@pytest.mark.parametrize("name", ["embedded", "elastic"])
def test_a_phrase_is_a_substring(readers: dict[str, Reader], items: list[Indexable], name: str) -> None:
    """Of Han characters alone, where a word's boundary cannot matter: exactly the texts that contain it."""
    chance = random.Random(5)
    reader = readers[name]
    texts = {
        (item.work.ord << PASSAGE_BITS) + passage.ord: [
            normalise(part) for part in (item.work.title, *passage.path, passage.text)
        ]
        for item in items
        for passage in item.passages
    }
    for _ in range(400):
        phrase = "".join(chance.choices(documents.HAN, k=chance.choice((1, 2, 2, 3, 4))))
        expected = {at for at, parts in texts.items() if any(phrase in part for part in parts)}
        found = {place.ord for place in reader.passages(Text(phrase), limit=10_000)}
        assert found == expected, phrase


@pytest.mark.parametrize("name", ["embedded", "elastic"])
def test_across_reads_over_punctuation(readers: dict[str, Reader], items: list[Indexable], name: str) -> None:
    passage = max((p for item in items for p in item.passages), key=lambda p: len(p.text))
    singles = tokens(normalise(passage.text))[1]
    reader = readers[name]
    for start in range(0, len(singles) - 12, 7):
        phrase = " ".join(singles[start : start + 12])
        found = reader.passages(Text(phrase, across=True), limit=10_000)
        assert passage.key in reader.keys(found)


@pytest.mark.parametrize("name", ["embedded", "elastic"])
class TestReader:
    def test_pages_follow_each_other(self, readers: dict[str, Reader], name: str) -> None:
        reader, node = readers[name], Text("党")
        whole = [work.key for work in reader.works(node, limit=WORKS).works]
        paged = [
            w.key for at in range(0, len(whole), 7) for w in reader.works(node, offset=at, limit=7).works
        ]
        assert paged == whole
        assert len(set(whole)) == len(whole) > 30

    def test_order_of_equal_scores_is_ord(self, readers: dict[str, Reader], name: str) -> None:
        works = (
            readers[name]
            .works(Scored(Not(Keyword("kind", ("law",))), Text("党员法", "title")), limit=WORKS)
            .works
        )
        assert [(-w.score, w.ord) for w in works] == sorted((-w.score, w.ord) for w in works)

    def test_nothing_asked_is_a_total_only(self, readers: dict[str, Reader], name: str) -> None:
        page = readers[name].works(And(()), limit=0, facets=("kind",))
        assert (page.total, page.works) == (WORKS, ())
        assert sum(page.facets["kind"].values()) == WORKS

    def test_beyond_the_end_is_empty(self, readers: dict[str, Reader], name: str) -> None:
        assert readers[name].works(And(()), offset=9_995, limit=100).works == ()

    def test_passages_of_some_works_only(
        self, readers: dict[str, Reader], items: list[Indexable], name: str
    ) -> None:
        keys = [item.work.key for item in items[:5]]
        places = readers[name].passages(And(()), limit=100, works=keys)
        assert readers[name].keys(places) == [p.key for item in items[:5] for p in item.passages]
        assert set(readers[name].works_of(places)) == {i.work.key for i in items[:5] if i.passages}
        assert readers[name].passages(And(()), limit=100, works=[]) == []

    def test_found_by_key(self, readers: dict[str, Reader], items: list[Indexable], name: str) -> None:
        work = items[3].work
        found = readers[name].found([work.key, "nobody:1", work.key])
        assert list(found) == [work.key]
        assert (found[work.key].ord, found[work.key].prior, found[work.key].current) == (
            work.ord,
            work.prior,
            work.current,
        )

    def test_titles_are_of_every_work(
        self, readers: dict[str, Reader], items: list[Indexable], name: str
    ) -> None:
        works = [i.work for i in items]
        expected = {(w.key, w.title, w.date.isoformat() if w.date else "", w.access) for w in works}
        assert {(t.key, t.title, t.day, t.access) for t in readers[name].titles()} == expected

    def test_more_tokens_than_anybody_asks(self, readers: dict[str, Reader], name: str) -> None:
        chance = random.Random(3)
        long = documents.text(chance, 10_000)
        assert readers[name].works(Text(normalise(long), across=True)).total == 0
        bag = queries.bag(chance, lambda: documents.text(chance, 3000))
        assert readers[name].works(bag).total >= 0


def test_suggestions_are_the_same(readers: dict[str, Reader], items: list[Indexable]) -> None:
    chance = random.Random(9)
    prefixes = ["d", "dy", "dyf", "guojia", "党", "国家", "", "*", ".", "\\", "(", "a+"]
    prefixes += [INNER + inner for inner in ("d", "dy", "guo", "guojia", "", "*")]
    prefixes += ["".join(chance.choices(documents.HAN, k=2)) for _ in range(40)]
    some = 0
    for prefix in prefixes:
        for access in (("p",), ("p", "i", "g1"), ()):
            one, other = (readers[n].suggest(prefix, access, 10) for n in ("embedded", "elastic"))
            assert one == other, prefix
            some += bool(one)
    assert some > 10
    hidden = {i.work.key for i in items if i.work.access != "p" or not i.work.suggest}
    assert not hidden & {s.key for s in readers["embedded"].suggest("d", ("p",), 1000)}
