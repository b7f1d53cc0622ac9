"""The reader, the work's own page and the search inside a work, asked as a browser asks."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.library.tests import reading_world
from cms.library.tests.reading_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return reading_world.build()


def page(url: str, status: int = 200) -> str:
    response = Client().get(url)
    assert response.status_code == status, url
    return response.content.decode()


def visible(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_a_page_of_a_book_shows_its_image_its_text_and_the_ways_on(world: World) -> None:
    html = page(f"/ku/{world.book.pk}/p/2/")
    assert f'src="/ku/{world.book.pk}/p/2.png"' in html
    assert "主题党日由支部委员会决定" in html
    assert f'href="/ku/{world.book.pk}/p/1/#desk" rel="prev"' in html
    assert f'href="/ku/{world.book.pk}/p/3/#desk" rel="next"' in html
    assert f'<link rel="next" href="/ku/{world.book.pk}/p/3/">' in html
    assert "/ 3 页" in html
    assert f'?p=/ku/{world.book.pk}/p/2/">这里有错' in html
    assert re.search(r'href="/ku/\d+/p/2/#p2" aria-current="true">第二章', html)
    assert "组织科. 支部工作手册[M/OL]. 示范出版社, 2026: 2[" in html
    assert re.search(rf'<code id="c2">https?://[^<]+/ku/{world.book.pk}/p/2/#p2</code>', html)


def test_hits_are_marked_in_the_text_and_on_the_image(world: World) -> None:
    html = page(f"/ku/{world.book.pk}/p/2/?q={quote('主题党日')}")
    assert html.count("<mark") == 2
    assert '<mark id="h1">主题党日</mark>' in html
    assert "命中 <b>3</b> 处，本页 <b>2</b> 处" in html
    rects = re.findall(
        r'<rect( class="now")? x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', html
    )
    assert [bool(now) for now, *_ in rects] == [True, False]
    x, y, width, height = map(float, rects[0][1:])
    # The line's baseline is drawn 770 units above the foot of a page of 842: its box lies on y = 842 - 714.
    assert abs(x - 72) < 4
    assert 842 - 714 - 20 < y < 842 - 714
    assert 50 < width < 80
    assert 8 < height < 24
    assert 'viewBox="0 0 595' in html
    assert f'href="/ku/{world.book.pk}/p/1/?q=' in html  # the page before has a hit too


def marked(html: str) -> list[str]:
    return re.findall(r"<mark[^>]*>([^<]*)</mark>", html.split('id="page-text"')[1])


def test_a_hit_that_runs_over_lines_is_one_hit_in_text_and_image(world: World) -> None:
    query = quote("支部工作手册第一章支部设置党支部")
    html = page(f"/ku/{world.book.pk}/p/1/?q={query}")
    assert marked(html) == ["支部工作手册", "第一章　支部设置", "党支部"]
    assert html.count('id="h1"') == 1 and 'id="h2"' not in html
    assert "命中 <b>1</b> 处，本页 <b>1</b> 处" in html
    assert html.count("<rect") == 3
    assert "1 页有命中，共 1 处" in visible(page(f"/ku/{world.book.pk}/find/?q={query}"))


def test_a_hit_that_runs_over_passages_is_marked_and_counted(world: World) -> None:
    query = quote("并在公开栏公布。第2条每月固定一天")
    html = page(f"/ku/{world.law.pk}/p/1/?q={query}")
    assert marked(html) == ["并在公开栏公布。", "第2条　每月固定一天"]
    assert "命中 <b>1</b> 处，本页 <b>1</b> 处" in html


def test_a_heading_that_is_hit_counts(world: World) -> None:
    html = page(f"/ku/{world.law.pk}/p/1/?q={quote('第1章通则')}")
    assert marked(html)[0] == "第1章　通则"
    assert "命中 <b>1</b> 处，本页 <b>1</b> 处" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("主题党日由支部委员会决定主题党日已经取消", ["主题党日由支部委员会决定，主题党日"]),
        ("组织生活组织生活组织生活", ["组织生活"]),
        ("民主评议有记录，支部委员会决定", ["支部委员会决定"]),
        ("支部委员会应当怎样决定呢", ["支部委员会"]),
        ("主题活动党日", ["主题党日", "主题党日"]),
        ("登山比赛奖品", []),
        ("“主题活动党日”", []),
        ("“主题党日由支部党员大会决定”", []),
    ],
)
def test_what_stands_nowhere_as_asked_is_marked_in_its_longest_parts(
    world: World, query: str, expected: list[str]
) -> None:
    html = page(f"/ku/{world.book.pk}/p/2/?q={quote(query)}")
    assert marked(html) == expected
    assert bool(html.count("<rect")) is bool(expected)
    assert ("标出相同的部分" in html) is bool(expected)
    shown = visible(page(f"/ku/{world.book.pk}/find/?q={quote(query)}"))
    assert ("标出的是其中相同的部分" in shown) is bool(expected)


def test_a_quoted_text_is_marked_across_a_break(world: World) -> None:
    html = page(f"/ku/{world.book.pk}/p/1/?q={quote('“册第”')}")
    assert marked(html) == ["册", "第"]


def test_where_no_page_holds_every_word_a_page_is_marked_with_parts_of_them(world: World) -> None:
    query = quote("支部委员会会议 表样 附录")  # found on page 3 but for the first
    assert marked(page(f"/ku/{world.book.pk}/p/3/?q={query}")) == ["附录", "表样"]
    html = page(f"/ku/{world.book.pk}/p/2/?q={query}")
    assert marked(html) == ["支部委员会"]
    assert html.count("<rect") == 1
    both = quote("附录 表样")  # all on page 3: no other page is a hit
    assert marked(page(f"/ku/{world.book.pk}/p/2/?q={both}")) == []


def test_a_page_without_the_words_is_not_marked_in_parts_while_another_has_them(world: World) -> None:
    html = page(f"/ku/{world.book.pk}/p/1/?q={quote('主题党日由支部委员会决定')}")
    assert marked(html) == [] and "<rect" not in html
    assert "命中 <b>1</b> 处，本页 <b>0</b> 处" in html


def test_traditional_full_width_and_number_forms_are_marked_alike(world: World) -> None:
    assert '<mark id="h1">主题党日</mark>' in page(f"/ku/{world.book.pk}/p/1/?q={quote('主題黨日')}")
    for typed in ("第3条", "第三条"):
        assert '<mark id="h1">第3条</mark>' in page(f"/ku/{world.law.pk}/p/1/?q={quote(typed)}")


def test_a_law_is_read_in_pages_with_anchors_that_stay(world: World) -> None:
    first = page(f"/ku/{world.law.pk}/p/1/")
    assert 'id="a1"' in first
    assert "第1章" in first
    assert "<img" not in first.split('class="desk')[2]
    count = int(re.search(r"/ (\d+) 页", first)[1])
    assert count > 1
    assert f'id="a{reading_world.ARTICLES}"' in page(f"/ku/{world.law.pk}/p/{count}/")
    own = page(f"/ku/{world.law.pk}/")
    assert "正文" in own
    assert f'href="/ku/{world.law.pk}/p/2/"' in own


def test_pages_that_are_not_there_are_404_in_chinese(world: World) -> None:
    assert "没有第 4 页，这份文献共 3 页。" in page(f"/ku/{world.book.pk}/p/4/", 404)
    assert "没有第 0 页" in page(f"/ku/{world.book.pk}/p/0/", 404)
    assert "没有找到这份文献" in page("/ku/123456/", 404)
    for url in (
        f"/ku/{world.book.pk}/p/{'9' * 40}/",
        f"/ku/{'9' * 40}/",
        f"/ku/{'9' * 5000}/",
        f"/ku/{world.book.pk}/p/-1/",
        f"/ku/{world.book.pk}/p/x/",
        f"/ku/{world.book.pk}/p/9.png",
        f"/ku/{world.law.pk}/p/1.png",
        f"/ku/{world.book.pk}/p/0.png",
        f"/ku/{world.law.pk}/file/",
        "/ku/p999999/",
        "/ku/p0/",
    ):
        assert "没有" in page(url, 404), url


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("2", 302),
        (" 2 ", 302),
        ("２", 302),
        ("", 404),
        ("0", 404),
        ("4", 404),
        ("二", 404),
        ("9" * 60, 404),
        ("1\0", 404),
    ],
)
def test_the_form_that_turns_to_a_page(world: World, asked: str, status: int) -> None:
    response = Client().get(f"/ku/{world.book.pk}/p/", {"page": asked, "q": "党日"})
    assert response.status_code == status
    if status == 302:
        assert response["Location"] == f"/ku/{world.book.pk}/p/2/?q={quote('党日')}#desk"
    else:
        assert "请填写 1 到 3 之间的页码" in response.content.decode()


def test_search_inside_leads_to_the_page_and_its_first_mark(world: World) -> None:
    html = page(f"/ku/{world.book.pk}/find/?q={quote('主题党日')}")
    assert "2 页有命中，共 3 处" in html
    assert f'href="/ku/{world.book.pk}/p/2/?q={quote("主题党日")}#h1"' in html
    assert "里没有“没有的词”" in page(f"/ku/{world.book.pk}/find/?q={quote('没有的词')}")
    assert "想在这份文献里找什么" in page(f"/ku/{world.book.pk}/find/?q=%20")
    assert "没有可以找的字词" in page(f"/ku/{world.book.pk}/find/?q={quote('。，！')}")


STRANGE = [
    "党" * 10_000,
    "\0党\0",
    "党\u202e日\u200f",
    '"' * 500,
    "-" * 300,
    "<script>alert(1)</script>",
    "(" * 200 + "党",
    "%" * 50,
    "日期:9999..0",
]


@pytest.mark.parametrize("query", STRANGE)
def test_strange_queries_harm_nothing(world: World, query: str) -> None:
    for tail in ("p/1/", "find/", ""):
        for work in (world.book, world.law):
            response = Client().get(f"/ku/{work.pk}/{tail}", {"q": query})
            assert response.status_code == 200
            assert b"<script>alert" not in response.content
            assert len(response.content) < 100_000


def test_a_lone_surrogate_and_broken_utf8_in_the_query(world: World) -> None:
    for raw in ("%ED%A0%80", "%FF%FE", "%00", "%E5%85"):
        assert Client().get(f"/ku/{world.book.pk}/p/1/?q={raw}").status_code == 200
        assert Client().get(f"/ku/{world.book.pk}/find/?q={raw}").status_code == 200


def test_works_without_text_say_why_and_what_can_be_done(world: World) -> None:
    scan = visible(page(f"/ku/{world.scan.pk}/"))
    assert "扫描件。共 2 页，都是图片" in scan
    assert "逐页看图像，或者下载原文件" in scan
    assert "再上传" not in scan  # advice to whoever uploaded it
    reader = page(f"/ku/{world.scan.pk}/p/1/")
    assert "这一页是图像，没有文字" in reader
    assert f'src="/ku/{world.scan.pk}/p/1.png"' in reader
    failed = visible(page(f"/ku/{world.failed.pk}/"))
    assert "文字没有提取出来（文件损坏）。内容读不出来。" in failed
    assert "下载原文件" in failed
    assert "正在提取文字" in page(f"/ku/{world.queued.pk}/")
    assert "没有可以翻阅的页" in page(f"/ku/{world.queued.pk}/p/1/", 404)


def test_queries_do_not_grow_with_the_work(world: World) -> None:
    big = reading_world.law(world.library, world.public, "长法", articles=600)

    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(url).status_code == 200
        return len(caught)

    for tail in ("", "p/1/", f"p/2/?q={quote('党日')}", f"find/?q={quote('公开栏')}"):
        page(f"/ku/{world.law.pk}/{tail}")
        small, large = count(f"/ku/{world.law.pk}/{tail}"), count(f"/ku/{big.pk}/{tail}")
        assert large <= small + 2, tail  # the cuts and the text of a new work are read once
        assert small <= 13, tail


def test_only_reading_is_allowed(world: World) -> None:
    client = Client()
    for url in ("/ku/", f"/ku/{world.law.pk}/", f"/ku/{world.book.pk}/file/"):
        assert client.post(url).status_code == 405
        assert client.head(url).status_code == 200


@pytest.mark.parametrize(
    "query", ["民法典第54条", "《民法典》第五十四条", "触犯《民法典》第54条", "第五十四条"]
)
def test_an_article_is_marked_where_it_stands_and_nowhere_else(world: World, query: str) -> None:
    """The law does not name itself, and other numbers hold a part of this one."""
    texts = ["第五十四条　个体工商户。", "第一百五十四条　第五十条、第四十四条和第十四条。"]
    code = reading_world.work(
        world.library,
        world.public,
        "中华人民共和国民法典",
        texts=[{"text": text, "page": n, "anchor": f"p{n}"} for n, text in enumerate(texts, 1)],
        page_count=2,
    )
    there, elsewhere = (page(f"/ku/{code.pk}/p/{n}/?q={quote(query)}") for n in (1, 2))
    assert marked(there) == ["第五十四条"] and "命中 <b>1</b> 处，本页 <b>1</b> 处" in there
    assert marked(elsewhere) == [] and "命中 <b>1</b> 处，本页 <b>0</b> 处" in elsewhere


def test_what_was_sought_is_what_is_cited(world: World) -> None:
    """Of a page with many articles the link leads to the one that is marked."""
    html = page(f"/ku/{world.law.pk}/p/1/?q={quote('第7条')}")
    assert f"/ku/{world.law.pk}/a/a7/" in html
    assert f"/ku/{world.law.pk}/a/a1/" in page(f"/ku/{world.law.pk}/p/1/")
