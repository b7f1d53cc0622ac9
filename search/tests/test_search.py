"""The door of search on both engines: what is typed leads to the works and places a reader means."""

from __future__ import annotations

from datetime import date

import pytest

from search.plan import plan_of
from search.tests.shelf import PAGE, Ask, marked, numbers

pytestmark = pytest.mark.once


def test_a_word_is_found_inside_sentences_and_its_title_leads(ask: Ask) -> None:
    found = ask("党建")
    assert numbers(found)[0] == 17 and set(numbers(found)) == {8, 17, 18}
    assert found.total == 3 and found.hints == ()
    assert "党建" in marked(found, numbers(found).index(8))


@pytest.mark.parametrize(
    "query",
    [
        "民法典第五十四条", "民法典第54条", "《民法典》54条", "民法典 第５４条", "中华人民共和国民法典第五十四条",
        "民法典第五十四条是什么？", "中華人民共和國民法典第五十四條",
    ],
)  # fmt: skip
def test_a_cited_article_is_the_first_place(ask: Ask, query: str) -> None:
    found = ask(query)
    assert numbers(found)[0] == 1
    assert found.hits[0].passages[0].passage.anchor == "a54"
    assert found.hits[0].work.url == "/works/1/#a54"
    assert numbers(found)[1:] == [3] and found.total == 2  # the article that cites it


@pytest.mark.parametrize("query", ["第五十四条", "第54条"])
def test_a_number_of_an_article_alone_leads_to_those_that_have_it(ask: Ask, query: str) -> None:
    """Before 3, which only mentions it, and which stays found."""
    found = ask(query)
    assert numbers(found)[:2] == [1, 3]
    assert found.hits[0].passages[0].passage.anchor == "a54"


def test_an_inserted_article(ask: Ask) -> None:
    found = ask("刑法第120条之一")
    assert found.hits[0].passages[0].passage.anchor == "a120-1"


def test_the_version_in_force_comes_first_and_a_year_asks_for_its_own(ask: Ask) -> None:
    assert numbers(ask("公司法第三条"))[:2] == [14, 15]
    assert numbers(ask("公司法2018第三条"))[:2] == [15, 14]


def test_an_article_that_does_not_exist_is_not_invented(ask: Ask) -> None:
    assert all(not hit.work.url.endswith("#a9999") for hit in ask("民法典第九千九百九十九条").hits)


@pytest.mark.parametrize(
    "query",
    [
        "国办发〔2017〕47号", "国办发[2017]47号", "国办发（2017）47号", "国办发【2017】47号", "国办发2017 47号",
        "國辦發〔2017〕第47號",
    ],
)  # fmt: skip
def test_a_document_number_in_any_brackets(ask: Ask, query: str) -> None:
    found = ask(query)
    assert numbers(found) == [4, 5] and found.total == 2
    assert numbers(ask(f"文号:{query.replace(' ', '')}")) == [4]


def test_a_document_number_that_nobody_carries(ask: Ask) -> None:
    nothing = ask("国办发〔2016〕99号")
    assert nothing.total == 0 and nothing.hints == ("没有找到文号“国办发〔2016〕99号”的文件。",)
    assert numbers(ask("政网发2020年第3号")) == numbers(ask("政网发〔2020〕3号")) == [9]
    mentioned = ask("国办发〔2017〕47号", kind="article")
    assert numbers(mentioned) == [5] and any("提到它" in hint for hint in mentioned.hints)


SENTENCE = "自然人从事工商业经营，经依法登记，为个体工商户"


@pytest.mark.parametrize(
    "query",
    [
        SENTENCE,
        SENTENCE.replace("，", ""),
        SENTENCE + "。个体工商户可以起字号。",
        "自然人從事工商業經營，經依法登記，爲個體工商戶",
        "自然人從事工商業經營經依法登記爲個體工商戶",
        "“自然人从事工商业经营，经依法登记，为个体工商户。”",
    ],
)
def test_a_sentence_of_a_law_in_every_dress(ask: Ask, query: str) -> None:
    found = ask(query)
    assert numbers(found)[0] == 1 and found.hits[0].passages[0].passage.anchor == "a54"
    assert found.hits[0].passages[0].marks and found.hints == ()


