"""What courts explained is found by what it explains."""

from __future__ import annotations

from datetime import date

import pytest

from .shelf import NEARLY, Library, numbers, work

pytestmark = pytest.mark.once
COURT = "最高人民法院关于"
EXPLAINED = [
    work(2, f"{COURT}适用《中华人民共和国公司法》若干问题的规定（二）", ("第三条", "清算。")),
    work(3, f"{COURT}适用《中华人民共和国公司法》若干问题的规定（三）", ("第三条", "出资。")),
    work(4, f"{COURT}适用《中华人民共和国民法典》有关担保制度的解释", ("第三条", "保证。")),
    work(5, f"{COURT}审理民间借贷案件适用法律若干问题的规定", ("第三条", "利息。")),
    work(6, f"{COURT}适用《中华人民共和国刑事诉讼法》的解释", ("第三条", "管辖。")),
    work(7, "办法", ("第一条", "按照合同规定办理。")),
    work(8, "指南", ("第一条", "合同解释的方法，参见有关司法解释。")),
    work(9, f"{COURT}审理旅游合同案件适用法律若干问题的规定", ("第三条", "旅客。")),
    work(10, f"{COURT}审理旅游合同案件适用法律若干问题的解释", ("第三条", "旅客。")),
    work(11, "中华人民共和国民法典", ("第三条", "人身权利。")),
    work(12, "关于新民间借贷司法解释适用范围的批复", "批复。"),
    work(13, "中华人民共和国公司法", ("第三条", "公司是企业法人。")),
    work(14, "中华人民共和国刑事诉讼法", ("第三条", "侦查。")),
    work(20, f"{COURT}适用《中华人民共和国民法典》婚姻家庭编的解释（一）", ("第三条", "婚姻家庭编。")),
    work(21, f"{COURT}适用《中华人民共和国民法典》婚姻家庭编的解释（二）", ("第三条", "婚姻家庭编。")),
    work(22, f"{COURT}确定民事侵权精神损害赔偿责任若干问题的解释", ("第三条", "精神损害赔偿。")),
    work(24, f"{COURT}审理民事案件适用诉讼时效制度若干问题的规定", ("第三条", "时效。")),
    work(23, f"{COURT}审理国家赔偿案件确定精神损害赔偿责任适用法律问题的解释", ("第三条", "损害。")),
]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("公司法解释三", 3),
        ("公司法解释（三）第三条", 3),
        ("公司法司法解释二第三条", 2),
        ("民法典担保制度解释", 4),
        ("民法典有关担保制度的解释", 4),
        ("刑诉解释第三条", 6),
        ("刑诉法解释3", 6),
        ("刑诉解释3", 6),
        ("合同规定", 7),
        ("合同解释", 8),
        ("有关司法解释", 8),
    ],
)
def test_what_explains_a_law_leads_without_a_word(library: Library, query: str, first: int) -> None:
    found = library(*EXPLAINED)(query)
    assert numbers(found)[0] == first and not found.hints


@pytest.mark.parametrize(
    ("query", "first", "second"),
    [
        ("担保制度解释第三条", 4, 0),
        ("民间借贷规定第三条", 5, 0),
        ("民间借贷司法解释", 5, 12),
        ("婚姻家庭编解释（一）", 20, 21),
        ("婚姻家庭编解释（二）", 21, 20),
        ("精神损害赔偿解释", 22, 23),
        ("旅游合同司法解释", 10, 9),
    ],
)
def test_what_is_merely_about_it_is_a_guess(library: Library, query: str, first: int, second: int) -> None:
    """It is said to be one, and what else is found follows."""
    found = library(*EXPLAINED)(query)
    assert numbers(found)[0] == first and "题名" in found.hints[0]
    assert not second or second in numbers(found)


def test_all_that_explains_parts_of_a_law_is_what_explains_it(library: Library) -> None:
    parts = ("物权编的解释（一）", "婚姻家庭编的解释（二）", "总则编若干问题的解释", "继承编的解释（一）")
    more = ("合同编通则若干问题的解释", "侵权责任编的解释（一）", "有关担保制度的解释")
    ask = library(
        work(9, "中华人民共和国民法典", ("第一条", "目的。")),
        *(
            work(n, f"{COURT}适用《中华人民共和国民法典》{of}", "条文。")
            for n, of in enumerate((*parts, *more), 1)
        ),
    )
    for query in ("民法典的解释", "民法典解释"):
        assert sorted(numbers(ask(query))) == list(range(1, 8))
    found = ask("民法典解释二")
    assert numbers(found)[0] == 2 and found.total == 7 and not found.hints


