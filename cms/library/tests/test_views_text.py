"""The text that the reader shows beside the image: long, changed, with its headings."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.test import Client

from cms.library.models import Passage
from cms.library.searchable.source import WorkSource, key_of
from cms.library.tests import reading_world
from cms.library.tests.reading_world import World
from search.presentation import label
from search.schema import PassageHit

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return reading_world.build()


def page(url: str) -> str:
    response = Client().get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_a_law_of_1260_articles_stays_below_100_kilobytes(world: World) -> None:
    code = reading_world.law(world.library, world.public, "示范法典", articles=1260)
    code.outline = [
        {
            "title": f"第{n}条　一个不短的条目标题，用来撑大目录",
            "level": 2 if n % 20 else 1,
            "page": None,
            "anchor": f"a{n}",
        }
        for n in range(1, 1261)
    ]
    code.save()
    longest = quote("党" * 200)
    for tail in (
        "",
        "p/1/",
        "p/40/",
        f"p/40/?q={quote('党日')}",
        f"p/40/?q={longest}",
        f"find/?q={quote('党日')}",
        f"find/?q={longest}",
    ):
        response = Client().get(f"/ku/{code.pk}/{tail}")
        assert response.status_code == 200
        assert len(response.content) < 100_000, tail
    assert "完整目录" in page(f"/ku/{code.pk}/p/40/")
    assert re.search(r'aria-current="true">第\d+条', page(f"/ku/{code.pk}/p/40/"))


def test_new_text_is_read_at_once(world: World) -> None:
    url = f"/ku/{world.law.pk}/"
    page(url)
    page(f"{url}find/?q={quote('崭新')}")
    Passage.objects.filter(work=world.law).delete()
    Passage.objects.create(work=world.law, ord=1, text="崭新的文字", anchor="a1")
    world.law.save()
    assert "崭新的文字" in page(url)
    assert "1 页有命中" in page(f"{url}find/?q={quote('崭新')}")


def test_what_the_contents_name_is_a_heading_in_the_text_of_a_page(world: World) -> None:
    html = page(f"/ku/{world.book.pk}/p/2/")
    assert re.search(r'<h2 id="p2">第二章\s组织生活</h2>\s*<p>主题党日由', html)
    world.book.outline = [{"title": "第二章组织生活", "level": 2, "page": 3, "anchor": "p3"}]
    world.book.save()
    assert re.search(r'<p id="p2">第二章\s组织生活</p>', page(f"/ku/{world.book.pk}/p/2/"))


def test_what_stands_on_no_page_is_shown_and_found_as_what_it_is(world: World) -> None:
    Passage.objects.create(
        work=world.book, ord=9, page=3, anchor="properties", path=["文件属性"], text="读书月"
    )
    html = page(f"/ku/{world.book.pk}/p/3/")
    assert re.search(r"<h2[^>]*>\s*文件属性</h2>\s*<p[^>]*>读书月", html)
    (found,) = WorkSource().documents([key_of(world.book.pk)])
    beside = next(each for each in found.passages if each.anchor == "properties")
    assert beside.page is None and beside.url.endswith(f"/p/3/#{beside.anchor}")
    assert label(PassageHit(beside, "", ())) == "文件属性"


@pytest.mark.parametrize("text", ["1.\n" * 90_000, "党日" * 90_000, ("党日" * 40 + "\n") * 3_000])
def test_a_page_with_too_much_text_shows_its_beginning(world: World, text: str) -> None:
    world.book.passages.filter(page=1).update(text=text)
    response = Client().get(f"/ku/{world.book.pk}/p/1/?q={quote('党日')}")
    html = response.content.decode()
    assert "只显示开头的一部分" in html and len(response.content) < 200_000
    assert "只显示开头的一部分" not in page(f"/ku/{world.book.pk}/p/2/")


@pytest.mark.parametrize("line", [40, 60_000])
def test_a_hit_far_down_a_page_with_too_much_text_is_shown(world: World, line: int) -> None:
    """Of 60,000 letters before it, in lines or in a single one, the beginning is; then the hits with what is around."""
    filler = "\n".join(["字" * line] * (60_000 // line))
    text = f"{filler}第一个哨兵在这里。{filler}第二个哨兵在那里。"
    world.book.passages.filter(page=1).update(text=text)
    world.book.save()
    query = quote("哨兵")
    html = page(f"/ku/{world.book.pk}/p/1/?q={query}")
    assert "命中 <b>2</b> 处，本页 <b>2</b> 处" in html and len(html.encode()) < 150_000
    assert re.findall(r'第(.)个<mark id="h(\d)">哨兵</mark>在', html) == [("一", "1"), ("二", "2")]
    assert re.search(r'<p id="p1">…?字+第一个<mark', html), "and the page opens there"
    assert "和后面有命中的地方；检索" in html
    assert "2 处" in page(f"/ku/{world.book.pk}/find/?q={query}")
    assert "哨兵" not in page(f"/ku/{world.book.pk}/p/1/").split('id="page-text"')[1]


def test_of_very_many_hits_far_down_a_page_it_says_how_many_are_not_shown(world: World) -> None:
    world.book.passages.filter(page=1).update(text="字" * 30_000 + ("\n哨兵" + "字" * 200) * 500)
    world.book.save()
    html = page(f"/ku/{world.book.pk}/p/1/?q={quote('哨兵')}")
    shown, unseen = html.count("<mark"), int(re.search(r"另有 (\d+) 处命中没有显示", html)[1])
    assert "本页 <b>500</b> 处" in html and shown + unseen == 500 and shown > 30
    assert len(html.encode()) < 150_000
