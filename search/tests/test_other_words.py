"""What means the same is no answer by itself: the rest of what was said counts too."""

from __future__ import annotations

import pytest

from search.lexicon import cut, fixed
from search.plan import plan_of
from search.synonyms import expand, of_word

from .shelf import Ask, Library, numbers, work

pytestmark = pytest.mark.once


@pytest.fixture
def ask(library: Library) -> Ask:
    return library(
        work(1, "计算机软件保护条例", ("第一条", "为了保护计算机软件著作权人的权益，制定本条例。")),
        work(2, "党支部工作规则", ("第八条", "做好发展党员和入党积极分子的培养、考察工作。")),
        work(3, "刑法", ("第二百六十三条", "以暴力、胁迫或者其他方法抢劫公私财物的，处有期徒刑。")),
        work(
            4,
            "民法典",
            ("第七百二十六条", "承租人享有以同等条件优先购买权。"),
            ("第三百零八条", "按份共有。"),
        ),
        work(5, "机关党委职责", "机关党委指导各支部。"),
        work(6, "行政机关处分条例", "行政机关选举任命的人员。"),
        work(7, "劳动合同法", "劳动者可以解除劳动合同。"),
        work(8, "章程", ("第三条", "依照前条第八项规定执行。")),
    )


@pytest.mark.parametrize("query", ["发展党员的程序", "发展党员程序", "优先发展党员", "党员发展的程序"])
def test_a_word_of_party_work_leads_and_no_everyday_word_beside_it(ask: Ask, query: str) -> None:
    assert numbers(ask(query))[0] == 2


@pytest.mark.parametrize("query", ["会议程序", "抢答赛", "抢险救灾", "共有多少同志", "小程序培训班"])
def test_an_everyday_word_alone_answers_nothing(ask: Ask, query: str) -> None:
    assert not ask(query).total


@pytest.mark.parametrize(("query", "first"), [("抢钱", 3), ("被抢了怎么办", 3), ("小程序", 1), ("先买", 4)])
def test_what_is_said_otherwise_as_a_whole_is_found(ask: Ask, query: str, first: int) -> None:
    assert numbers(ask(query))[0] == first


EVERYDAY = [
    work(1, "民法典", ("第一千二百四十五条", "饲养的动物造成他人损害的，应当承担侵权责任。")),
    work(2, "杂文", "有人牵着落水狗；被人打架，咬了一口，学生们都看，谁也不赔。狗又咬了。"),
    work(3, "工伤保险条例", ("第十四条", "职工有下列情形之一的，应当认定为工伤。")),
    work(4, "汇编", "认定的标准不一，工伤另行规定。"),
    work(5, "安全法", ("第九十一条", "饮酒后驾驶机动车的，处罚款；醉酒驾驶的，吊销驾驶证。")),
    work(6, "民法典合同编", ("第六百七十六条", "未按照约定的期限返还借款的，支付逾期利息。")),
    work(7, "物业条例", ("第六十四条", "业主逾期不交纳物业服务费用的，限期交纳。")),
    work(8, "刑法", ("第二百八十七条之二", "犯帮助信息网络犯罪活动罪的，处拘役。"), ("第三百一十三条", "拒不执行判决、裁定罪。")),
    work(9, "责任编", ("第一千一百八十八条", "限制民事行为能力人造成他人损害的，由监护人承担。")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("被狗咬了谁赔", 1),
        ("学生打架谁赔", 9),
        ("工伤认定标准", 3),
        ("酒驾 醉驾", 5),
        ("欠钱不还", 6),
        ("物业费不交", 7),
        ("帮信罪", 8),
        ("拒执罪", 8),
        ("帮信罪怎么判", 8),
    ],
)
def test_what_several_words_mean_together_leads(library: Library, query: str, first: int) -> None:
    """Before what has merely their characters."""
    assert numbers(library(*EVERYDAY)(query))[0] == first


def test_what_several_words_mean_is_found_where_they_stand_as_they_are(library: Library) -> None:
    ask = library(*EVERYDAY, work(10, "告示", "本村接到被狗咬的报告后，先送医。"))
    assert sorted(numbers(ask("被狗咬了谁赔"))) == [1, 10]


def test_a_part_of_a_word_is_not_several_words(library: Library) -> None:
    ask = library(work(1, "处罚法", "行政处罚的种类。"), work(2, "税法", "处以罚款，是什么行为。"))
    found = ask("什么是行政处罚？")
    assert numbers(found)[0] == 1 and not any("相近的说法" in hint for hint in found.hints)


