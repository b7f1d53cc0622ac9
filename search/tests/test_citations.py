"""Citations are read in every spelling and lead to the right version of the right work."""

from __future__ import annotations

import pytest

from search.citations import (
    Citation,
    article_anchor,
    cited_names,
    parse,
    parse_number,
    to_int,
)
from search.titlebook import Title, TitleBook

CODE = Title("w:1", "中华人民共和国民法典", day="2020-05-28")
CRIMINAL = Title("w:2", "中华人民共和国刑法", day="2020-12-26")
COMPANY = Title("w:3", "中华人民共和国公司法", day="2023-12-29")
COMPANY_2018 = Title("w:4", "中华人民共和国公司法（2018年修正）", day="2018-10-26", current=False)
CIVIL_SUIT = Title("w:5", "中华人民共和国民事诉讼法", day="2023-09-01")
CRIMINAL_SUIT = Title("w:6", "中华人民共和国刑事诉讼法", day="2018-10-26")
CONSUMERS = Title("w:7", "中华人民共和国消费者权益保护法", day="2013-10-25")
NOTICE = Title("w:8", "关于印发政府网站发展指引的通知", number="国办发〔2017〕47号", day="2017-05-15")
ORDER = Title("w:9", "优化营商环境条例", number="国务院令第722号", day="2019-10-22")
OPEN = {"p"}
ALL = (CODE, CRIMINAL, COMPANY_2018, COMPANY, CIVIL_SUIT, CRIMINAL_SUIT, CONSUMERS, NOTICE, ORDER)


@pytest.fixture(scope="module")
def book() -> TitleBook:
    return TitleBook(ALL)


def works(book: TitleBook, citation: Citation) -> tuple[str, ...]:
    return next(book.readings(citation, OPEN), ())


@pytest.mark.parametrize(
    "numeral, value",
    [
        ("五十四", 54),
        ("一百二十", 120),
        ("120", 120),
        ("十", 10),
        ("一千零四", 1004),
        ("二〇二三", 2023),
        ("两", 2),
        ("1千", 1000),
        ("1百20", 120),
        ("1千零4", 1004),
    ],
)
def test_numerals(numeral: str, value: int) -> None:
    assert to_int(numeral) == value


@pytest.mark.parametrize(
    "query",
    [
        "民法典第五十四条",
        "民法典第54条",
        "民法典第５４条",
        "《民法典》54条",
        "《中华人民共和国民法典》第五十四条",
        "中华人民共和国民法典 第五十四条",
        "民法典第五十四条的内容是什么？",
        "民法典五十四条规定了什么",
        "民法典第54条是什么意思",
        "民法典第54条说的是什么",
        "民法典第54条怎么理解？",
        "民法典第54条规定了哪些内容",
        "民法典第五十四条第一款",
        "根据民法典第五十四条规定",
        "民法典五十四条",
        "中華人民共和國民法典第五十四條",
    ],
)
def test_one_article_in_many_spellings(query: str, book: TitleBook) -> None:
    citation = parse(query)
    assert citation is not None and citation.anchor == "a54"
    assert works(book, citation)[0] == CODE.key


def test_inserted_article(book: TitleBook) -> None:
    citation = parse("刑法第一百二十条之一")
    assert citation == Citation("刑法", 120, 1)
    assert citation is not None and citation.anchor == "a120-1"
    assert works(book, citation)[0] == CRIMINAL.key


@pytest.mark.parametrize(
    "query",
    [
        "党建",
        "第五十四条",
        "违反本法第二十三条规定的，由县级以上人民政府责令限期改正",
        "依照民法典第五十四条的规定处理个体工商户债务的案件由谁管辖",
        "",
        "条",
        "1234567890条",
    ],
)
def test_what_only_mentions_an_article_is_no_citation(query: str) -> None:
    assert parse(query) is None


