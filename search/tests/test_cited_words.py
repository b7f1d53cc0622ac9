"""What stands around a citation, with a space."""

from __future__ import annotations

import pytest

from .shelf import Ask, numbers

ARTICLE = "/works/1/#a54"


@pytest.mark.once
@pytest.mark.parametrize(
    "query", ["个体工商户 民法典第54条", "个体工商户 《民法典》第五十四条", "尊崇法治 民法典第54条"]
)
def test_words_before_a_citation_hide_no_article_where_another_work_has_both(ask: Ask, query: str) -> None:
    found = ask(query)
    assert found.hits[0].passages[0].passage.url == ARTICLE and not found.hints
    assert numbers(found) == [1, 3]


@pytest.mark.once
def test_an_article_typed_apart_from_its_law_is_no_word_beside_it(ask: Ask) -> None:
    assert ask("民法典 第５４条").hits[0].passages[0].passage.url == ARTICLE


@pytest.mark.once
@pytest.mark.parametrize(
    "query",
    [
        "结合民法典第54条 谈个体工商户",
        "結合民法典第五十四條 談個體工商戶",
        "结合民法典第５４条　谈个体工商户",
    ],
)
def test_a_piece_of_a_sentence_with_a_space_is_found_however_it_is_written(ask: Ask, query: str) -> None:
    assert numbers(ask(query))[0] == 3
