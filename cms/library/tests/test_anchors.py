"""An anchor is permanent: its address leads to where it stands, whatever file took the place of the one before."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.test import Client

from cms.library.models import Passage, Work
from cms.library.searchable.source import WorkSource, passage_key
from cms.library.tests import reading_world
from cms.library.tests.reading_world import World
from cms.library.tests.test_views_reader import page

pytestmark = pytest.mark.django_db
LAST = f"a{reading_world.ARTICLES}"


@pytest.fixture
def world() -> World:
    return reading_world.build()


def lead(work: Work, anchor: str, tail: str = "", client: Client | None = None) -> str:
    told = (client or Client()).get(f"/ku/{work.pk}/a/{anchor}/{tail}")
    assert told.status_code == 302 and not told.cookies, told.content.decode()
    return str(told["Location"])


def replaced(work: Work, articles: int) -> None:
    """By a text of so many articles; the first ones are left out."""
    kept = work.passages.order_by("ord")[reading_world.ARTICLES - articles :]
    fresh = [
        Passage(work=work, ord=n, path=p.path, anchor=p.anchor, text=p.text) for n, p in enumerate(kept, 1)
    ]
    work.passages.all().delete()
    Passage.objects.bulk_create(fresh)
    work.save()


def test_an_article_is_found_where_a_new_file_has_put_it(world: World) -> None:
    before = lead(world.law, LAST)
    number = int(re.search(r"/p/(\d+)/", before)[1])
    assert number > 1 and before.endswith(f"#{LAST}")
    assert f'id="{LAST}"' in page(before.partition("#")[0])
    replaced(world.law, 5)
    assert lead(world.law, LAST) == f"/ku/{world.law.pk}/p/1/#{LAST}"
    assert (
        lead(world.law, LAST, f"?q={quote('党日')}&x=1")
        == f"/ku/{world.law.pk}/p/1/?q={quote('党日')}#{LAST}"
    )
    assert Client().head(f"/ku/{world.law.pk}/a/{LAST}/")["Location"].endswith(f"/p/1/#{LAST}")
    assert f'id="{LAST}"' in page(f"/ku/{world.law.pk}/p/1/")


@pytest.mark.parametrize(
    ("anchor", "said"),
    [("a1", "没有第1条"), ("a120-1", "没有第120条之1"), ("s9", "没有这一处"), ("a" * 300, "没有这一处"),
     ("第一条", "没有这一处")],
)  # fmt: skip
def test_what_is_gone_is_said_to_be_gone(world: World, anchor: str, said: str) -> None:
    replaced(world.law, 5)
    html = page(f"/ku/{world.law.pk}/a/{anchor}/", 404)
    assert said in html and f'href="/ku/{world.law.pk}/">回到这份文献' in html and "noindex" in html


def test_pages_of_a_file_are_anchors_too(world: World) -> None:
    Passage.objects.create(
        work=world.book, ord=9, page=3, anchor="properties", path=["文件属性"], text="读书月"
    )
    for anchor, number in {"p2": 2, "properties": 3}.items():
        assert lead(world.book, anchor) == f"/ku/{world.book.pk}/p/{number}/#{anchor}"
    assert lead(world.scan, "p2").endswith("/p/2/#p2")
    for work, anchor in ((world.book, "p4"), (world.book, "p0"), (world.queued, "p1"), (world.queued, "a1")):
        page(f"/ku/{work.pk}/a/{anchor}/", 404)


def test_what_is_copied_and_what_is_found_stays(world: World) -> None:
    """Citation, permanent link, contents, hits: none names a page of reading. Pages of a file are cited as such."""
    stays = f"/ku/{world.law.pk}/a/a11/"
    number = int(re.search(r"/p/(\d+)/", lead(world.law, "a11"))[1])
    html = page(f"/ku/{world.law.pk}/p/{number}/")
    first = re.search(r'<p id="(a\d+)"', html)[1]
    for copied in ("c1", "c2"):
        text = re.search(rf'<code id="{copied}">(.*?)</code>', html)[1]
        assert f"/ku/{world.law.pk}/a/{first}/" in text and "/p/" not in text
    assert f'href="{stays}"' in html and f'href="{stays}"' in page(f"/ku/{world.law.pk}/")
    found = WorkSource().passages([passage_key(world.law.pk, 11), passage_key(world.book.pk, 2)])
    assert [each.url for each in found.values()] == [stays, f"/ku/{world.book.pk}/p/2/#p2"]
    book = page(f"/ku/{world.book.pk}/p/2/")
    assert re.search(rf'<code id="c1">[^<]*/ku/{world.book.pk}/p/2/\.</code>', book)


def test_pages_say_where_the_script_may_ask(world: World) -> None:
    """For addresses of the kind `p/8/#a100`, of which the server never sees the last part."""
    asked = f'data-anchors="/ku/{world.law.pk}/a/"'
    for tail, status in (("", 200), ("p/1/", 200), ("p/99/", 404)):
        assert asked in page(f"/ku/{world.law.pk}/{tail}", status), tail
    assert "data-anchors" not in page(f"/ku/{world.law.pk}/a/a999/", 404)


def test_levels_hold(world: World) -> None:
    for work in world.closed:
        for anchor in ("a1", "p1", "a999"):
            told = Client().get(f"/ku/{work.pk}/a/{anchor}/")
            assert told.status_code == 302 and told["Location"] == f"/login/?next=/ku/{work.pk}/a/{anchor}/"
    insider = Client()
    insider.force_login(world.insider)
    told = insider.get(f"/ku/{world.narrow.pk}/a/a1/")
    assert told["Location"].endswith("/p/1/#a1") and told["Cache-Control"] == "private, no-store"
    member = Client()
    member.force_login(world.member)
    assert member.get(f"/ku/{world.narrow.pk}/a/a1/").status_code == 403


@pytest.mark.parametrize("kind", ["law", "book"])
def test_contents_open_at_the_beginning_while_a_hit_opens_at_the_hit(world: World, kind: str) -> None:
    work = getattr(world, kind)
    anchor, number, query = ("a11", 2, "公开栏公布") if kind == "law" else ("p2", 2, "支部委员会")
    Passage.objects.filter(work=work, anchor=anchor).update(text=f"甲。\n乙。\n{query}。")
    work.save()
    if kind == "law":
        number = int(re.search(r"/p/(\d+)/", lead(work, anchor))[1])
    html = page(f"/ku/{work.pk}/p/{number}/?q={quote(query)}")
    assert f'href="/ku/{work.pk}/p/{number}/?q={quote(query)}#top-{anchor}"' in html
    assert re.search(rf'<p id="{anchor}"><mark', html)
    assert html.index(f'<span id="top-{anchor}">') < html.index("甲。") < html.index(f'id="{anchor}"')
    assert len(set(ids := re.findall(r' id="([^"]+)"', html))) == len(ids)
