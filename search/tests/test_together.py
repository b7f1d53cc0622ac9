"""A question of two or three words is about all of them; what was left out is said."""

from __future__ import annotations

import pytest

from search.nodes import Bag
from search.plan import plan_of
from search.together import words_of

from .shelf import MEMBER, Ask, Library, marked, numbers, work

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("不合格党员", ("不合格", "党员")),
        ("村委会选举", ("村委会", "选举")),
        ("党支部   人  成立", ("党支部", "成立")),
        ("党支部书记选举", ("党支部", "书记", "选举")),
        ("政审", ()),
        ("党员", ()),
        ("党员有关问题", ()),
        ("支部委员会会议讨论党员转正事项", ()),  # of so many any may be beside the point
        ("党员" * 20, ()),
        ("", ()),
    ],
)
def test_the_words_of_a_few(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("许可以外 食堂", ["许可以外", "食堂"]),
        ("许可以外的食堂", ["许可", "以外", "食堂"]),
        ("吗啡中毒 党员", ["吗啡中毒", "党员"]),
        ("党费怎么交 电脑", ["党费", "电脑"]),
        ("权利是谁 村里", ["权利是", "村里"]),
        ("谁有选举权 村里", ["有选举权", "村里"]),
        ("多少 党员 参加", ["党员", "参加"]),
        ("应当如何 处理 投诉", ["处理", "投诉"]),
        ("哪些人 选举权 村里", ["选举权", "村里"]),
        ("党员丢了党徽怎么办", ["党员", "党徽"]),
    ],
)
def test_what_only_asks_is_left_out_where_words_end_and_nothing_joins_across_it(
    query: str, words: list[str]
) -> None:
    (parts,) = {stage.parts for stage in plan_of(query).stages if stage.parts}
    assert [word for word, _ in parts] == words


@pytest.mark.parametrize("query", ["怎么 入党", "入党 如何", "什么是 入党"])
def test_what_only_asks_is_left_out_where_one_word_remains(library: Library, query: str) -> None:
    ask = library(work(1, "细则", "申请入党。"), work(2, "杂记", "怎么了，什么是什么，如何如何，怎么办。"))
    found = ask(query)
    assert numbers(found) == [1] and found.hints == ("没有这样的原文，以下是含有“入党”的内容。",)


@pytest.mark.parametrize(
    "query", ["个体户登记字号", "字号登记", "登记 起字号", "怎么登记字号", "字号多少钱可以登记"]
)
def test_what_has_all_the_words_comes_first(ask: Ask, query: str) -> None:
    found = ask(query)
    assert numbers(found)[0] == 1 and not any(
        "没有提到" in hint or "没有一处" in hint for hint in found.hints
    )


def test_what_has_a_synonym_of_one_word_and_the_other(ask: Ask) -> None:
    found = ask("滥用坐牢")  # 坐牢 → 处三年以下有期徒刑
    assert numbers(found)[0] == 2 and "同时提到“滥用”“坐牢”（或相关的说法）" in found.hints[0]


def test_where_none_has_both_the_rarer_word_comes_first(ask: Ask) -> None:
    """And it is said that the other was left out."""
    for query in ("餐具简报", "简报餐具", "简报 餐具"):
        found = ask(query, size=40)
        assert numbers(found)[0] == 9 and len(found.hits) > 5 and "餐具" in marked(found)
        first, second = ("简报", "餐具") if query.startswith("简报") else ("餐具", "简报")
        assert found.hints == (f"没有一处同时提到“{first}”“{second}”，先列出提到“餐具”的（没有“简报”）。",)


def test_a_word_that_stands_nowhere_is_named(ask: Ask) -> None:
    assert ask("餐具鳄梨").hints == ("没有提到“鳄梨”的内容，以下是提到“餐具”的内容。",)
    found = ask("党员鳄梨餐具")
    assert numbers(found)[0] == 9
    assert found.hints == ("没有提到“鳄梨”的内容，以下是同时提到“党员”“餐具”的内容。",)
    assert not ask("鳄梨榴莲").total


def test_what_a_stranger_may_not_see_is_not_there_for_him(ask: Ask) -> None:
    assert ask("蓝鲸密钥餐具").hints == ("没有提到“蓝鲸”“密钥”的内容，以下是提到“餐具”的内容。",)
    assert numbers(ask("蓝鲸密钥餐具", MEMBER))[0] == 12


def test_filters_and_exclusions_hold(ask: Ask) -> None:
    assert 9 not in numbers(ask("餐具简报 -红烧肉"))
    assert set(numbers(ask("餐具简报", kind="newspaper", size=40))) <= set(range(30, 54))


def test_words_that_were_joined_by_or_are_not_asked_for_together() -> None:
    assert all(not stage.parts for stage in plan_of("鳄梨 OR 榴莲").stages)


def test_a_sentence_is_not_taken_apart() -> None:
    stage = plan_of("坚持党要管党，全面从严治党").stages[-1]
    assert isinstance(stage.by, Bag) and not stage.parts and stage.first is None


def test_a_word_that_is_short_for_another_is_looked_for_as_both(ask: Ask) -> None:
    found = ask("个体户")
    assert numbers(found)[0] == 1 and found.hints == ("“个体户”一并按“个体工商户”查找。",)
    assert found.terms == ("个体户", "个体工商户") and "个体工商户" in marked(found)
    assert not ask('"个体户"').total
    assert plan_of("社保").terms == ("社保", "社会保险")
    assert not plan_of("党建").hints and plan_of("居住权").terms == ("居住权",)
