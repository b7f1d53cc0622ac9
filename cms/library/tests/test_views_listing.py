"""The library's front: shelves, facets, sorting, pages; the same for everybody, fast with many works."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms.core import home_sections, requests, sitemap
from cms.core.factories import restrict
from cms.library.models import Work, WorkKind, WorkState
from cms.library.reading.front import shelf
from cms.library.reading.works import spine_title
from cms.library.tests import reading_world
from cms.library.tests.reading_world import SECRET, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return reading_world.build()


def many(world: World, count: int) -> None:
    kinds = list(WorkKind.values)
    Work.objects.bulk_create(
        Work(
            library=world.library,
            collection=world.public,
            title=f"文献{n:05}",
            kind=kinds[n % 4],
            issuer=f"第{n % 30}机关",
            issued_on=date(1990 + n % 35, 1, 1),
            state=WorkState.READY,
        )
        for n in range(count)
    )


def html(url: str, status: int = 200) -> str:
    response = Client().get(url)
    assert response.status_code == status, url
    return response.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r"<h3><a [^>]*>([^<]+)</a>", page)


@pytest.mark.parametrize(
    "tail", ["p02/", "p01/", "neibu/p01/", "00{work}/", "{work}/p/01/", "00{work}/file/"]
)
def test_a_number_has_one_address(world: World, tail: str) -> None:
    assert Client().get(f"/ku/{tail.format(work=world.book.pk)}").status_code == 404


def test_the_front_has_shelves_the_list_and_the_facets(world: World) -> None:
    many(world, 40)
    page = html("/ku/")
    assert page.count('class="shelf"') == 2
    assert "全部文献 45 种" in page
    assert len(titles(page)) == 20
    assert '<a href="/ku/p2/" rel="next">下一页</a>' in page
    assert 'class="shelf"' not in html("/ku/p2/")
    assert len(titles(html("/ku/p3/"))) == 5
    assert "书目没有第 4 页" in html("/ku/p4/", 404)


def test_facets_narrow_and_counts_speak_of_what_is_shown(world: World) -> None:
    many(world, 40)
    page = html("/ku/?kind=book&kind=law")
    shown = int(re.search(r"图书、法规 (\d+) 种", page)[1])
    counts = dict(re.findall(r'name="kind" value="(\w+)"[^>]*>[^<]*<span class="n">(\d+)</span>', page))
    assert shown == int(counts["book"]) + int(counts["law"])
    assert page.count(" checked") == 2
    assert "noindex" in page
    assert len(titles(html("/ku/?issuer=第3机关"))) == 2
    assert titles(html("/ku/?year=1990&sort=title")) == ["文献00000", "文献00035"]
    assert "没有符合这些条件的文献" in html("/ku/?year=1900")


def test_sorting(world: World) -> None:
    many(world, 5)
    assert titles(html("/ku/?sort=title"))[:2] == ["刚上传的文件", "打不开的文件"]
    years = titles(html("/ku/?sort=year"))
    assert years.index("支部工作手册") < years.index("文献00004") < years.index("文献00000")
    assert years[-1] in ("老照片扫描件", "打不开的文件", "刚上传的文件")  # without a date


@pytest.mark.parametrize(
    "query",
    ["issuer=" + "党" * 3000, "issuer=%00", "issuer=%ED%A0%80", "&".join(["kind=law"] * 300), "q=%FF",
     "kind=&year=&issuer=&sort=", "year=%202020", "&".join(f"year={1960 + n}" for n in range(60))],
)  # fmt: skip
def test_strange_choices_harm_nothing(world: World, query: str) -> None:
    assert Client().get(f"/ku/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=zzz", "没有“zzz”这种文献类型，可选：document（文件）、book（图书）、law（法规）、newspaper（报刊）。"),
        ("kind=law&kind=x", "没有“x”这种文献类型"),
        ("kind=" + "x" * 3000, f"没有“{'x' * 20}…”这种文献类型"),
        ("year=abc", "年份“abc”不正确，请写成 2026 这样的四位数字。"),
        ("year=" + "9" * 50, "年份“99999999999999999999…”不正确"),
        ("year=0", "年份“0”不正确"),
        ("sort=x", "不能按“x”排序，可选：year（年份）、title（书名）。"),
        ("&".join(f"year={1900 + n}" for n in range(61)), "一次最多选 60 个年份，请减少几个。"),
        ("&".join(f"issuer={n}" for n in range(61)), "一次最多选 60 个发布机关或出版者，请减少几个。"),
        ("kind=<script>", "没有“&lt;script&gt;”这种文献类型"),
    ],
)  # fmt: skip
def test_a_choice_that_there_is_not_is_told_above_the_whole_list(world: World, query: str, said: str) -> None:
    for page in (html(f"/ku/?{query}", 400), html(f"/ku/p2/?{query}", 400)):
        assert said in page
        assert 'role="alert"' in page and "noindex" in page
        assert "全部文献 5 种" in page and len(titles(page)) == 5
    client = Client()
    client.force_login(world.member)
    inner = client.get(f"/ku/neibu/?{query}")
    assert inner.status_code == 400 and said in inner.content.decode()
    assert inner["Cache-Control"] == "private, no-store"


def test_the_number_of_queries_is_constant(world: World) -> None:
    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            html(url)
        return len(caught)

    html("/ku/")
    few = count("/ku/")
    many(world, 300)
    assert count("/ku/") <= few + 2  # a shelf each for two kinds that now fill one
    assert count("/ku/p3/?kind=law") <= 14


def test_the_shelf_of_the_home_page_holds_what_everybody_may_see(world: World) -> None:
    site = Site.objects.get(is_default_site=True)
    with requests.remembering():
        section = next(s for s in home_sections.sections(site) if s.name == "library")
    assert section.data.url == "/ku/"
    assert section.data.total == 5
    assert section.template == "library/home.html"
    assert not any(SECRET in card.title for card in [*section.data.cards, *section.data.new])
    restrict(world.library)
    assert not [s for s in home_sections.sections(site) if s.name == "library"]


def test_the_home_page_names_the_newest_works_with_pages_and_the_day(world: World) -> None:
    Work.objects.filter(pk=world.book.pk).update(
        created_at=datetime(2026, 11, 24, 16, 30, tzinfo=UTC), page_count=12
    )
    front = shelf(Site.objects.get(is_default_site=True))
    assert front is not None
    assert [work.url for work in front.new] == [card.url for card in front.cards][: len(front.new)]
    (book,) = (work for work in front.new if work.url == f"/ku/{world.book.pk}/")
    assert (book.title, book.day) == (f"{world.book.title}（12 页）", "2026-11-25")
    assert {door.url for door in front.doors} >= {"/ku/?kind=law", "/ku/?kind=book"}
    many(world, 40)
    with CaptureQueriesContext(connection) as few:
        shelf(Site.objects.get(is_default_site=True))
    assert len(few) <= 9


@pytest.mark.parametrize(
    ("title", "spine"),
    [
        ("中华人民共和国民法典", "民法典"),
        ("Derived scan 2", "Derived scan 2"),
        ("党支部工作一百问（选编）", "党支部工作一百问"),
        ("乡村治理案例（上册）", "乡村治理案例（上册）"),
        ("关于适用民法典的解释(二)", "关于适用民法典的解释(二)"),
        ("秋汛期间会议记录（影印件，仅供内部查阅）", "秋汛期间会议记录"),
        ("《青河志》", "青河志"),
        ("（只有括号）", "（只有括号）"),
    ],
)
def test_spines_say_the_title_as_it_is_written(title: str, spine: str) -> None:
    assert spine_title(title) == spine


def test_the_sitemap_names_public_works_only(world: World) -> None:
    found = dict(sitemap.entries(Site.objects.get(is_default_site=True)))
    assert {"/ku/", f"/ku/{world.law.pk}/", f"/ku/{world.book.pk}/"} <= set(found)
    assert not any(f"/{work.pk}/" in url for url in found for work in world.closed)
    restrict(world.library)
    assert not [
        url for url, _ in sitemap.entries(Site.objects.get(is_default_site=True)) if url.startswith("/ku/")
    ]


def test_an_empty_library_says_so(world: World) -> None:
    reading_world.library("kong", "空书库")
    assert "书库里还没有文献" in html("/kong/")
    client = Client()
    client.force_login(world.member)
    assert "没有您可以看的内部资料" in client.get("/kong/neibu/").content.decode()


def test_titles_are_escaped(world: World) -> None:
    world.law.title = '<script>alert("党")</script>'
    world.law.save()
    page = html("/ku/")
    assert "<script>alert" not in page
    assert world.law.title in unescape(page)
