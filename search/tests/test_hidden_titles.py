"""A title or number that someone may not see changes nothing of what a citation leads him to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from search import sources
from search.access import Filters
from search.engine import Reader
from search.schema import ANONYMOUS, Results, Viewer
from search.search import answer
from search.temporary import temporary_engine
from search.tests.conftest import fill
from search.tests.shelf import INTERNAL, MEMBER, Shelf, work

pytestmark = pytest.mark.once

CODE = work(
    1, "中华人民共和国民法典", ("第五十四条", "自然人从事工商业经营，经依法登记，为个体工商户。"), kind="law"
)
MENTION = work(2, "某某司法解释", *["民法典第五十四条规定的个体工商户。"] * 3)
NUMBER = "国办发〔2017〕47号"
NAMED = work(3, NUMBER, "正文")
CARS = work(4, "云岭市机关车辆管理办法", ("第三条", "车辆由办公室管理。"))
CONTRACTED = work(5, "未成年人保护法", ("第一条", "为了保护未成年人。"))
PATENTS = work(6, "专利法", ("第二条", "本法所称的发明创造。"))
INVESTMENT = work(7, "政府投资项目管理办法", ("第六条", "项目由主管部门审批。"))
COMPANIES = work(8, "公司解释", ("第二条", "公司成立以后。"))
OPEN = (CODE, MENTION, NAMED, CARS, CONTRACTED, PATENTS, INVESTMENT, COMPANIES)

HIDDEN_TITLES = (
    "民法典第五十四条",
    "车辆管理办法",
    *(f"{place}车辆管理办法" for place in "甲乙丙丁戊己"),
    "未来护法",
    "法商法专利法",
    "政府投资的项目管理办",
    "公司解释（一）",
)
HIDDEN = (
    *(work(pk, title, "内部的正文。", access=INTERNAL) for pk, title in enumerate(HIDDEN_TITLES, 20)),
    work(40, "内部件", "内部的正文。", number=NUMBER, access=INTERNAL),
)
LED = {
    "民法典第五十四条": CODE,
    "民法典第54条": CODE,
    "《民法典》54条": CODE,
    NUMBER: NAMED,
    "国办发2017年47号": NAMED,
    "车辆管理办法第三条": CARS,
    "未护法第一条": CONTRACTED,
    "未护法1": CONTRACTED,
    "民法商法专利法第二条": PATENTS,
    "政府投资的项目管理办法第六条": INVESTMENT,
    "公司解释（一）第二条": COMPANIES,
}


class Doors(NamedTuple):
    alone: Reader  # what is open
    among: Reader  # the same among what is hidden


@pytest.fixture(scope="module", params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elastic)])
def doors(request: pytest.FixtureRequest) -> Iterator[Doors]:
    if request.param == "elasticsearch":
        os.environ["XINHUO_TEST_ELASTIC_URL"] = request.getfixturevalue("elastic_url")
    with ExitStack() as stack:
        readers = []
        for items in (OPEN, OPEN + HIDDEN):
            engine = stack.enter_context(temporary_engine(request.param))
            fill(engine, Shelf(items))
            readers.append(stack.enter_context(engine.reader()))
        yield Doors(*readers)


@pytest.fixture(autouse=True)
def _all() -> Iterator[None]:
    everything = Shelf(OPEN + HIDDEN)
    sources.register(everything)
    yield
    sources.unregister(everything.name)


def ask(reader: Reader, query: str, viewer: Viewer = ANONYMOUS, **narrow: object) -> Results:
    return answer(reader, query, viewer, Filters(**narrow))


@pytest.mark.parametrize("query", LED)
def test_a_citation_leads_where_it_would_without_what_is_hidden(doors: Doors, query: str) -> None:
    alone, among = ask(doors.alone, query), ask(doors.among, query)
    first = among.hits[0].work
    assert first.key == LED[query].work.key
    assert [hit.work for hit in among.hits] == [hit.work for hit in alone.hits]  # address and anchor too
    assert (among.total, among.hints, among.facets) == (alone.total, alone.hints, alone.facets)


def test_what_is_filtered_away_stands_in_no_ones_way(doors: Doors) -> None:
    found = ask(doors.among, "民法典第五十四条", MEMBER, kind="law")
    assert [hit.work.key for hit in found.hits] == [CODE.work.key]
    assert found.hits[0].work.url.endswith("#a54")
    assert ask(doors.among, "民法典第五十四条", MEMBER).hits[0].work.title == "民法典第五十四条"
