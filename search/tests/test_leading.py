"""What comes first where nothing stands as it was typed, and when it is better to show nothing."""

from __future__ import annotations

from datetime import date

import pytest

from .shelf import Ask, Library, numbers, work

pytestmark = pytest.mark.once

OTHERS = [
    work(
        n,
        f"第{n}号通报",
        f"中央报告第{n}号：再审申请书怎么写，申请书写明书写的申请，申请书请书写。",
        prior=9999,
    )
    for n in range(20, 50)
]
FILLER = "按期召开会议，听取意见，作出记录，归档备查；遇有特殊情形，可以提前或者推迟，事后补记。" * 4


@pytest.fixture
def ask(library: Library) -> Ask:
    return library(
        work(
            1,
            "党支部工作规则",
            ("第八条", f"培养、考察入党积极分子，做好发展党员工作。{FILLER}"),
            ("第九条", "支部书记述职。"),
        ),
        work(2, "著作权集体管理条例", ("第十八条", "理事会任期届满，按章程换届选举。")),
        work(3, "组织越狱的处罚", ("第三百一十七条", "积极参加的分子，培养、考察从严，期间照算。")),
        work(4, "流程图集", "发来的图。", "展开看。", "党内用。", "员工用。", "流水账。", "程度不一。"),
        work(5, "经验选编", "餐具摆放。"),
        *OTHERS,
    )


@pytest.mark.parametrize(
    "query",
    ["入党申请书怎么写", "支部换届选举", "入党积极分子培养考察期", "党支部书记任期几年", "发展党员流程"],
)
def test_the_word_of_party_work_stands_in_what_is_first(ask: Ask, query: str) -> None:
    assert numbers(ask(query))[0] == 1


@pytest.mark.parametrize("query", ["党的二十大报告", "二十大报告", "中央八项规定", "两个确立"])
def test_where_what_is_asked_about_is_not_there_what_is_everywhere_is_no_answer(ask: Ask, query: str) -> None:
    assert not ask(query).total


def test_the_rarer_word_leads_whatever_it_is_about(library: Library) -> None:
    """In a library of the Party 党组织 says least."""
    ask = library(
        work(1, "集体经济组织", "在基层党组织领导下依法履行职责。"),
        work(2, "工作规则", "党支部换届应当按期进行。", "党组织领导。"),
        *(work(n, f"纪要{n}", "党组织研究同意。") for n in range(10, 20)),
        *OTHERS,
    )
    found = ask("党组织换届")
    assert numbers(found)[0] == 2 and "换届" in found.hits[0].passages[0].snippet


def test_of_a_work_that_has_both_apart_none_is_said_to_be_lacking(library: Library) -> None:
    ask = library(
        work(1, "问答", "党费怎么交。", *(["其他事项。"] * 3), "电脑的保管。"),
        *(work(n, f"纪要{n}", "党费收缴。") for n in range(10, 16)),
    )
    found = ask("党费电脑")
    assert numbers(found)[0] == 1
    assert found.hints == ("没有一处同时提到“党费”“电脑”，先列出提到“电脑”的。",)


def test_a_fixed_term_with_the_other_word_leads(library: Library) -> None:
    """Though what has only characters in common holds more of them."""
    ask = library(
        work(1, "刑法", "聚众的，对首要分子和其他积极参加的分子，入党多久培育多年养成的，从重。"),
        work(2, "工作规则", f"培养、考察入党积极分子。{FILLER}"),
    )
    assert numbers(ask("入党积极分子培养多久"))[0] == 2


def test_a_rare_word_is_still_shown_alone(ask: Ask) -> None:
    found = ask("餐具鳄梨")
    assert numbers(found) == [5] and found.hints == ("没有提到“鳄梨”的内容，以下是提到“餐具”的内容。",)


def test_characters_that_stand_all_over_a_work_are_no_hit_but_those_of_a_title_are(library: Library) -> None:
    pieces = ("预先的事", "备好的物", "党内的话", "员工的书", "考虑的人", "察看的图", "鉴别的字", "定下的数")
    query = "预备党员考察鉴定材料"
    assert not library(work(1, "杂记", *pieces))(query).total
    found = library(work(1, "杂记", *pieces), work(2, "预备党员考察鉴定"))(query)
    assert numbers(found) == [2] and found.total == 1


def test_it_is_said_that_what_means_the_same_was_looked_for_as_well(library: Library) -> None:
    ask = library(work(1, "行为能力", "不满八周岁的人。"), work(2, "通知", "秋季上学。", "孩子。", "孩。"))
    assert ask("孩子几岁上学").hints[0].endswith("”（或相关的说法）的。")


def test_of_words_typed_apart_those_that_ask_are_left_out(library: Library) -> None:
    ask = library(
        work(1, "组织法", "本村有选举权的村民。"),
        work(2, "村情", "村里的路。"),
        work(3, "村规", "村里有选举权的人。"),
    )
    assert numbers(ask("谁有选举权 村里"))[0] == 3