def test_current_version_before_former(book: TitleBook) -> None:
    citation = parse("公司法第三条")
    assert citation is not None
    assert works(book, citation)[:2] == (COMPANY.key, COMPANY_2018.key)


def test_a_year_asks_for_its_version(book: TitleBook) -> None:
    citation = parse("公司法2018第三条")
    assert citation is not None and citation.year == 2018
    assert works(book, citation)[0] == COMPANY_2018.key


@pytest.mark.parametrize(
    "query, key",
    [
        ("刑诉法第十条", CRIMINAL_SUIT.key),
        ("民诉法第十条", CIVIL_SUIT.key),
        ("消法第十条", CONSUMERS.key),
        ("消费者权益法第十条", CONSUMERS.key),
        ("民法商法消费者权益保护法第十条", CONSUMERS.key),
        ("优化营商环境条例第十条", ORDER.key),
    ],
)
def test_names_people_use(query: str, key: str, book: TitleBook) -> None:
    citation = parse(query)
    assert citation is not None
    assert works(book, citation)[0] == key


def test_unknown_name_leads_nowhere(book: TitleBook) -> None:
    citation = parse("火星居民自治条例第三条")
    assert citation is not None
    assert works(book, citation) == ()


@pytest.mark.parametrize(
    "query",
    [
        "国办发〔2017〕47号",
        "国办发[2017]47号",
        "国办发（2017）47号",
        "国办发【2017】47 号",
        "国办发 2017 第47号",
        "國辦發〔2017〕47號",
    ],
)
def test_document_numbers_in_any_brackets(query: str, book: TitleBook) -> None:
    assert book.numbered(query, OPEN) == (NOTICE.key,)


def test_orders_carry_no_year(book: TitleBook) -> None:
    assert book.numbered("国务院令第722号", OPEN) == (ORDER.key,)
    assert parse_number("党建工作") is None


def test_titles_exactly(book: TitleBook) -> None:
    assert book.titled("民法典", OPEN) == (CODE.key,)
    assert book.titled("公司法", OPEN) == (COMPANY.key, COMPANY_2018.key)
    assert book.titled("没有这部法", OPEN) == ()
    short = TitleBook((*ALL, Title("w:97", "家")))
    assert (
        short.titled("家", OPEN) == short.titled("《家》", OPEN) == ("w:97",)
        and short.titled("国", OPEN) == ()
    )


def test_anchors_of_labels() -> None:
    assert article_anchor("第五十四条") == "a54"
    assert article_anchor("第一百二十条之一") == "a120-1"
    assert article_anchor("第一章") == ""


def test_cited_names() -> None:
    known = {"刑法", "民法典"}
    assert cited_names("依照《民法典》和刑法第十条的规定，《某某办法》", known) == known


def test_a_title_that_is_the_short_name_of_another_leaves_the_other_to_be_read() -> None:
    citation = parse("优商条例第三条")
    assert citation
    readings = list(TitleBook((*ALL, Title("w:99", "优商条例"))).readings(citation, OPEN))
    assert readings[0] == ("w:99",) and (ORDER.key,) in readings


@pytest.mark.parametrize("query", ["民法典54", "《民法典》 54", "刑诉法15", "中华人民共和国民法典 54"])
def test_a_bare_number_may_be_an_article(book: TitleBook, query: str) -> None:
    citation = parse(query)
    assert citation and citation.bare
    assert works(book, citation) in ((CODE.key,), (CRIMINAL_SUIT.key,))


@pytest.mark.parametrize(
    ("query", "mentioned"),
    [
        ("医师除应当履行《民法典》第二十二条规定的", True),
        ("触犯《民法典》第二十二条", True),
        ("全国人大《民法典》第二十二条", True),
        ("2020年《民法典》第二十二条", False),
        ("违反《民法典》第二十二条", False),
        ("中华人民共和国《民法典》第二十二条", False),
        ("最高人民法院关于适用《民法典》时间效力的若干规定第二条", False),
    ],
)
def test_words_before_a_title_may_make_it_a_piece_of_a_sentence(query: str, mentioned: bool) -> None:
    citation = parse(query)
    assert citation is not None and citation.mentioned is mentioned


