"""Several works, or articles of several, that are named beside each other."""

from __future__ import annotations

import pytest

from search.citations import listed

from .shelf import Ask, numbers

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "query",
    [
        "民法典第五十四条、刑法第三百八十二条",
        "《民法典》第54条和《刑法》第382条",
        "民法典第五十四条 刑法第三百八十二条",
        "《民法典》第五十四条，《刑法》（第三百八十二条）；",
    ],
)
def test_each_article_is_shown(ask: Ask, query: str) -> None:
    found = ask(query)
    assert numbers(found)[:2] == [1, 2] and not found.hints
    assert [hit.passages[0].passage.page_label for hit in found.hits[:2]] == ["第五十四条", "第三百八十二条"]


def test_each_work_is_shown_in_the_order_of_the_list(ask: Ask) -> None:
    assert numbers(ask("公司法、刑法"))[:2] == [14, 2]
    found = ask("公司法、民法典第五十四条")
    assert numbers(found)[:2] == [14, 1]
    assert found.hits[1].passages[0].passage.page_label == "第五十四条"


@pytest.mark.parametrize(
    "query", ["公司法", "刑法 公司法", "民法典 第五十四条", "甲、公司法", "、".join(["公司法"] * 6), "、", ""]
)
def test_what_is_no_list(query: str) -> None:
    assert listed(query) == ()


def test_of_what_is_not_there_altogether_none_is_named(ask: Ask) -> None:
    """公司法 has no such article."""
    assert numbers(ask("民法典第五十四条、公司法第九百条"))[:2] != [1, 14]


def test_what_one_may_not_see_takes_no_part(ask: Ask) -> None:
    assert ask("内部通报、民法典").total == ask("没有通报、民法典").total


def test_a_sentence_that_cites_several_stays_a_sentence(ask: Ask) -> None:
    assert numbers(ask("学习刑法，尊崇法治。结合民法典第五十四条"))[0] == 3
