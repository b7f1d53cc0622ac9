"""What somebody gets who cites an article, or seems to."""

from __future__ import annotations

from datetime import date

import pytest

from .shelf import Ask, Library, marked, numbers, work

pytestmark = pytest.mark.once


def test_an_article_that_a_law_has_not(ask: Ask) -> None:
    found = ask("民法典第9999条")
    assert numbers(found)[0] == 1
    assert found.hints == ("“民法典”里没有第九千九百九十九条，请核对条号，或打开这部文献查看。",)
    assert ask("民法典第54条").hints == () and not any("里没有" in hint for hint in ask("党建第3条").hints)


def test_a_line_that_was_copied_up_to_a_number_is_found_where_it_stands(ask: Ask) -> None:
    found = ask("学习刑法，尊崇法治。结合民法典第五")
    assert (
        numbers(found)[0] == 3 and marked(found) == ["学习刑法，尊崇法治。结合民法典第五"] and not found.hints
    )


def test_an_article_that_was_copied_with_its_number_is_first(library: Library) -> None:
    """Though another law says the same, and has such a number elsewhere."""
    same = "鉴定人故意作虚假鉴定的，应当承担法律责任。"
    ask = library(
        work(1, "诉讼法", ("第一百四十七条", same), ("第二百五十一条", "其他事项。"), prior=9999),
        work(2, "鉴定规定", ("第二百五十一条", same)),
    )
    assert numbers(ask(f"第二百五十一条 {same}"))[0] == 2


def test_a_work_that_has_no_articles_is_found_by_its_name(ask: Ask) -> None:
    found = ask("会议纪要第三条")
    assert numbers(found) == [7] and not found.hints


@pytest.mark.parametrize("typed", ["民法典（第五十四条）", "《民法典》【第54条】", "民法典 第五 十 四条"])
def test_an_article_in_brackets_or_with_the_spaces_of_a_copy(ask: Ask, typed: str) -> None:
    found, plain = ask(typed), ask("民法典第五十四条")
    assert numbers(found) == numbers(plain) and found.hits[0].passages == plain.hits[0].passages
    assert not found.hints


@pytest.mark.parametrize("query", ["民法第54条", "民法第五十四条", "民法典第54条"])
def test_an_article_of_what_people_call_a_law(ask: Ask, query: str) -> None:
    """Without a word that another is meant."""
    found, whole = ask(query), ask("民法典第五十四条")
    assert numbers(found)[0] == numbers(whole)[0] and not found.hints


@pytest.mark.parametrize(
    ("query", "until"),
    [
        ("刑法学习心得第九条", None),  # it has no articles at all
        ("全国人民代表大会选举办法第99条", None),  # the title is merely alike
        ("选举法第8条", None),  # another title holds the name
        ("选举法第8条", date(2019, 1, 1)),
        ("公司法第99条", date(2019, 1, 1)),  # only the former version is left
    ],
)
def test_what_is_not_surely_that_law_is_not_said_to_lack_it(ask: Ask, query: str, until: date | None) -> None:
    found = ask(query, date_to=until)
    assert found.total and not any("里没有" in hint for hint in found.hints)


@pytest.mark.parametrize(
    "query",
    [
        "2020年《民法典》第五十四条",
        "全国人大《民法典》第54条",
        "什么是《民法典》第五十四条",
        "触犯《民法典》第五十四条",
        "中国《民法典》第五十四条",
    ],
)
def test_words_before_the_title_do_not_hide_the_article(ask: Ask, query: str) -> None:
    found = ask(query)
    assert found.hits[0].passages[0].passage.url == "/works/1/#a54" and not found.hints


def test_a_piece_of_a_sentence_that_cites_is_found_where_it_stands(ask: Ask) -> None:
    assert numbers(ask("尊崇法治。结合《民法典》第五十四条"))[0] == 3


def test_what_people_call_a_law_is_that_law(ask: Ask) -> None:
    assert numbers(ask("民法"))[0] == 1


@pytest.mark.parametrize(
    "query",
    [
        "民法典第五十四条、第五十五条",
        "民法典第54条至第55条",
        "《民法典》第54、55条",
        "民法典第五十四条和第五十五条的规定",
    ],
)
def test_of_several_articles_the_first_is_shown(ask: Ask, query: str) -> None:
    assert ask(query).hits[0].passages[0].passage.url == "/works/1/#a54"
