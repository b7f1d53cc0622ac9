"""Versions that are not there, works that are only alike, and articles in a work that has pages alone: said, and shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from search.citations import parse, parse_number
from search.engine import Reader
from search.schema import ANONYMOUS
from search.search import answer

from .conftest import opened
from .shelf import numbers, work

pytestmark = pytest.mark.once
ARTICLES = (("第一条", "总则。"), ("第十六条", "担保。"))
WORKS = (
    work(1, "中华人民共和国公司法", *ARTICLES, kind="law", date=date(2023, 12, 29)),
    work(2, "中华人民共和国公司法", *ARTICLES, kind="law", date=date(2018, 10, 26), current=False),
    work(3, "中华人民共和国国家安全法", *ARTICLES, kind="law", date=date(2015, 7, 1)),
    work(4, "信访工作条例", *ARTICLES, kind="law", date=date(2022, 2, 25)),
    work(5, "中华人民共和国民法典", *ARTICLES, kind="law", date=date(2020, 5, 28)),
    work(6, "中华人民共和国刑事诉讼法", *ARTICLES, kind="law", date=date(2018, 10, 26)),
    work(
        7,
        "主题党日实施办法",
        "第一条 依照第十六条告知。",
        "第十六条 应当提前三日告知。\n第17条 记录。",
        pages=True,
    ),
    work(8, "中华人民共和国原子能法", *ARTICLES, kind="law", date=date(2025, 9, 12)),
    work(9, "优化营商环境条例", *ARTICLES, kind="law", number="国务院令第722号", date=date(2019, 10, 22)),
    work(
        11,
        "最高人民法院关于适用《中华人民共和国合同法》若干问题的解释（一）",
        *ARTICLES,
        date=date(1999, 12, 1),
    ),
    work(
        12,
        "最高人民法院关于适用《中华人民共和国合同法》若干问题的解释（二）",
        *ARTICLES,
        date=date(2009, 4, 24),
    ),
    work(
        13,
        "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（一）",
        *ARTICLES,
        date=date(2006, 4, 28),
    ),
    work(
        14,
        "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定（二）",
        *ARTICLES,
        date=date(2008, 5, 12),
    ),
    work(
        15,
        "中华人民共和国刑法修正案（十一）",
        "一、将第十七条修改为：“十二、三、一岁的人。\n“（一）未满十六周岁；\n二、在第一百三十三条后增加一条。",
        "第三条分为两款，即：\n三、将第一百三十四条第二款修改为：“冒险作业。”",
        "十一、删去。\n十二、将第一百七十六条修改。",
    ),
    work(
        10,
        "刑诉法学习笔记",
        "依照国务院令第743号的规定，在文昌路一百号逐条学习。刑诉法第五条尤其如此。",
        date=date(2021, 1, 1),
    ),
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with opened(WORKS) as reader:
        yield reader


@pytest.mark.parametrize(
    ("query", "first", "hint"),
    [
        ("2005年公司法第十六条", 1, "没有日期是2005年的“公司法”，先列出的是馆藏里最新的版本。"),
        ("公司法（1993年）第16条", 1, "没有日期是1993年的“公司法”，先列出的是馆藏里最新的版本。"),
        ("公司法（2018修正）第十六条", 2, ""),
        ("2023年公司法第十六条", 1, ""),
        ("旧公司法第十六条", 2, ""),
        ("修订前的公司法第16条", 2, ""),
        ("原民法第16条", 5, "没有修订前的“民法”，以下是馆藏里最新的版本。"),
        ("原子能法第十六条", 8, ""),
        ("国家安全法实施细则第十六条", 3, "没有题名正是“国家安全法实施细则”的文献，以下是题名相近的。"),
        ("信访工作办法第十六条", 4, "没有题名正是“信访工作办法”的文献，以下是题名相近的。"),
        ("刑诉法第十六条", 6, ""),
        ("触犯民法典第十六条", 5, ""),
        ("合同法解释（一）第十六条", 11, ""),
        ("合同法司法解释（二）第16条", 12, ""),
        ("最高法关于适用合同法若干问题的解释（一）第十六条", 11, ""),
        ("合同法解释一第十六条", 11, ""),
        ("合同法司法解释二第16条", 12, ""),
        ("公司法规定二第十六条", 14, ""),
        ("合同法解释（三）第十六条", 12, "没有题名正是“合同法解释三”的文献，以下是题名相近的。"),
        ("民法典规定的第十六条", 5, ""),
        ("民法典里的第16条", 5, ""),
    ],
)
def test_another_than_was_asked_for_is_said_to_be(reader: Reader, query: str, first: int, hint: str) -> None:
    found = answer(reader, query, ANONYMOUS)
    assert numbers(found)[0] == first and found.hits[0].passages[0].passage.url == f"/works/{first}/#a16"
    assert found.hints == ((hint,) if hint else ())


@pytest.mark.parametrize(
    ("query", "first", "hint"),
    [
        ("公司法2018", 2, ""),
        ("公司法 2023", 1, ""),
        ("公司法2005", 1, "没有日期是2005年的“公司法”，先列出的是馆藏里最新的版本。"),
        ("民法典2020", 5, ""),
        ("民法典99", 5, "“民法典”里没有第九十九条，请核对条号，或打开这部文献查看。"),
        ("民法典5000", 5, "“民法典”里没有第五千条，请核对条号，或打开这部文献查看。"),
        ("公司法（2018年修正）", 2, ""),
        ("中华人民共和国公司法（2018修正）", 2, ""),
        ("2018年公司法", 2, ""),
        ("公司法2018修订", 2, ""),
        ("公司法（2005年修订）", 1, "没有日期是2005年的“公司法”，先列出的是馆藏里最新的版本。"),
        ("旧公司法", 2, ""),
        ("修订前的公司法", 2, ""),
        ("旧民法典", 5, "没有修订前的“民法典”，以下是馆藏里最新的版本。"),
        ("公司法", 1, ""),
        ("原子能法", 8, ""),
        ("合同法解释（一）", 11, ""),
        ("合同法解释（二）", 12, ""),
        ("合同法司法解释（二）", 12, ""),
        ("公司法规定（二）", 14, ""),
        ("公司法的规定（一）", 13, ""),
        ("最高人民法院关于适用《中华人民共和国合同法》若干问题的解释（一）", 11, ""),
    ],
)
def test_a_version_is_named_beside_the_work(reader: Reader, query: str, first: int, hint: str) -> None:
    found = answer(reader, query, ANONYMOUS)
    assert numbers(found)[0] == first and found.hints == ((hint,) if hint else ())


def test_an_article_of_what_has_pages_alone_is_shown_on_its_page(reader: Reader) -> None:
    found = answer(reader, "主题党日实施办法第十六条", ANONYMOUS)
    assert numbers(found)[0] == 7 and found.hits[0].passages[0].passage.page == 2
    (start, end), *_ = found.hits[0].passages[0].marks
    assert found.hits[0].passages[0].snippet[start:end] == "第十六条"
    assert numbers(answer(reader, "主题党日实施办法第九十条", ANONYMOUS)) == [7]
    mentioned = answer(reader, "刑诉法学习笔记第五条", ANONYMOUS)
    assert numbers(mentioned)[0] == 10 and not mentioned.hits[0].passages


@pytest.mark.parametrize(
    ("query", "place", "mark"),
    [
        ("刑法修正案十一第一条", 1, "一、"),
        ("刑法修正案（十一）第三条", 2, "三、"),
        ("刑法修正案（十一）第12条", 3, "十二、"),
    ],
)
def test_of_what_has_no_articles_the_paragraph_of_that_number_is_shown(
    reader: Reader, query: str, place: int, mark: str
) -> None:
    found = answer(reader, query, ANONYMOUS)
    assert numbers(found) == [15] and not found.hints
    (passage,) = found.hits[0].passages
    assert passage.passage.key.endswith(f"#{place}")
    assert mark in [passage.snippet[a:b] for a, b in passage.marks]


@pytest.mark.parametrize("mark", ["？", "?", "！", "。", "？！ "])
@pytest.mark.parametrize("asked", ["怎么判", "可以辞退吗", "是关于什么罪的"])
def test_a_question_may_end_with_its_mark(reader: Reader, asked: str, mark: str) -> None:
    found = answer(reader, f"民法典第16条{asked}{mark}", ANONYMOUS)
    assert numbers(found)[0] == 5 and found.hits[0].passages[0].passage.url == "/works/5/#a16"


@pytest.mark.parametrize(
    "typed", ["国务院令第722号", "国务院令722号", "国务院令 第七百二十二号", "文号:国务院令第722号"]
)
def test_a_number_with_and_without_its_first_word(reader: Reader, typed: str) -> None:
    assert numbers(answer(reader, typed, ANONYMOUS))[0] == 9


def test_a_number_is_found_where_it_stands(reader: Reader) -> None:
    found = answer(reader, "国务院令第743号", ANONYMOUS)
    assert numbers(found) == [10] and not found.hints


def test_what_merely_looks_like_a_number_is_found_as_it_stands(reader: Reader) -> None:
    found = answer(reader, "文昌路一百号", ANONYMOUS)
    assert numbers(found)[0] == 10 and not found.hints


def test_numbers_are_read_in_one_spelling() -> None:
    assert parse_number("国务院令第743号") == parse_number("国务院令 七百四十三号") == "国务院令 743"
    assert parse_number("政网发2020年第3号") == parse_number("政网发〔2020〕3号") == "政网发2020 3"
    assert parse_number("第743号") is None
    assert parse("公安部令第160号第三条") and parse("公安部令第160号第三条").name
