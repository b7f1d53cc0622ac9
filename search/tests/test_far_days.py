"""Days for which neither engine has room are found like all others, at the end where they belong."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from search.engine import Engine
from search.engines import make
from search.nodes import All

from .shelf import work

DAYS = (date(1, 1, 1), date(2020, 5, 1), date(3400, 1, 1), date(9999, 12, 31), None)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elastic)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = "embedded:" if request.param == "embedded" else request.getfixturevalue("elastic_url")
    made = make(url, str(tmp_path), f"far-{uuid.uuid4().hex[:6]}")
    made.create("1")
    yield made
    made.drop("1")


def test_days_of_other_ages(engine: Engine) -> None:
    with engine.writer("1") as writer:
        for number, day in enumerate(DAYS, 1):
            writer.index(work(number, f"第{number}号", "正文", date=day))
        writer.commit()
    engine.switch("1")
    with engine.reader() as reader:
        orders = {
            order: [int(found.key.rpartition(":")[2]) for found in reader.works(All(), order=order).works]
            for order in ("date", "oldest")
        }
    assert orders == {"date": [4, 3, 2, 1, 5], "oldest": [1, 2, 3, 4, 5]}
