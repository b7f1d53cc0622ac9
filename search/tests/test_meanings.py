"""What an article means, and what explains it."""

from __future__ import annotations

import pytest

from search.citations import parse


@pytest.mark.parametrize("query", ["刑法第三十条的解释", "刑法第30条的理解", "刑法第三十条解释"])
def test_what_explains_an_article_is_a_work_of_its_own(query: str) -> None:
    """关于《刑法》第三十条的解释 is the name of one."""
    assert parse(query) is None or parse(query).mentioned


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