@pytest.mark.parametrize(
    "query",
    [
        "思想建设、组织建设、作风建设",
        "思想建设组织建设作风建设",
        "全面从严治党以党的政治建设为统领",
        PAGE,
        PAGE.replace("\n", ""),
        PAGE.replace("\n", "").replace("，", "").replace("、", ""),
        "思想建設、\n組織建設",
    ],
)
def test_a_sentence_of_a_page_leads_to_its_page(ask: Ask, query: str) -> None:
    found = ask(query)
    assert numbers(found)[0] == 11
    assert found.hits[0].passages[0].passage.page == 2
    assert found.hits[0].passages[0].marks


def test_quotation_marks_mean_exactly_this(ask: Ask) -> None:
    assert numbers(ask('"国家机关工作人员"')) == [2]
    assert marked(ask('"国家机关工作人员"')) == ["国家机关工作人员"]
    nothing = ask('"国家机关的工作人员"')
    assert nothing.total == 0 and any("引号" in hint for hint in nothing.hints)
    assert ask('"自然人从事工商业经营经依法登记"').total == 0  # the comma counts
    assert ask("“国家机关工作人员” 土地").total == 0


def test_excluding_speaks_of_the_whole_work(ask: Ask) -> None:
    assert set(numbers(ask("刑法"))) == {2, 3}
    assert numbers(ask("刑法 -贪污")) == [3]
    assert numbers(ask("刑法 －貪污")) == [3]


def test_two_words_may_stand_far_apart_in_one_work(ask: Ask) -> None:
    found = ask("融合 考核")
    assert numbers(found) == [18] and len(found.hits[0].passages) == 2


def test_either(ask: Ask) -> None:
    assert set(numbers(ask("贪污 OR 红烧肉"))) == {2, 9}
    assert set(numbers(ask("(贪污 或 红烧肉) 党员"))) == {9}


def test_near(ask: Ask) -> None:
    assert numbers(ask("滥用职权 NEAR/5 玩忽职守")) == [2]
    assert numbers(ask("滥用职权 NEAR/2 有期徒刑")) != [2]


def test_fields(ask: Ask) -> None:
    assert numbers(ask("标题:选举")) == [6]
    assert numbers(ask("标题：選舉")) == [6]
    assert numbers(ask("作者:王编辑")) == [7]
    assert set(numbers(ask("选举"))) == {6, 7}


def test_days_alone_list_newest_first(ask: Ask) -> None:
    found = ask("日期:2020..2023")
    days = [hit.work.date or date.min for hit in found.hits]
    assert days == sorted(days, reverse=True) and found.total == 10
    assert all(date(2020, 1, 1) <= day <= date(2023, 12, 31) for day in days)
    assert numbers(ask("日期:2020-12..2020 刑法")) == [2]
    assert set(numbers(ask("刑法", date_from=date(2021, 1, 1)))) == {3}


def test_only_an_exclusion_lists_the_rest_newest_first(ask: Ask) -> None:
    found = ask("-简报", size=50)
    assert found.total == 22 and any("排除" in hint for hint in found.hints)
    assert numbers(found)[0] == 14 and numbers(found)[-2:] == [16, 11]  # undated last


def test_one_character(ask: Ask) -> None:
    assert {8, 9, 11, 13, 17, 18} <= set(numbers(ask("党")))
    assert "党" in marked(ask("党"), 0)


@pytest.mark.parametrize("query", ["ＡＢＣ", "abc", "Abc", "ABC公司", "民币十万元"])
def test_width_and_case_do_not_matter(ask: Ask, query: str) -> None:
    assert numbers(ask(query)) == [10]
    assert marked(ask(query))


def test_traditional_for_simplified_and_back(ask: Ask) -> None:
    assert numbers(ask("主题党日")) == numbers(ask("主題黨日")) == [13]
    assert "主題黨日" in marked(ask("主题党日"))


def test_a_question_finds_what_is_near_in_meaning_and_says_so(ask: Ask) -> None:
    found = ask("土地承包期内，承包地可以被收回吗？")
    assert numbers(found)[0] == 19 and any("意思相近" in hint for hint in found.hints)
    assert found.total == sum(found.facets["kind"].values())
    assert any("收回" in words for words in marked(found))
    assert ask("土地承包期内，承包地可以被收回吗？ -发包方").total < found.total


def test_the_heads_of_a_table_lead_to_it_though_its_cells_stand_between(ask: Ask) -> None:
    """Before works that have more of the same characters, which stay found."""
    found = ask("增值税税率增值税税额")
    assert numbers(found) == [21, 22] and any("同时提到" in hint for hint in found.hints)
    assert {"增值税税率", "增值税税额"} <= {"".join(words.split()) for words in marked(found)} | set(
        marked(found)
    )
    assert numbers(ask("增值税税率增值税税额", order="date"))


