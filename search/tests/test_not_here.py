"""Who names a document that the library has not."""

from __future__ import annotations

import pytest

from search.plan import plan_of
from search.search import terms_of
from search.text import find_marks
from search.views import told_to_mark

from .shelf import Ask, Library, numbers, work

pytestmark = pytest.mark.once


@pytest.fixture
def ask(library: Library) -> Ask:
    return library(
        work(2, "村规", "2016年1月1日村令第12号公布。"),
        work(3, "问答", "见村发〔2016〕6号。"),
        work(4, "损害赔偿", ("第九条", "污染环境的，依照《侵权责任法》的规定赔偿。")),
        work(5, "村务监督办法", ("第三条", "村务监督机构依照本条例实施监督。")),
    )


def test_a_sentence_that_cites_a_work_that_is_not_here(library: Library) -> None:
    ask = library(
        work(1, "用工问答", "《最低工资规定》（劳动部令第21号）第三条规定了最低工资标准。"),
        work(2, "工资条例", ("第三条", "最低工资标准由劳动部规定。")),
    )
    found = ask("《最低工资规定》（劳动部令第21号）第三条规定")
    assert numbers(found) == [1] and not found.hints


def test_a_decree_that_is_not_here_is_no_other(ask: Ask) -> None:
    for query in ("村令第687号", "村令687号"):
        found = ask(query)
        assert not found.total and found.hints == (f"没有找到文号“{query}”的文件。",)
    assert numbers(ask("村令第12号")) == [2] and not ask("村令第12号").hints
    assert any(stage.loose for stage in plan_of("大院东门7号").stages)  # that may be anything


def test_an_article_of_a_numbered_document_that_is_not_here(ask: Ask) -> None:
    found = ask("村发〔2015〕5号第三条")
    assert not found.total and found.hints == ("没有找到文号“村发〔2015〕5号”的文件。",)
    found = ask("村发〔2016〕6号第三条")
    assert numbers(found) == [3]
    assert found.hints == ("没有找到文号“村发〔2016〕6号”的文件，以下是提到它的内容。",)


def test_an_article_of_a_work_that_is_not_here_leads_to_what_mentions_that(ask: Ask) -> None:
    found = ask("《侵权责任法》第六条")
    assert numbers(found) == [4] and found.terms == ("侵权责任法",)
    assert found.hints == ("没有找到“《侵权责任法》第六条”，以下是提到“侵权责任法”的内容。",)


@pytest.fixture
def across(library: Library) -> Ask:
    return library(
        work(1, "证据规则", ("第八条", "应当认定该事实不存在。法律另有规定的，从其规定。")),
        work(2, "网络侵权", ("第九条", "应当承担侵权责任；法律另有规定的除外。"), ("第十条", "承担侵权责任，法定的除外。")),
        work(
            3,
            "旧法汇编",
            ("第八条", "侵权责任。法律。"),
            ("第九条", "依照《侵权责\n任法》的规定赔偿，" + "并公开道歉。" * 9),
        ),
        work(4, "经费办法", ("第三条", "依照《党费收缴、使用和管理规定》执行。")),
        work(5, "时效规定", ("第五条", "适用修改前的商标法。"), ("第六条", "审查时，适用本规定。")),
        work(6, "商标问答", "依照《商标法》第六条办理。"),
        work(7, "商标法第六条释义"),
        work(8, "商标法第六条讲稿", "第一讲。"),
        work(10, "中华人民共和国商标法", ("第六条", "必须使用注册商标的商品。")),
        work(11, "省略", ("第一条", "应当承担侵权责任……法律另有规定。")),
        work(9, "商标讲义", "以上适用商标法。\n第六条 审查时，适用本规定。"),
    )  # fmt: skip


def test_no_name_is_mentioned_across_the_end_of_a_sentence(across: Ask) -> None:
    assert not any("提到" in hint for hint in across("不存在法第三条").hints)
    found = across("侵权责任法第五十四条")
    assert numbers(found) == [3] and [p.passage.anchor for p in found.hits[0].passages] == ["a9"]
    assert numbers(across("党费收缴使用和管理规定第七条")) == [4]


def test_no_article_is_cited_across_the_end_of_a_sentence_or_an_article(across: Ask) -> None:
    assert sorted(numbers(across("商标法第六条"))) == [6, 7, 8, 10]


def test_what_is_merely_alike_is_not_taken_for_it(ask: Ask) -> None:
    found = ask("村务监督法实施条例第三条")
    assert numbers(found)[0] == 5
    assert found.hints == ("没有找到“村务监督法实施条例第三条”，以下是意思相近的内容。",)


def test_the_words_that_were_found_are_marked_in_the_reader(ask: Ask) -> None:
    for query in ("《侵权责任法》第六条", "村务监督法实施条例第三条"):
        found = ask(query)
        told = told_to_mark(query, found.terms)
        assert told != query and terms_of(told) == found.terms
        assert find_marks(found.hits[0].passages[0].passage.text, terms_of(told))
