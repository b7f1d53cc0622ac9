"""What an article means, what explains it, and what more is said around its citation."""

from __future__ import annotations

import pytest

from search.citations import parse

from .shelf import Ask

ARTICLE = "/works/1/#a54"


@pytest.mark.parametrize(
    "query",
    [
        "刑法第三十条怎么解释",
        "刑法第30条如何理解",
        "刑法第三十条是什么意思",
        "刑法第三十条的内容",
        "刑法第三十条怎么规定的",
        "刑法第三十条：",
        "《刑法》第30条；",
        "刑法第三十条）",
    ],
)
def test_who_asks_what_an_article_means_wants_the_article(query: str) -> None:
    citation = parse(query)
    assert citation and not citation.mentioned


@pytest.mark.once
@pytest.mark.parametrize(
    "query", ["民法典第54条的理解", "民法典第五十四条解释", "民法第54条的解释", "民法典54条释义"]
)
def test_where_nothing_explains_it_the_article_itself_is_shown(ask: Ask, query: str) -> None:
    assert ask(query).hits[0].passages[0].passage.url == ARTICLE


@pytest.mark.once
@pytest.mark.parametrize(
    "query",
    [
        "民法典第54条怎么办登记",
        "民法典第五十四条个体户",
        "民法典第54条 个体户",
        "个体户 民法典第54条",
        "我想知道民法典第五十四条",
        "如何理解民法第五十四条",
    ],
)
def test_few_words_around_a_citation_do_not_hide_the_article(ask: Ask, query: str) -> None:
    assert ask(query).hits[0].passages[0].passage.url == ARTICLE


@pytest.mark.once
def test_a_law_of_two_characters_is_found_behind_other_words(ask: Ask) -> None:
    hit = ask("触犯刑法第三百八十二条").hits[0]
    assert hit.passages[0].passage.url == "/works/2/#a382"


@pytest.mark.once
def test_words_copied_with_the_space_between_them_are_found_where_they_stand(ask: Ask) -> None:
    """The head of an article, its number before it, may cite another."""
    found = ask("政网发2020年第3号 每名党员")
    assert found.hits
    head = ask("第五十四条 自然人从事工商业经营")
    assert head.hits[0].passages[0].passage.url == ARTICLE
    cites = ask("结合民法典第五十四条 谈个体工商户")
    assert cites.hits[0].work.key.endswith(":3")
