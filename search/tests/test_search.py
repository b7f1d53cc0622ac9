"""The door of search on both engines: what is typed leads to the works and places a reader means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import perf_counter

import pytest

from search import finding
from search.access import Filters
from search.engine import Reader
from search.schema import ANONYMOUS, Results, Viewer
from search.search import answer
from search.suggest import offers
from search.tests.shelf import MEMBER, NAME, PAGE, SENTINEL, Shelf

pytestmark = pytest.mark.once
Ask = Callable[..., Results]


@pytest.fixture
def ask(door: tuple[Reader, Shelf]) -> Ask:
    reader, _ = door

    def ask(
        query: str,
        viewer: Viewer = ANONYMOUS,
        order: str = "score",
        page: int = 1,
        size: int = 10,
        **narrow: object,
    ) -> Results:
        return answer(reader, query, viewer, Filters(**narrow), order, page, size)

    return ask


def numbers(results: Results) -> list[int]:
    return [int(hit.work.key.removeprefix(f"{NAME}:")) for hit in results.hits]


def marked(results: Results, hit: int = 0) -> list[str]:
    return [p.snippet[a:b] for p in results.hits[hit].passages for a, b in p.marks]


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
    assert found.total == 18 and any("排除" in hint for hint in found.hints)
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


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        "“”",
        "OR",
        "-",
        "- -",
        "( )",
        "标题:",
        "日期:abc",
        "\x00",
        "\ud800",
        "\u202e",
        "😀",
        "…。",
        "NEAR",
        "- OR |",
    ],
)
def test_broken_queries_give_hints(ask: Ask, query: str) -> None:
    found = ask(query)
    assert found.total == 0 and found.hits == ()
    assert found.hints or not found.query
    found.query.encode()


@pytest.mark.parametrize(
    "query",
    [
        "党" * 10_000,
        "党建 " * 3333,
        '"' * 10_000,
        "a OR " * 2000,
        PAGE * 100,
        "-党 " * 3333,
        "甲\ud800乙" * 3333,
    ],
)
def test_ten_thousand_characters_within_a_second(ask: Ask, query: str) -> None:
    started = perf_counter()
    ask(query)
    assert perf_counter() - started < 1


def test_pages_follow_each_other_without_gap_or_repeat(ask: Ask) -> None:
    everything = numbers(ask("简报", size=100))
    assert len(everything) == 24 == ask("简报").total
    pages = [number for page in (1, 2, 3, 4) for number in numbers(ask("简报", page=page, size=7))]
    assert pages == everything and ask("简报", size=7).pages == 4
    assert ask("简报", page=5, size=7).hits == ()


def test_newest_first_when_asked(ask: Ask) -> None:
    days = [hit.work.date or date.min for hit in ask("简报", order="date", size=24).hits]
    assert days == sorted(days, reverse=True)
    assert ask("简报", order="date").hits[0].passages


def test_beyond_the_ranked_hundred(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "RANKED_WORKS", 10)
    found = [numbers(ask("简报", page=page, size=8)) for page in (1, 2, 3)]
    assert sorted(number for page in found for number in page) == sorted(numbers(ask("简报", size=24)))


def test_filters_and_facets(ask: Ask) -> None:
    found = ask("刑法")
    assert found.facets["kind"] == {"law": 1, "article": 1}
    assert found.facets["year"] == {"2020": 1, "2022": 1}
    assert numbers(ask("刑法", kind="article")) == [3]
    assert ask("刑法", site="elsewhere.cn").total == 0
    assert numbers(ask("党建", tag="党建")) == [8]
    assert numbers(ask("民法典第五十四条", kind="article")) == [3]


def test_a_work_without_text_is_found_by_its_title(ask: Ask) -> None:
    found = ask("支部动态")
    assert numbers(found)[0] == 16
    assert found.hits[0].passages == () and found.hits[0].work.summary


@pytest.mark.parametrize(
    "query", [SENTINEL, "党建", "内部通报", "-简报", "日期:2024", f"{SENTINEL}在哪里使用？", "密钥 使用"]
)
def test_what_is_internal_is_nowhere_for_a_stranger(ask: Ask, query: str) -> None:
    stranger, member = ask(query, size=50), ask(query, MEMBER, size=50)
    assert 12 not in numbers(stranger) and 12 in numbers(member)
    assert "密" not in stranger.facets.get("tag", {}) and "密" in member.facets["tag"]
    assert stranger.total == len(stranger.hits) and member.total == len(member.hits)


def test_what_the_database_hides_meanwhile_is_dropped_and_counted_nowhere(
    door: tuple[Reader, Shelf], ask: Ask
) -> None:
    _, shelf = door
    before = ask("刑法")
    shelf.hidden = {f"{NAME}:2"}
    try:
        after = ask("刑法")
        assert numbers(after) == [3] and after.total == before.total - 1
        assert after.facets["kind"] == {"article": 1}
        assert ask("刑法第120条之一").hits == ()
        assert ask("党建", size=50).total == 3
    finally:
        shelf.hidden = set()


def test_the_source_is_asked_twice_however_many_hits(door: tuple[Reader, Shelf], ask: Ask) -> None:
    _, shelf = door
    for size in (1, 24):
        shelf.asked = 0
        ask("简报", size=size)
        assert shelf.asked == 2


@pytest.mark.parametrize(
    "typed, first",
    [
        ("党建", "党建"), ("dangjian", "党建"), ("dj", "党建"), ("民法", "中华人民共和国民法典"),
        ("minfadian", "中华人民共和国民法典"),
        ("mfd", "中华人民共和国民法典"), ("min fa", "中华人民共和国民法典"), ("支部", "支部动态"), ("zbdt", "支部动态"),
        ("選舉法", "中华人民共和国全国人民代表大会选举法"), ("《党建》", "党建"),
    ],
)  # fmt: skip
def test_suggestions(door: tuple[Reader, Shelf], typed: str, first: str) -> None:
    assert offers(door[0], typed, ANONYMOUS)[0].text == first


def test_suggestions_show_only_what_may_be_seen(door: tuple[Reader, Shelf]) -> None:
    reader, shelf = door
    assert [s.text for s in offers(reader, "内部", MEMBER)] == ["内部通报"]
    assert offers(reader, "内部", ANONYMOUS) == offers(reader, "nbtb", ANONYMOUS) == ()
    assert [s.url for s in offers(reader, "公司法", ANONYMOUS)] == ["/works/14/"]  # the version in force
    shelf.hidden = {f"{NAME}:8"}
    try:
        assert "党建工作要点" not in [s.text for s in offers(reader, "党建", ANONYMOUS)]
    finally:
        shelf.hidden = set()


@pytest.mark.parametrize("typed", ["", " ", "\x00", "\ud800", "😀", "。", "'", "*", "a" * 3000])
def test_suggestions_for_nothing(door: tuple[Reader, Shelf], typed: str) -> None:
    assert offers(door[0], typed, ANONYMOUS) == ()
