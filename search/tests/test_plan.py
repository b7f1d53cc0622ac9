"""A plan asks exactly first, then across punctuation, then by meaning; quoted words are never loosened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.clauses import LONGEST
from search.engine import MAX_TOKENS
from search.loose import BETWEEN, bag_of, meant
from search.nodes import And, Bag, Keyword, Near, Node, Not, Or, Scored, Text
from search.plan import plan_of
from search.text import tokens

pytestmark = pytest.mark.once


def leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, And | Or):
        for child in node.nodes:
            yield from leaves(child)
    elif isinstance(node, Not):
        yield from leaves(node.node)
    elif isinstance(node, Scored):
        yield from leaves(node.hits)
        yield from leaves(node.by)
    else:
        yield node


def texts(node: Node) -> list[Text]:
    return [leaf for leaf in leaves(node) if isinstance(leaf, Text)]


def test_what_was_printed_over_is_looked_for_once() -> None:
    """Copied from a PDF whose bold type is the same text drawn several times."""
    stages = plan_of("股票代码股票代码股票代码股票代码").stages
    assert [
        {text.text for text in texts(stage.hits)} for stage in stages if stage.hint and not stage.loose
    ] == [{"股票代码"}] * 2
    for other in ("股票代码股票代码", '"股票代码股票代码股票代码"', "股票代码"):
        assert all(stage.loose or not stage.hint for stage in plan_of(other).stages)


def test_a_sentence_has_three_stages() -> None:
    exact, across, loose = plan_of("坚持党要管党，全面从严治党").stages
    assert not any(text.across for text in texts(exact.hits))
    assert any(text.across for text in texts(across.hits))
    assert loose.loose and isinstance(loose.by, Bag) and loose.hint


@pytest.mark.parametrize(
    "query", ["增值税税率增值税税额是什么", "税率税额是", "增值税税率，增值税税额", "增值税税率" * 5]
)
def test_only_a_short_run_of_words_is_parted(query: str) -> None:
    assert not any(stage.cells for stage in plan_of(query).stages)
    (cells,) = [stage.cells for stage in plan_of("增值税税率增值税税额").stages if stage.cells]
    assert Near("增值税税率", "增值税税额", BETWEEN) in leaves(cells)


def test_quoted_words_have_one_stage() -> None:
    (stage,) = plan_of('"国家机关工作人员"').stages
    assert not any(text.across for text in texts(stage.hits))


def test_quoted_words_stay_exact_beside_loose_ones() -> None:
    plan = plan_of('"国家机关工作人员" 滥用职权怎么处理 -贪污')
    loose = plan.stages[-1]
    assert loose.loose and isinstance(loose.hits, And)
    assert Text("国家机关工作人员") in loose.hits.nodes and Not(Text("贪污")) in loose.hits.nodes


def test_where_no_author_is_found_it_is_said_what_has_one() -> None:
    assert "多半没有写明" in plan_of("作者：全国人大").nothing
    assert "多半没有写明" not in plan_of("全国人大").nothing + plan_of("标题：选举").nothing


def test_only_filters_are_unscored() -> None:
    assert not plan_of("日期:2020").scored and not plan_of("-甲").scored
    assert plan_of("标题:甲").scored and plan_of("甲 NEAR 乙").scored


def test_marks_leave_out_what_is_excluded() -> None:
    assert plan_of("刑法 -贪污").terms == ("刑法",)
    assert plan_of("甲 OR 乙 日期:2020").terms == ("甲", "乙")
    assert "什么" not in plan_of("土地承包期内，承包地可以被收回吗，应当怎么办，是什么道理").stages[-1].terms


def test_what_only_looks_like_a_question_is_none() -> None:
    assert meant("任何时候") == [] and meant("许多大学") == [] and meant("何时换届") == ["换届"]


def test_a_citation_is_marked_by_its_article() -> None:
    plan = plan_of("民法典第54条")
    assert plan.citation is not None and plan.citation.anchor == "a54"
    assert "第五十四条" in plan.terms


def test_pairs_weigh_more_than_characters_and_synonyms_less() -> None:
    bag = bag_of("老板欠薪")
    assert bag is not None
    weights = {(term.field, term.token): term.weight for term in bag.terms}
    assert weights["b", "欠薪"] == 1 and weights["u", "薪"] == 0.6
    assert weights["b", "用人"] == 0.5  # 老板 → 用人单位
    assert ("b", "薪") not in weights  # the last of a run only says that it ends


def test_a_plan_is_made_once() -> None:
    assert plan_of("党建") is plan_of("党建")


@given(st.text(alphabet='党建工作的12a，。 "-OR：标题日期', max_size=400))
def test_no_query_exceeds_the_engines(typed: str) -> None:
    for stage in plan_of(typed).stages:
        for leaf in leaves(stage.hits):
            if isinstance(leaf, Bag):
                assert len(leaf.terms) <= MAX_TOKENS and 1 <= leaf.minimum <= len(leaf.terms)
            if isinstance(leaf, Text):
                assert len(leaf.text) <= LONGEST and tokens(leaf.text)[1]
            assert not (isinstance(leaf, Keyword) and leaf.field == "access")  # comes with who asks