def test_a_short_word_whose_characters_stand_apart_in_what_it_means(library: Library) -> None:
    ask = library(
        work(1, "价格法", "降低保险费，实行最低保护价。"), work(2, "救助办法", "申请最低生活保障的家庭。")
    )
    found = ask("低保")
    assert numbers(found)[0] == 2 and found.hints == ("“低保”一并按“最低生活保障”查找。",)
    assert numbers(ask("低保怎么申请"))[0] == 2


def test_a_single_character_alone_is_the_last_that_is_tried(ask: Ask) -> None:
    for query in ("抢手机", "抢手机怎么判"):
        found = ask(query)
        assert numbers(found) == [3] and found.hints == ("没有这样的原文，以下只与“抢”有关。",)


def test_a_part_of_a_name_has_no_synonym(ask: Ask) -> None:
    assert numbers(ask("机关党委选举"))[0] == 5


def test_a_number_of_rules_is_no_item_of_a_list(ask: Ask) -> None:
    assert not ask("落实八项规定").total


def test_of_a_number_of_rules_each_place_counts_by_itself(library: Library) -> None:
    """A long work may hold an item of a list besides."""
    ask = library(
        work(1, "纪检要点", "落实中央八项规定精神，反对“四风”。", ("第九条", "依照本办法第八项规定处理。")),
        work(2, "章程", ("第三条", "依照前条第八项规定执行，（四）风险自负。")),
        work(3, "学习简报", "组织党员学习，开展讨论。"),
        *(work(n, f"简报{n}", f"第{n}次会议纪要。") for n in range(10, 40)),
    )
    for query in ("学习八项规定", "八项规定 讨论", "党员 八项规定"):
        found = ask(query)
        assert numbers(found)[0] == 1 and not any("没有提到“八项规定”" in hint for hint in found.hints)
        assert "中央八项规定" in found.hits[0].passages[0].snippet
    found = ask("八项规定")
    assert numbers(found) == [1, 2] and not found.hints
    assert "中央八项规定" in found.hits[0].passages[0].snippet


def test_a_word_that_only_begins_with_a_number_is_looked_for_as_it_is(library: Library) -> None:
    ask = library(
        work(1, "陪审员法", "第一审案件由陪审员参加。"),
        work(2, "细则", "陪审员的补助。"),
        *(work(n, f"简报{n}", f"第{n}次会议纪要。") for n in range(10, 40)),
    )
    found = ask("一审陪审员")
    assert numbers(found)[0] == 1 and "同时提到“一审”“陪审员”" in found.hints[0]


def test_of_a_passage_that_has_both_nothing_untrue_is_said(library: Library) -> None:
    ask = library(
        work(1, "通知", "贯彻落实中央八项规定。依照第八项规定办理。"),
        work(2, "简报", "学习。"),
        *(work(n, f"简报{n}", f"第{n}次会议纪要。") for n in range(10, 40)),
    )
    for query in ("八项规定", "学习八项规定"):
        found = ask(query)
        assert numbers(found)[0] == 1 and not any("没有提到“八项规定”" in hint for hint in found.hints)


def test_only_an_item_of_a_list_is_told_from_a_number_of_rules(ask: Ask) -> None:
    found = ask("八项规定")
    assert numbers(found) == [8]
    assert found.hints == ("没有提到“八项规定”的内容，以下是写有“第八项规定”的内容。",)


def test_a_word_that_only_marks_part_is_told_of(library: Library) -> None:
    ask = library(work(1, "处置条例", "（四）风险控制指标不符合规定。"), work(2, "纪检要点", "反对“四风”。"))
    assert numbers(ask("四风")) == [2] and not ask("四风").hints
    ask = library(work(1, "处置条例", "（四）风险控制指标不符合规定。"))
    assert ask("四风").hints == ("没有连着写的“四风”，以下内容里这几个字中间隔着标点。",)


def test_a_term_that_many_rules_share_means_no_single_word() -> None:
    assert of_word("酒驾") and of_word("员工") == ("劳动者",)
    assert of_word("辞退") == ("解除劳动合同", "经济补偿")  # without 用人单位
    assert of_word("加班费") == ("延长工作时间",) and of_word("机关党委") == ()


def test_a_single_character_counts_only_as_a_word() -> None:
    assert "抢劫" in expand("被人抢了") and expand("抢险") == ()


def test_fixed_terms_are_whole() -> None:
    assert len(fixed()) > 30 and all(cut(term) == (term,) for term in fixed())
    assert cut("优先发展党员") == ("优先", "发展党员")


def test_what_is_one_word_stands_there_or_does_not() -> None:
    for query in ("两个确立", "六个坚持", "换届选举", "预备期多长时间"):
        assert not any(stage.loose for stage in plan_of(query).stages)
    assert any(stage.loose for stage in plan_of("餐具简报").stages)
