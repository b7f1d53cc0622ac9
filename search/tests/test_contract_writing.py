"""What writing must hold on every engine: replacing, deleting, forgetting, switching, being read meanwhile."""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search.engine import Engine, EngineUnavailable, NoIndex
from search.engines import make
from search.fingerprint import fingerprint
from search.nodes import All, Keyword, Text
from search.schema import Indexable

from .contract import documents

pytestmark = [pytest.mark.once, pytest.mark.elastic]


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Empty, with one generation "1" in use."""
    url = "embedded:" if request.param == "embedded" else request.getfixturevalue("elastic_url")
    engine = make(url, str(tmp_path), f"contract-{uuid.uuid4().hex[:8]}")
    engine.create("1")
    engine.switch("1")
    try:
        yield engine
    finally:
        for name in engine.generations():
            engine.drop(name)


def simple(number: int, *texts: str, title: str = "") -> Indexable:
    item = documents.item(random.Random(number), number)
    key = item.work.key
    passages = tuple(
        replace(documents.passages(random.Random(1), key, 1)[0], key=f"{key}#{n}", ord=n, text=text, path=())
        for n, text in enumerate(texts, 1)
    )
    return Indexable(replace(item.work, title=title), passages)


def write(engine: Engine, *items: Indexable) -> None:
    with engine.writer("1") as writer:
        for item in items:
            writer.index(item)
        writer.commit()


def found(engine: Engine, text: str) -> tuple[list[str], list[str]]:
    with engine.reader() as reader:
        works = reader.works(Text(text), limit=100).works
        return sorted(w.key for w in works), sorted(reader.keys(reader.passages(Text(text), limit=100)))


def test_an_empty_index_answers(engine: Engine) -> None:
    with engine.reader() as reader:
        assert reader.works(All(), facets=("kind",)).total == 0
        assert reader.passages(All(), limit=10) == []
        assert list(reader.titles()) == []
        assert reader.suggest("党", ("p",), 10) == []
        assert reader.found(["a:1"]) == {}
    assert engine.counts("1") == (0, 0)
    assert list(engine.fingerprints("1")) == []
    engine.ping()


def test_replacing_takes_surplus_passages_away(engine: Engine) -> None:
    write(engine, simple(1, "党员一", "党员二", "党员三"), simple(2, "党员四"))
    assert engine.counts("1") == (2, 4)
    newer = simple(1, "民主")
    write(engine, newer)
    assert engine.counts("1") == (2, 2)
    assert found(engine, "党员") == (["chance.work:2"], ["chance.work:2#1"])
    assert dict(engine.fingerprints("1"))["chance.work:1"] == fingerprint(newer)


def test_twice_in_one_batch_the_last_holds(engine: Engine) -> None:
    with engine.writer("1") as writer:
        writer.index(simple(1, "党员一", "党员二"))
        writer.index(simple(1, "民主"))
        writer.index(simple(2, "党员"))
        writer.delete(["chance.work:2"])
        writer.index(simple(3, "党员"))
        writer.commit()
    assert engine.counts("1") == (2, 2)
    assert found(engine, "党员") == (["chance.work:3"], ["chance.work:3#1"])


def test_deleting(engine: Engine) -> None:
    write(engine, *(simple(n, "党员", "民主") for n in range(1, 6)))
    with engine.writer("1") as writer:
        writer.delete(["chance.work:1", "chance.work:5", "nobody:1"])
        writer.commit()
    assert engine.counts("1") == (3, 6)
    assert found(engine, "党员")[0] == ["chance.work:2", "chance.work:3", "chance.work:4"]


def test_what_is_not_committed_is_not_found(engine: Engine) -> None:
    write(engine, simple(1, "党员"))
    with engine.writer("1") as writer:
        writer.index(simple(2, "党员"))
        assert found(engine, "党员")[0] == ["chance.work:1"]
        writer.rollback()
        writer.index(simple(3, "党员"))
        writer.commit()
        writer.index(simple(4, "党员"))
    assert found(engine, "党员")[0] == ["chance.work:1", "chance.work:3"]


def test_a_reader_stays_with_its_stamp(engine: Engine) -> None:
    write(engine, simple(1, "党员"))
    with engine.reader() as before, engine.reader() as same:
        assert before.stamp == same.stamp
    write(engine, simple(2, "党员"))
    with engine.reader() as after:
        assert after.stamp != before.stamp
        assert after.works(Text("党员")).total == 2


def test_switching(engine: Engine) -> None:
    write(engine, simple(1, "党员"))
    engine.create("2")
    with engine.writer("2") as writer:
        writer.index(simple(2, "党员"))
        writer.commit()
    assert (engine.current(), engine.generations()) == ("1", ["1", "2"])
    assert found(engine, "党员")[0] == ["chance.work:1"]
    engine.switch("2")
    assert found(engine, "党员")[0] == ["chance.work:2"]
    engine.drop("1")
    engine.drop("1")
    assert (engine.current(), engine.generations()) == ("2", ["2"])
    with pytest.raises(NoIndex), engine.reader("1"):
        pass
    with pytest.raises(EngineUnavailable):
        engine.switch("1")
    assert engine.current() == "2"


def test_no_index_says_so(engine: Engine) -> None:
    engine.drop("1")
    with pytest.raises(NoIndex), engine.reader():
        pass


def test_reading_while_writing(engine: Engine) -> None:
    """Twelve commits, each replaces all works: a reader always sees eight whole ones."""
    write(engine, *(simple(n, "党员") for n in range(8)))
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                with engine.reader() as reader:
                    total = reader.works(Keyword("work", tuple(f"chance.work:{n}" for n in range(8)))).total
            except Exception as error:
                total = error
            if total != 8:
                wrong.append(total)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    with engine.writer("1") as writer:
        for turn in range(12):
            for n in range(8):
                writer.index(simple(n, f"党员{turn}"))
            writer.commit()
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong


def test_chance_histories_end_as_if_written_at_once(engine: Engine) -> None:
    chance = random.Random(4)
    now: dict[str, Indexable] = {}
    with engine.writer("1") as writer:
        for _ in range(6):
            for _ in range(10):
                number = chance.randint(1, 15)
                key = documents.KEY.format(number)
                if chance.random() < 0.3:
                    writer.delete([key])
                    now.pop(key, None)
                else:
                    now[key] = documents.item(chance, number)
                    writer.index(now[key])
            writer.commit()
    assert dict(engine.fingerprints("1")) == {key: fingerprint(item) for key, item in now.items()}
    with engine.reader() as reader:
        places = set(reader.keys(reader.passages(All(), limit=1000)))
    assert places == {p.key for item in now.values() for p in item.passages}


def test_large_works_do_not_pile_up(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.elastic.writer.HELD", 10)
    with engine.writer("1") as writer:
        for number in range(1, 5):
            writer.index(simple(number, "一部很长很长的书", title="长书"))
            assert not getattr(writer, "_works", ())
        writer.commit()
    assert engine.counts("1") == (4, 4)
    assert len(found(engine, "很长很长")[0]) == 4