def test_of_many_that_are_called_so_the_shortest_lead(library: Library) -> None:
    many = ("专利权权属", "专利代理", "专利授权确权", "专利侵权判定")
    ask = library(*(work(n, f"{COURT}审理{of}案件的规定", "条文。") for n, of in enumerate(many, 1)))
    found = ask("专利司法解释")
    assert numbers(found)[:1] == [2] and len(found.hits) == 4 and "题名" in found.hints[0]
    assert not any("题名" in hint for hint in ask("专利规定").hints)


@pytest.mark.parametrize(
    "query", ["司法解释", "案件司法解释", "有关解释第三条", "案件规定第三条", "诉讼解释"]
)
def test_what_all_of_them_are_about_names_none(library: Library, query: str) -> None:
    found = library(*EXPLAINED)(query)
    assert not any("题名" in hint for hint in found.hints)
    assert "第三条" not in query or "没有找到" in found.hints[0]


def test_a_word_is_no_part_of_another(library: Library) -> None:
    ask = library(
        work(1, f"{COURT}审理建筑物区分所有权纠纷案件的解释", "有权解释。"), work(2, "规则", "法院有权解释。")
    )
    assert not any("题名" in hint for hint in ask("有权解释").hints)


CRIMES = [
    work(1, f"{COURT}审理洗钱等刑事案件具体应用法律若干问题的解释", ("第一条", "旧的。")),
    work(2, "最高人民法院、最高人民检察院关于办理洗钱刑事案件适用法律若干问题的解释", ("第一条", "自洗钱。")),
    work(3, "最高人民法院、最高人民检察院关于办理盗窃刑事案件适用法律若干问题的解释", ("第一条", "数额。")),
    work(4, "最高人民法院、最高人民检察院关于办理与盗窃、抢劫机动车相关刑事案件若干问题的解释", ("第一条", "机动车。")),
    work(5, f"{COURT}审理环境民事公益诉讼案件适用法律若干问题的解释", ("第一条", "环境。")),
    work(6, "最高人民法院、最高人民检察院关于检察公益诉讼案件适用法律若干问题的解释", ("第一条", "检察。")),
    work(7, f"{COURT}审理消费民事公益诉讼案件适用法律若干问题的解释", ("第一条", "消费。")),
    work(8, f"{COURT}办理海洋自然资源与生态环境公益诉讼案件若干问题的规定", ("第一条", "海洋。")),
    work(9, f"{COURT}知识产权民事诉讼证据的若干规定", ("第一条", "证据。")),
    work(10, f"{COURT}民事诉讼证据的若干规定", ("第一条", "举证。")),
    work(11, f"{COURT}审理融资租赁合同纠纷案件适用法律问题的解释", ("第一条", "融资。")),
    work(12, f"{COURT}审理城镇房屋租赁合同纠纷案件具体应用法律若干问题的解释", ("第一条", "房屋。")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("盗窃解释", 3),
        ("盗窃罪解释", 3),
        ("抢劫解释", 4),
        ("洗钱解释", 2),
        ("洗钱司法解释", 2),
        ("公益诉讼解释", 6),
        ("环境公益诉讼解释", 5),
        ("知识产权证据规定", 9),
        ("民事证据规定", 10),
        ("租赁合同解释", 12),
    ],
)
def test_what_is_explained_may_be_said_in_two_characters_or_in_words_apart(
    library: Library, query: str, first: int
) -> None:
    ask = library(*CRIMES)
    found = ask(query)
    assert numbers(found)[0] == first and found.hints[0].startswith(NEARLY.format(query))
    found = ask(f"{query}第一条")
    assert found.hits[0].passages[0].passage.url == f"/works/{first}/#a1"
    assert found.hints[0].startswith(NEARLY.format(query))


def test_what_so_many_are_about_names_none(library: Library) -> None:
    crimes = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
    ask = library(
        *(work(n, f"{COURT}审理{of}罪刑事案件的解释", "条文。") for n, of in enumerate(crimes, 1)),
        *(work(20 + n, f"{COURT}审理{of}侵权案件的解释", "条文。") for n, of in enumerate(crimes)),
    )
    for query in ("刑事案件司法解释", "侵权司法解释", "侵权案件司法解释"):
        assert not any("题名" in hint for hint in ask(query).hints)


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("刑诉解释700", "“刑诉解释”里没有第七百条，请核对条号，或打开这部文献查看。"),
        ("刑诉解释2021", "没有日期是2021年的“刑诉解释”，以下是馆藏里最新的版本。"),
        ("刑诉解释2018", ""),
    ],
)
def test_a_number_that_is_no_article_of_an_explanation(library: Library, query: str, hint: str) -> None:
    ask = library(
        work(1, "中华人民共和国刑事诉讼法", ("第三条", "侦查。"), date=date(2018, 10, 26)),
        work(
            2, f"{COURT}适用《中华人民共和国刑事诉讼法》的解释", ("第三条", "管辖。"), date=date(2018, 2, 6)
        ),
    )
    found = ask(query)
    assert numbers(found)[0] == 2 and found.hints == ((hint,) if hint else ())
