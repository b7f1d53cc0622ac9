"""Whoever types a title in full, or an article of it, gets that work: whatever the title holds, and not its continuation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from search.citations import parse
from search.engine import Reader
from search.schema import ANONYMOUS
from search.search import answer

from .conftest import opened
from .shelf import numbers, work

pytestmark = pytest.mark.once
LONG = "利用移动终端、声讯台、互联网制作、复制、出版、贩卖、传播有害电子信息以及为其提供费用结算的刑事"
TITLES = {
    1: "关于审理案件若干问题的解释",
    2: "关于审理案件若干问题的解释（二）",
    3: "违反收费和罚款收支两条线管理规定处分办法",
    4: "关于适用刑法第十二条若干问题的批复",
    5: f"最高人民法院、最高人民检察院关于办理{LONG}案件具体应用法律若干问题的解释",
    6: "中华人民共和国刑法",
    7: "学习党章心得",
    8: "中国共产党章程",
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    laws = [
        work(
            n,
            title,
            ("第一条", f"正文{n}。"),
            ("第十二条", "时效。"),
            kind="law",
            date=date(2000 + n, 1, 1),
        )
        for n, title in TITLES.items()
    ]
    with opened(laws) as reader:
        yield reader


@pytest.mark.parametrize("number", [n for n in TITLES if n not in (7, 8)])
@pytest.mark.parametrize("form", ["{}第一条", "《{}》第1条", "{}"])
def test_a_title_in_full(reader: Reader, number: int, form: str) -> None:
    found = answer(reader, form.format(TITLES[number]), ANONYMOUS)
    assert numbers(found)[0] == number and not found.hints
    if form != "{}":
        assert found.hits[0].passages[0].passage.url == f"/works/{number}/#a1"


def test_a_first_word_that_begins_another_title_is_still_none_of_the_name(reader: Reader) -> None:
    found = answer(reader, "学习党章第一条", ANONYMOUS)
    assert numbers(found)[0] == 8 and found.hits[0].passages[0].passage.url == "/works/8/#a1"


def test_a_text_that_speaks_of_itself_names_no_law(reader: Reader) -> None:
    found = answer(reader, "违反本法第一条的规定", ANONYMOUS)
    assert not any("题名相近" in hint for hint in found.hints)
    assert parse("依照本条例第十二条") is None
