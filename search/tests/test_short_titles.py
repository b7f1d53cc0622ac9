"""What a law is called for short leads to it, though no other may be meant by it."""

from __future__ import annotations

from datetime import date

import pytest

from .shelf import NEARLY, Ask, Library, numbers, work

pytestmark = pytest.mark.once


@pytest.fixture
def ask(library: Library) -> Ask:
    return library(
        work(1, "中华人民共和国国家安全法", ("第五条", "国家安全领导机构负责。")),
        work(2, "中华人民共和国反恐怖主义法", ("第三条", "恐怖主义。")),
        work(3, "中华人民共和国国际刑事司法协助法", ("第一条", "协助。")),
        work(4, "中华人民共和国对外关系法", ("第三十二条", "遵守国际法基本原则。")),
        work(5, "社会团体登记管理条例", ("第一条", "社会团体登记。")),
        work(6, "中华人民共和国治安管理处罚法", ("第一条", "维护秩序。")),
        work(7, "杂文", "所谓治安法，不过如此。"),
        work(9, "党费收缴、使用和管理实施细则", ("第三条", "党费支出。")),
        work(10, "机关党委财务管理工作规定", ("第三条", "报销须经两人签字。")),
        work(11, "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定", ("第三条", "出资。")),
        work(12, "干部教育培训工作条例", ("第三条", "培训。"), date=date(2023, 1, 1)),
        work(8, "村民委员会组织法", ("第六条", "村民委员会由三至七人组成。")),
    )


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("国安法", 1),
        ("治安法", 6),
        ("村委会组织法", 8),
        ("村居法", 8),
        ("根据国安法", 1),
        ("触犯国安法", 1),
        ("违反治安法", 6),
        ("依照国家安全法", 1),
    ],
)
def test_what_surely_means_it_leads_without_a_word(ask: Ask, query: str, first: int) -> None:
    found = ask(query)
    assert numbers(found)[0] == first and not found.hints


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("反恐法", 2),
        ("反恐法第三条", 2),
        ("社团条例", 5),
        ("党费细则第三条", 9),
        ("机关党委会议管理工作规定第三条", 10),
    ],
)
def test_what_stands_nowhere_leads_to_what_it_may_be_short_for(ask: Ask, query: str, first: int) -> None:
    found = ask(query)
    assert numbers(found)[0] == first
    assert found.hints[0].startswith(NEARLY.format(query.removesuffix("第三条")))


def test_what_else_is_alike_follows_a_guess(library: Library) -> None:
    ask = library(
        work(1, "中华人民共和国人民币管理条例", ("第一条", "人民币。")),
        work(2, "食品安全法", ("第一条", "食品生产经营。")),
        work(3, "食品标识管理法规汇编", "食品标识，按照法律管理。"),
        work(4, "国务院关于预防煤矿生产安全事故的特别规定", ("第一条", "煤矿。")),
        work(5, "国防教育要点", "国防教育的规定动作。"),
        work(6, "社会团体登记管理条例", ("第一条", "社会团体。")),
        work(7, "培训管理办法", "依照条例成立的社团。"),
        work(8, "女职工劳动保护特别规定", ("第一条", "女职工。")),
    )
    guessed = ask("社团条例")
    assert numbers(guessed)[0] == 6 and 7 in numbers(guessed)
    assert guessed.hints[0].startswith(NEARLY.format("社团条例"))
    assert ask("食品法").hints[0].startswith(NEARLY.format("食品法")) and numbers(ask("食品法"))[0] == 2
    assert (
        ask("女职工规定").hints[0].startswith(NEARLY.format("女职工规定"))
        and numbers(ask("女职工规定"))[0] == 8
    )
    for query in ("国防规定", "人民条例"):
        assert not any("题名" in hint for hint in ask(query).hints)
    assert numbers(ask("国防规定"))[0] == 5


def test_a_word_of_its_own_is_short_for_nothing(ask: Ask) -> None:
    assert numbers(ask("国际法")) == [4] and not ask("国际法").hints


def test_what_explains_a_law_is_called_after_it(ask: Ask) -> None:
    found = ask("公司法规定第三条")
    assert numbers(found)[0] == 11 and not found.hints


def test_an_old_hand_is_no_former_one(ask: Ask) -> None:
    assert not any("修订前" in hint for hint in ask("老干部教育培训工作条例").hints)
    assert any("修订前" in hint for hint in ask("旧干部教育培训工作条例").hints)


@pytest.mark.parametrize(
    ("query", "first", "hinted"),
    [
        ("香港国安法第五条", 15, True),
        ("海洋环保法第五条", 16, False),
        ("国安法第五条", 17, False),
        ("违反环保法第五条", 18, False),
        ("触犯环保法第五条", 18, False),
        ("企业环保法第五条", 18, True),
        ("触犯国家安全法第五条", 17, False),
    ],
)
def test_a_contraction_of_a_whole_title_before_a_short_name_at_its_end(
    library: Library, query: str, first: int, hinted: bool
) -> None:
    ask = library(
        work(15, "中华人民共和国香港特别行政区维护国家安全法", ("第五条", "香港。")),
        work(16, "中华人民共和国海洋环境保护法", ("第五条", "海洋。")),
        work(17, "中华人民共和国国家安全法", ("第五条", "中央。")),
        work(18, "中华人民共和国环境保护法", ("第五条", "预防为主。")),
    )
    found = ask(query)
    assert numbers(found)[0] == first and any("题名" in hint for hint in found.hints) is hinted


def test_a_law_that_is_called_as_another_is_called_for_short_is_meant(library: Library) -> None:
    ask = library(work(1, "土地法", ("第五条", "租约。")), work(2, "土地管理法", ("第五条", "主管。")))
    for query in ("《土地法》第五条", "土地法第5条", "土地法"):
        assert numbers(ask(query))[0] == 1