def test_the_beginning_of_an_article_as_it_was_copied_leads(library: Library) -> None:
    ask = library(
        work(1, "土地管理法", ("第十九条", "依法经批准的土地。" * 9 + "经依法批准。"), prior=9),
        work(2, "保护条例", ("第十九条", "经依法批准的保护规划，不得擅自修改。")),
    )
    assert numbers(ask("第十九条 经依法批准"))[0] == 2


def test_the_head_of_a_table_leads_before_what_has_its_words(library: Library) -> None:
    ask = library(
        work(1, "增值税法", ("第十六条", "销项税额，是指按照销售额乘以税率计算的增值税税额。" * 3), prior=99),
        work(2, "增值税条例", ("第五条", "增值税税额按照税率计算，税率、税额以本条例为准。"), prior=99),
        work(3, "行程单", "旅客姓名\n燃油附加费\nCNY 45.87\n增值税税率\n9%\n增值税税额\nCNY 47.07" + FILLER),
    )
    assert numbers(ask("增值税税率增值税税额")) == [3, 1, 2]


def test_a_word_behind_the_number_of_an_article_is_no_copy_of_it(library: Library) -> None:
    ask = library(
        work(1, "公民读本", "第三十三条说的公民。", "公民，第三十三条。", prior=99),
        work(2, "规程", ("第三十三条", "公民可以旁听" + "，按期召开会议，听取意见" * 30)),
    )
    assert numbers(ask("第三十三条 公民")) == [1, 2]
    assert numbers(ask("第三十三条 公民可以旁听"))[0] == 2


def test_what_is_said_to_follow_follows(library: Library) -> None:
    """Newest first nothing is said of an order by what stands in it."""
    works = (work(1, "规程", "餐具须消毒，簡報另发。"), work(2, "餐具与简报", "餐具写进简报。"))
    others = [work(n, f"通知{n}", "餐具简明通报。" * n) for n in range(3, 6)]
    for shelf, follows in ((works, False), ((*works, *others), True)):
        ask = library(*shelf)
        (hint,) = ask("餐具简报").hints
        assert hint.endswith("再列意思相近的。" if follows else "以下是同时提到“餐具”“简报”的内容。")
        assert not any("先列出" in hint for hint in ask("餐具简报", order="date").hints)


@pytest.fixture
def many(library: Library) -> Ask:
    return library(
        work(1, "规程", "餐具须消毒，簡報另发，孩子领证。"),
        *(work(n, f"通知{n}", "餐具簡明通报，餐桌用具。" * n) for n in range(2, 5)),
        *(work(n, f"餐厅{n}", "餐厅的用具，鳄鱼和梨，小孩" * n) for n in range(5, 40)),
        work(50, "中华人民共和国民法典", ("第三条", "人身权利。"), date=date(2020, 5, 28)),
        work(51, "社会团体登记管理条例", ("第一条", "社会团体。")),
        work(52, "培训管理办法", "依照条例成立的社团。"),
        work(53, "大事记", "2015年起草民法典。"),
    )


@pytest.mark.parametrize(
    ("query", "fact", "order"),
    [
        ("餐具 鳄梨", "没有提到“鳄梨”的内容", "先列出提到“餐具”的"),
        ("餐具 消毒 鳄梨", "没有提到“鳄梨”的内容", "先列出同时提到“消毒”“餐具”的"),
        ("餐具 社团", "没有一处同时提到“餐具”“社团”", "先列出提到“社团”的（没有“餐具”）"),
        ("民法典 2015", "没有日期是2015年的“民法典”", "先列出的是馆藏里最新的版本"),
        ("社团条例", "没有题名正是“社团条例”的文献", "先列出题名相近的"),
    ],
)
def test_an_order_is_promised_only_where_it_is_kept(many: Ask, query: str, fact: str, order: str) -> None:
    """By date, and on later pages, what is not there is said all the same."""
    assert many(query).hints == (f"{fact}，{order}。",)
    for elsewhere in (many(query, order="date"), many(query, order="oldest"), many(query, page=2)):
        assert elsewhere.hints in ((f"{fact}。",), (f"{fact}，以下是意思相近的内容。",))


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("孩子 鳄梨", "没有提到“鳄梨”的内容，以下是提到“孩子”（或相关的说法）的内容。"),
        (
            "孩子 领证 鳄梨",
            "没有提到“鳄梨”的内容，以下是同时提到“孩子”“领证”（或相关的说法）的内容。",
        ),
        ("餐具 须知", "没有提到“须知”的内容，以下是提到“餐具”的内容。"),
    ],
)
def test_nothing_is_said_to_come_first_where_nothing_follows(library: Library, query: str, hint: str) -> None:
    ask = library(work(1, "规程", "餐具须消毒，孩子领证。"), work(2, "细则", "爱护餐具。"))
    for order in ("score", "date"):
        assert ask(query, order=order).hints == (hint,)