@pytest.mark.parametrize(
    ("query", "work", "anchor"),
    [
        ("贪污罪怎么判刑", 2, "a382"),
        ("贪污罪判几年", 2, "a382"),
        ("外孙子女住哪里", 0, ""),  # of nothing on this shelf
        ("怎么入党", 13, ""),
        ("抱养吗", 0, ""),
    ],
)
def test_a_short_question_is_asked_by_what_it_is_about(ask: Ask, query: str, work: int, anchor: str) -> None:
    found = ask(query)
    assert numbers(found)[:1] == ([work] if work else [])
    if work:
        assert found.hints, "he is told that it does not stand there word for word"
    if anchor:
        assert found.hits[0].passages[0].passage.anchor == anchor


@pytest.mark.parametrize(
    ("query", "works", "hint"),
    [
        ("贪污罪什么时候判", [2], "没有"),  # 什么时候 asks, and 时候 is no word of it
        ("餐具几点开会", [9], "没有提到“开会”的内容，以下是提到“餐具”的内容"),  # nobody writes of both
        ("抱养几点开会", [], ""),
    ],
)
def test_a_short_question_finds_what_speaks_of_any_of_its_words(
    ask: Ask, query: str, works: list[int], hint: str
) -> None:
    found = ask(query)
    assert numbers(found)[: len(works) or 1] == works
    assert any(hint in each for each in found.hints) is bool(works)


def test_a_short_question_is_also_asked_by_its_synonyms(ask: Ask) -> None:
    found = ask("坐牢多久")  # 坐牢 → 有期徒刑
    assert numbers(found) == [2] and "意思相近的说法" in found.hints[0]


def test_a_number_of_an_article_without_its_di(ask: Ask) -> None:
    found = ask("54条")
    assert numbers(found) == numbers(ask("第五十四条")) and numbers(found)[0] == 1
    assert found.hits[0].passages[0].passage.anchor == "a54" and not found.hints


@pytest.mark.parametrize("query", ["来源:新华社", "发布机关：国务院", "kind:law"])
def test_a_field_that_there_is_not_is_told(ask: Ask, query: str) -> None:
    assert any("不能按" in hint and "标题" in hint for hint in ask(query).hints)
    assert not any("不能按" in hint for hint in ask(f"新华社{query[-3:]}说：好").hints)


def test_a_sentence_without_its_marks_may_hold_a_document_number(ask: Ask) -> None:
    found = ask("根据《政府网站发展指引》国办发201747号要求完成整改".replace("《", "").replace("》", ""))
    assert numbers(found) == [5] and not found.hints


def test_words_that_stand_together_nowhere_are_sought_by_what_they_mean(ask: Ask) -> None:
    """坐牢 and 恐怖 are in no one passage, though both could be in one work: its synonym's passage is shown."""
    found = ask("恐怖活动坐牢多久")
    assert numbers(found)[:1] == [2] and found.hits[0].passages[0].passage.anchor == "a120-1"
    assert found.hits[0].passages[0].marks


def test_the_text_is_what_is_searched_anyway(ask: Ask) -> None:
    assert numbers(ask("内容：个体工商户")) == numbers(ask("个体工商户")) and not ask("正文:个体工商户").hints


def test_what_only_asks_is_left_out(ask: Ask) -> None:
    found = ask("什么是党建")
    assert found.total and not any("是党建" in hint for hint in found.hints)


def test_a_number_below_zero_is_no_exclusion(ask: Ask) -> None:
    """As pasted from a table."""
    assert plan_of("应收账款 -31,487").stages[0].hits != plan_of("应收账款").stages[0].hits
    assert plan_of("应收账款 -31,487").terms == ("应收账款", "-31,487")
    assert plan_of("应收账款 -0.5").terms == ("应收账款", "-0.5")
    assert plan_of("刑法 -1997").terms == ("刑法",), "a year is excluded like any word"


def test_a_title_that_holds_a_number_of_measures_is_no_article() -> None:
    first, *rest = plan_of("31条").stages
    assert "field='title'" in str(first.hits) and "31条" in str(first.hits)
    assert "第三十一条" in first.hint and any("第三十一条" in str(stage.hits) for stage in rest)


def test_a_law_of_a_longer_name_is_told_to_be_another(ask: Ask) -> None:
    assert ask("选举法第1条").hints == ("没有题名正是“选举法”的文献，以下是题名相近的。",)
    assert ask("民法典第54条").hints == ask("民法第54条").hints == ask("刑法第93条").hints == ()
