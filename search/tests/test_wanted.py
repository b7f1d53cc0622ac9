"""Words around a title that only ask for the work."""

from __future__ import annotations

from datetime import date

import pytest

from search.wanted import Wanted, wanted

from .shelf import Ask, marked, numbers


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("刑法全文", 2),
        ("最新民法典", 1),
        ("民法典最新版", 1),
        ("《民法典》最新修订版", 1),
        ("民法典 全文", 1),
        ("最新公司法", 14),
        ("我国刑法", 2),
        ("新刑法", 2),
        ("刑法条文", 2),
        ("中华人民共和国民法典全文", 1),
        ("查询现行的民法典的全文", 1),
        ("民法原文", 1),
    ],
)
def test_who_asks_for_a_work_gets_it_as_in_force(ask: Ask, query: str, first: int) -> None:
    found = ask(query)
    assert numbers(found)[0] == first and found.hits[0].work.current and not found.hints


def test_a_title_is_not_taken_apart(ask: Ask) -> None:
    """Not even where it is filtered away."""
    assert numbers(ask("采购公告全文")) == [23]
    assert ask("采购公告全文", kind="article").hints, "what is only alike is said to be"
    assert numbers(ask("采购公告原文")) == [10]


def test_the_preamble_is_opened(ask: Ask) -> None:
    found = ask("村规序言")
    assert found.hits[0].work.url == "/works/24/#p2" and marked(found) == ["序言"]


def test_what_is_filtered_away_or_closed_is_not_asked_for(ask: Ask) -> None:
    assert 1 not in numbers(ask("民法典全文", date_to=date(2019, 1, 1)))
    assert 20 not in numbers(ask("全选法全文"))


@pytest.mark.parametrize("query", ["", "全文", "最新", "我国", "最新全文", "的", "刑法", "民法典第五条" * 20])
def test_nothing_is_left_to_ask_for(query: str) -> None:
    assert all(len(each.name) >= 2 for each in wanted(query)) and Wanted(query) not in wanted(query)


def test_as_little_as_possible_is_taken_away() -> None:
    assert wanted("最新民法典全文")[0] == Wanted("民法典全文")
    assert wanted("我国宪法序言")[-1] == Wanted("宪法", "序言")
