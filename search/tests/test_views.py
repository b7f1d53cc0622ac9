"""The people's page and the two JSON answers, over HTTP, with the real engine behind."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from search.asked import MAX_QUERY
from search.outbox import changed
from search.presentation import card, label
from search.schema import Hit, PassageDocument, PassageHit, WorkDocument
from search.tests.shelf import NAME, SENTINEL, Shelf
from search.views import told_to_mark

pytestmark = pytest.mark.django_db


def ask(client: Client, status: int = 200, path: str = "/api/v1/search", **parameters: str) -> Any:
    response = client.get(path, parameters)
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert not response.cookies
    return json.loads(response.content)


def page(client: Client, status: int = 200, **parameters: str) -> str:
    response = client.get("/search/", parameters)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


def test_json_is_as_promised(client: Client, open_door: Shelf) -> None:
    found = ask(client, q="民法典第五十四条")
    assert {"query", "total", "took_ms", "engine", "hints", "facets", "hits"} <= found.keys()
    assert (found["query"], found["total"], found["engine"]) == ("民法典第五十四条", 2, "embedded")
    hit = found["hits"][0]
    assert {"kind", "title", "url", "site", "date", "issuer", "number", "passages"} <= hit.keys()
    assert (hit["kind"], hit["title"], hit["date"]) == ("law", "中华人民共和国民法典", "2020-05-28")
    assert hit["url"] == "/works/1/#a54"
    passage = hit["passages"][0]
    assert {"page", "anchor", "path", "url", "snippet", "marks"} <= passage.keys()
    assert (passage["anchor"], passage["url"]) == ("a54", "/works/1/#a54")
    start, end = passage["marks"][0]
    assert passage["snippet"][start:end] == "第五十四条"
    assert found["facets"]["kind"] == {"law": 1, "article": 1}


def test_json_takes_every_parameter(client: Client, open_door: Shelf) -> None:
    assert [hit["kind"] for hit in ask(client, q="刑法", kind="article")["hits"]] == ["article"]
    assert ask(client, q="党建", tag="党建")["total"] == 1
    assert ask(client, q="党建", site="nowhere.cn")["total"] == 0
    assert [hit["date"] for hit in ask(client, q="刑法", **{"from": "2021", "to": "2022-12"})["hits"]] == [
        "2022-03-01"
    ]
    dates = [hit["date"] for hit in ask(client, q="简报", sort="date", size="24")["hits"]]
    assert len(dates) == 24 and dates == sorted(dates, reverse=True)
    assert [hit["date"] for hit in ask(client, q="简报", sort="oldest", size="24")["hits"]] == sorted(dates)
    assert len(ask(client, q="简报", page="2", size="20")["hits"]) == 4


@pytest.mark.parametrize(
    "parameters, status, code",
    [
        ({}, 400, "missing_query"),
        ({"q": " \x00\u202e "}, 400, "missing_query"),
        ({"q": "党" * (MAX_QUERY + 1)}, 400, "query_too_long"),
        ({"q": "党" * 10_000}, 400, "query_too_long"),
        ({"q": "党", "kind": "x"}, 400, "bad_kind"),
        ({"q": "党", "size": "-1"}, 400, "bad_size"),
        ({"q": "党", "from": "昨天"}, 400, "bad_date"),
        ({"q": "简报", "page": "9"}, 404, "page_out_of_range"),
        ({"q": "简报", "page": "5000"}, 404, "page_out_of_range"),
    ],
)
def test_json_refuses_in_chinese(
    client: Client, open_door: Shelf, parameters: dict[str, str], status: int, code: str
) -> None:
    error = ask(client, status, **parameters)["error"]
    assert error["code"] == code
    assert any("\u4e00" <= c <= "\u9fff" for c in error["message"])
    if "q" in parameters and parameters["q"].strip(" \x00\u202e"):
        assert error["message"] in page(client, status, **parameters)


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/suggest"])
def test_json_is_only_read(client: Client, path: str) -> None:
    response = client.post(path, {"q": "党建"})
    assert response.status_code == 405 and response.json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "typed", ['"', "OR", "-", "标题:", "日期:abc", "😀", "%F0%28", "a\u200fb", "<script>", "' OR 1=1 --"]
)
def test_broken_queries_get_a_page(client: Client, open_door: Shelf, typed: str) -> None:
    assert "<script>alert" not in page(client, q=typed)
    ask(client, q=typed)


def test_bytes_that_are_no_text(client: Client, open_door: Shelf) -> None:
    assert client.get("/search/?q=%ED%A0%80%FF党").status_code == 200
    assert client.get("/api/v1/search?q=%ED%A0%80%FF").status_code in (200, 400)


def test_the_page_shows_hits_marks_and_ways_to_narrow(client: Client, open_door: Shelf) -> None:
    html = page(client, q="刑法")
    assert "中华人民共和国<mark>刑法</mark>" in html
    assert "共 2 项结果" in html and "kind=law" in html
    assert '<meta name="ColumnName" content="检索"' in html
    assert "想找什么" in page(client)


def test_a_page_of_a_reader_is_told_what_to_mark(client: Client, open_door: Shelf) -> None:
    assert "/works/11/p/2/?q=%E6%80%9D%E6%83%B3%E5%BB%BA%E8%AE%BE" in page(client, q="思想建设")
    assert "/works/1/#a54" in page(client, q="个体工商户")
    assert '<h3><a href="/works/11/p/2/?q=%E6%80%9D' in page(client, q="思想建设"), "as the place below it"
    assert '<h3><a href="/works/1/">' in page(client, q="民法典"), "it is what was sought"
    assert ask(client, q="思想建设")["hits"][0]["passages"][0]["url"] == "/works/11/p/2/"


def test_what_was_cited_is_marked_where_it_opens() -> None:
    """A PDF page has several articles; of a page of ours, which is a file, nothing is asked."""
    work = WorkDocument("w:1", "law", "民法典", "/ku/1/a/a54/", 9)
    found = PassageHit(
        PassageDocument("w:1#1", "w:1", 1, "第五十四条", anchor="a54", url="/ku/1/a/a54/"), "第五十四条", ()
    )
    assert (
        card(Hit(work, 1.0, (found,), home="/ku/1/"), sought="第五十四条")
        .leaves[0]
        .url.startswith("/ku/1/a/a54/?q=")
    )
    own = replace(found, passage=replace(found.passage, url="/ku/1/#s1"))
    assert "?" not in str(card(Hit(work, 1.0, (own,), home="/ku/1/"), sought="第五十四条").leaves)


def test_every_year_can_be_chosen(client: Client, open_door: Shelf) -> None:
    """The newest at once, the others behind 更多."""
    text = page(client, q="-没有的词")
    years = set(ask(client, q="-没有的词")["facets"]["year"])
    assert len(years) > 9
    first, _, more = text.partition("更多年份")
    listed = {year for year in years if f">{year} 年 <span" in more}
    assert more and listed and {year for year in years if f">{year} 年 <span" in first} == years - listed
    assert min(first_years := years - listed) > max(listed) and len(first_years) == 8


def test_hints_are_shown(client: Client, open_door: Shelf) -> None:
    assert "意思相近" in page(client, q="土地承包期内，承包地可以被收回吗？")
    assert "看不懂" in page(client, q="日期:昨天")


def test_a_program_is_told_too_that_nothing_was_found(client: Client, open_door: Shelf) -> None:
    def hints(**asked: str) -> list[str]:
        found: list[str] = client.get("/api/v1/search", asked).json()["hints"]
        return found

    assert hints(q="鳄梨酱") == ["没有找到。请换个说法，或者减少几个词。"]
    assert "去掉筛选条件" in hints(q="党建", site="nowhere.example")[0]
    assert hints(q="党建") == []


def test_nobody_keeps_an_answer_for_others(client: Client, open_door: Shelf) -> None:
    response = client.get("/search/", {"q": "党建"})
    assert response["Cache-Control"] == "no-cache" and "Cookie" in response["Vary"]


def test_a_stranger_finds_nothing_internal(client: Client, open_door: Shelf) -> None:
    assert ask(client, q=SENTINEL)["total"] == 0
    assert ask(client, path="/api/v1/suggest", q="内部") == []


def test_suggestions(client: Client, open_door: Shelf) -> None:
    found = ask(client, path="/api/v1/suggest", q="mfd")
    assert found == [{"text": "中华人民共和国民法典", "kind": "law", "url": "/works/1/"}]
    assert ask(client, path="/api/v1/suggest", q="") == []
    assert ask(client, 400, path="/api/v1/suggest", q="党" * 10_000)["error"]["code"] == "query_too_long"


def test_search_rests_while_the_engine_is_away(client: Client, no_index: None) -> None:
    assert "检索正在休息" in page(client, 503, q="党建")
    assert ask(client, 503, q="党建")["error"]["code"] == "resting"
    assert ask(client, path="/api/v1/suggest", q="党建") == []
    assert page(client)


def test_where_nothing_is_found_titles_are_offered(client: Client, open_door: Shelf) -> None:
    """An address in pinyin, as the page of a lost one fills it in, finds no text but names a title."""
    html = page(client, q="zhong hua ren min gong he guo min fa dian")
    assert "没有找到" in html
    assert "您要找的是不是" in html
    assert 'href="/works/1/' in html
    assert "您要找的是不是" not in page(client, q="龘龘龘")


@pytest.mark.once
def test_a_page_is_called_as_the_reader_calls_it() -> None:
    """Not by the number printed on it: the hit opens at 第 13 页 of the file."""
    passage = PassageDocument("w#1", "w", 1, "原文", page=13, page_label="2")
    assert label(PassageHit(passage, "原文")) == "第 13 页"


@pytest.mark.parametrize(
    ("text", "anchor", "said"),
    [
        ("第五十四条 自然人", "a54", "第五十四条"),
        ("第一百二十条之一 资助", "a120-1", "第一百二十条之一"),
        ("第五十四条 自然人", "p3", "第二章"),
        ("依照第五十四条", "a54", "第二章"),
    ],
)
def test_a_place_in_a_law_is_called_by_its_article(text: str, anchor: str, said: str) -> None:
    passage = PassageDocument("w#1", "w", 1, text, path=("第一编", "第二章"), anchor=anchor)
    assert label(PassageHit(passage, "…")) == said


@pytest.mark.once
@pytest.mark.parametrize(
    "query, terms, expected",
    [
        ("主题党日 选举", ("主题党日", "选举"), "主题党日 选举"),
        ("党员怎样交党费", ("党员", "党费"), "党员 党费"),
        ("股票代码股票代码股票代码", ("股票代码",), "股票代码"),
        ("主题党日的实施办法第三条", ("实施", "办法", "第三条"), "实施 OR 办法 OR 第三条"),
        ("侵权责任法第六条", ("侵权责任法",), "侵权责任法"),
        ("民法典第54条", ("民法典第五十四条", "第五十四条"), "民法典第54条"),
    ],
)
def test_a_reader_is_told_to_mark_what_was_found(query: str, terms: tuple[str, ...], expected: str) -> None:
    assert told_to_mark(query, terms) == expected


def test_what_is_merely_alike_promises_no_numbers(client: Client, open_door: Shelf) -> None:
    """A narrower search chooses the best anew, and may find more of them."""
    text = page(client, q="土地承包期内，承包地可以被收回吗，党员应当怎么办？")
    assert "来自" in text and '<span class="n">' not in text
    assert '<span class="n">' in page(client, q="党建")


@pytest.mark.django_db
def test_what_waits_to_be_indexed_is_not_counted_at_the_door(
    client: Client, open_door: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is away, and all but the first of these were closed since."""
    first, *others = [hit["url"] for hit in ask(client, q="简报", size="50")["hits"]]
    closed = {key for key, item in open_door.items.items() if item.work.url in others}
    open_door.hidden = closed
    changed(closed)
    try:
        found = ask(client, q="简报", size="1")
        assert (found["total"], sum(found["facets"]["kind"].values())) == (1, 1)
        assert [hit["url"] for hit in found["hits"]] == [first]
        monkeypatch.setattr("search.behind.MOST", 5)  # more waits than is looked at
        found = ask(client, q="简报", size="1")
        assert (found["total"], sum(found["facets"]["kind"].values())) == (1, 1)
        assert "里没有第九千条" in "".join(ask(client, q="民法典第九千条")["hints"])
        open_door.hidden |= {f"{NAME}:1"}
        assert "里没有" not in "".join(ask(client, q="民法典第九千条")["hints"])
    finally:
        open_door.hidden = set()
