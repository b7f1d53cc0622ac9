"""Citations as people shorten and lengthen them: without 第 and 条, and with the part of the law."""

from __future__ import annotations

from time import perf_counter

import pytest

from search.citations import Citation, parse
from search.titlebook import Title, TitleBook

from .shelf import Ask, Library, marked, numbers, work

CODE = Title("w:1", "中华人民共和国民法典", day="2020-05-28")
CRIMINAL = Title("w:2", "中华人民共和国刑法", day="2020-12-26")
VIOLENCE = Title("w:3", "中华人民共和国反家庭暴力法", day="2015-12-27")
COURTS = Title("w:4", "中华人民共和国人民法院组织法", day="2018-10-26")
CHAPTER = Title("w:5", "合同管理章", day="2018-10-26")
OF_CONTRACTS = Title("w:6", "最高人民法院关于适用《中华人民共和国民法典》合同编通则若干问题的解释")
OPEN = {"p"}
BOOK = TitleBook((CODE, CRIMINAL, VIOLENCE, COURTS, CHAPTER, OF_CONTRACTS))


def read(query: str) -> tuple[tuple[str, ...], str]:
    citation = parse(query)
    assert citation
    return next(BOOK.readings(BOOK.settled(citation, OPEN), OPEN), ()), citation.anchor


@pytest.mark.parametrize(
    ("query", "key", "anchor"),
    [
        ("民法典合同编第五百条", "w:1", "a500"),
        ("《民法典》合同编第500条", "w:1", "a500"),
        ("民法典第三编第五百条", "w:1", "a500"),
        ("民法典物权编第三分编第三百三十条", "w:1", "a330"),
        ("民法典合同编通则第五百条", "w:1", "a500"),
        ("刑法分则第二百六十四条", "w:2", "a264"),
        ("刑法第二编第五章第264条怎么判", "w:2", "a264"),
        ("合同管理章第五条", "w:5", "a5"),
        ("民法典合同编通则解释第三条", "w:6", "a3"),
        ("刑法120之一", "w:2", "a120-1"),
        ("刑法第120之1", "w:2", "a120-1"),
        ("刑法第120条之一", "w:2", "a120-1"),
        ("民法典第1千条", "w:1", "a1000"),
        ("民法典第1千2百条", "w:1", "a1200"),
        ("反家暴法二十三", "w:3", "a23"),
        ("民法典一千二百", "w:1", "a1200"),
        ("刑法一百二十之一", "w:2", "a120-1"),
    ],
)
def test_the_law_and_its_article(query: str, key: str, anchor: str) -> None:
    assert read(query) == ((key,), anchor)


@pytest.mark.parametrize("query", ["民法第54条", "民法第五十四条", "民法第54条怎么理解"])
def test_of_two_that_hold_the_name_the_one_that_is_called_so(query: str) -> None:
    assert read(query)[0] == ("w:1",)


@pytest.mark.parametrize(
    "query", ["民法典婚姻家庭编的解释二", "刑法修正案十一", "工作规定二十", "民法典五", "方法"]
)
def test_a_numeral_that_may_be_a_serial_number_is_no_article(query: str) -> None:
    assert parse(query) is None


@pytest.mark.parametrize("name", ["民法典学习第三章", "民法典知识竞赛章程", "海商法编"])
def test_what_only_ends_like_a_part_of_a_law_is_none(name: str) -> None:
    citation = Citation(name, 5)
    assert BOOK.settled(citation, OPEN) == citation


def test_a_long_name_is_read_at_once() -> None:
    started = perf_counter()
    for name in ("编" * 99, "总则编" * 33 + "x", "总则总则编" * 20 + "的"):
        assert BOOK.settled(Citation(name, 5), OPEN).name == name
    assert perf_counter() - started < 0.5


def test_the_other_that_holds_the_name_is_not_shown_beside(ask: Ask) -> None:
    """民法 stands in 人民法…; the code alone has what is cited."""
    for query in ("民法第53条", "民法典第五十三条"):
        assert numbers(ask(query)) == [1]
    assert ask("民法典总则编第五十三条").hits[0].passages[0].passage.url == "/works/1/#a53"


@pytest.mark.once
def test_what_cites_the_article_by_the_whole_name_is_found_by_the_short_one(library: Library) -> None:
    ask = library(
        work(1, "中华人民共和国刑事诉讼法", ("第十五条", "认罪认罚。")),
        work(2, "关于适用刑事诉讼法的解释", ("第三条", "《刑事诉讼法》第十五条规定的“认罪”。")),
        work(3, "刑诉法问答", "刑诉法第十五条怎么理解。"),
    )
    assert numbers(ask("刑诉法第十五条")) == [1, 2, 3] and numbers(ask("刑事诉讼法第十五条")) == [1, 2]
    assert "刑事诉讼法》第十五条" in marked(ask("刑诉法第十五条"), 1)


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("反家暴法", "w:3"),
        ("家暴法", ""),  # another first word
        ("组织法", ""),  # a part of a title
        ("法院组织法", ""),
        ("反抗家庭暴力的方法", ""),
        ("反法", ""),
        ("人民法", ""),
        ("人民组织条例", ""),
    ],
)
def test_a_contraction_is_a_title_too(query: str, key: str) -> None:
    assert BOOK.shortened(query, OPEN, surely=True) == ((key,) if key else ())
    assert BOOK.shortened(query, (), surely=False) == ()