@pytest.mark.parametrize("query", ["民法典第54", "《民法典》第 五十四", "中华人民共和国民法典第５４"])
def test_the_last_word_may_be_missing(book: TitleBook, query: str) -> None:
    citation = parse(query)
    assert citation and citation.anchor == "a54"
    assert works(book, citation) == (CODE.key,)


@pytest.mark.parametrize(
    "query", ["民诉法解释第90条", "民事诉讼法司法解释第90条", "民事诉讼法的解释第九十条"]
)
def test_what_explains_a_law_is_found_by_the_name_of_the_law(query: str) -> None:
    title = "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释"
    decision = "最高人民法院关于适用《中华人民共和国民事诉讼法》若干问题的决定"
    citation = parse(query)
    assert citation and citation.anchor == "a90"
    assert works(TitleBook((*ALL, Title("w:98", decision), Title("w:99", title))), citation) == ("w:99",)


@pytest.mark.parametrize("query", ["工作 54", "54", "法54", "民法典 20201", "民法典 0"])
def test_other_numbers_are_words(query: str) -> None:
    assert parse(query) is None


def test_a_bare_number_is_no_article_of_a_work_that_is_merely_alike(book: TitleBook) -> None:
    citation = parse("行政民事诉讼法 15")
    assert citation and works(book, citation) == ()


def test_what_stands_in_brackets_tells_works_apart() -> None:
    titles = [
        Title(f"w:{n}", f"中华人民共和国刑法修正案（{s}）", day=f"20{n}-01-01")
        for n, s in ((15, "九"), (20, "十一"))
    ]
    titles += [
        Title(f"w:{n}", f"关于适用《中华人民共和国民法典》婚姻家庭编的解释（{s}）", day=f"20{n}-12-01")
        for n, s in ((21, "一"), (25, "二"))
    ]
    book = TitleBook(titles)
    assert book.titled("刑法修正案（九）", OPEN) == book.titled("刑法修正案九", OPEN) == ("w:15",)
    assert book.titled("刑法修正案", OPEN) == ("w:20", "w:15")
    citation = parse("关于适用民法典婚姻家庭编的解释（一）第三条")
    assert citation and works(book, citation) == ("w:21",)


def test_a_work_about_something_else_is_not_alike() -> None:
    citation = parse("监察法实施条例第三条")
    assert citation and works(TitleBook([Title("w:1", "中华人民共和国预算法实施条例")]), citation) == ()
    citation = parse("预算法实施条列第三条")
    assert citation and works(TitleBook([Title("w:1", "中华人民共和国预算法实施条例")]), citation) == ("w:1",)


def test_each_is_answered_by_what_he_may_see() -> None:
    closed = Title("w:30", "未来护法", day="2026-01-01", access="m")
    older = Title("w:31", "民法典", day="2027-01-01", access="m")
    child = Title("w:32", "未成年人保护法")
    book = TitleBook((closed, older, CODE, child))
    citation = parse("未护法第一条")
    assert citation
    assert works(book, citation) == ("w:32",)
    assert next(book.readings(citation, {"p", "m"})) == ("w:30",)
    assert book.titled("民法典", OPEN) == (CODE.key,)
    assert book.titled("民法典", {"p", "m"}) == ("w:31", CODE.key)
    assert book.titled("民法典", ()) == ()


@pytest.mark.parametrize(
    "query", ["法释〔2024〕1号第二条", "法释[2024]1号 第2条", "法释2024年第1号第二条的内容"]
)
def test_an_article_of_a_numbered_document(query: str) -> None:
    citation = parse(query)
    assert citation and citation.numbered and citation.anchor == "a2" and citation.year is None
    assert parse_number(citation.name) == "法释2024 1"
