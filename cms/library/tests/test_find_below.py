"""A book or newspaper without text of its own is searched in its volumes, within one bound and for one visitor."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.core.factories import UserFactory
from cms.library.models import Passage, Work, WorkKind, WorkState
from cms.library.reading import find, volumes
from cms.library.tests import reading_world
from cms.library.tests.reading_world import SECRET, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "data")]


@pytest.fixture
def world() -> World:
    cache.clear()
    return reading_world.build()


def paper(world: World, issues: int, kind: str = WorkKind.NEWSPAPER) -> Work:
    """Issue n, of the n-th of May, on two pages; the second speaks of 服务站."""
    made = reading_world.work(world.library, world.public, "青坪党建", kind=kind)
    for n in range(1, issues + 1):
        texts = [{"text": f"第{n}期头版", "page": 1}, {"text": f"镇上的服务站办了{n}件事", "page": 2}]
        reading_world.work(
            world.library, world.public, f"第{n}期", kind=kind, parent=made, texts=texts, page_count=2,
            issued_on=date(2026, 5, n), position=n, character_count=20,
        )  # fmt: skip
    return made


def shown(work: Work, query: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(f"/ku/{work.pk}/find/?q={quote(query)}")
    assert answer.status_code == 200
    return answer.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'<h2 id="h-v\d+"><a [^>]*>([^<]+)</a>', html)


@pytest.mark.parametrize("kind", [WorkKind.NEWSPAPER, WorkKind.BOOK])
def test_hits_stand_under_their_volumes(world: World, kind: str) -> None:
    work = paper(world, 3, kind)
    assert f'action="/ku/{work.pk}/find/"' in Client().get(f"/ku/{work.pk}/").content.decode()
    html = shown(work, "服务站")
    expected = ["第1期", "第2期", "第3期"]
    assert titles(html) == (expected[::-1] if kind == WorkKind.NEWSPAPER else expected)
    assert "有命中，共 3 处" in html and "只找了" not in html
    newest = Work.objects.get(title="第3期")
    link = f"/ku/{newest.pk}/p/2/?q={quote('服务站')}#h1"
    assert f'href="{link}"' in html and "<mark>服务站</mark>" in html
    assert '<mark id="h1">服务站</mark>' in Client().get(link).content.decode()
    assert "里都没有“没有的词”" in shown(work, "没有的词")
    assert "没有可以找的字词" in shown(work, "。，！") and "想在各" in shown(work, " ")


def test_nobody_calls_a_newspaper_or_a_notice_a_book(world: World) -> None:
    places = ((paper(world, 1), "在报刊中找"), (world.book, "在书中找"), (world.law, "在文中找"))
    for work, said in places:
        for html in (Client().get(f"/ku/{work.pk}/").content.decode(), shown(work, "服务站")):
            assert said in html and not (said != "在书中找" and "在书中找" in html)


def test_of_texts_the_page_is_the_one_on_which_they_are_read(world: World) -> None:
    work = reading_world.work(world.library, world.public, "法规汇编", kind=WorkKind.BOOK)
    Work.objects.filter(pk=world.law.pk).update(parent=work)
    html = shown(work, "第四十条 第41条")
    link = re.search(rf'href="(/ku/{world.law.pk}/p/\d+/\?q=[^"#]+)#h1"', html)
    assert link and "第41条" in Client().get(link[1]).content.decode()


def test_a_page_with_all_of_it_leaves_out_those_with_half(world: World) -> None:
    work = paper(world, 3)
    assert titles(shown(work, "服务站 2件事")) == ["第2期"]


@pytest.mark.parametrize("query", ["服务站", "服务站搬到了很远的地方去"])
def test_more_issues_cost_no_more_questions(world: World, query: str) -> None:
    counts = []
    for issues in (2, 12):
        work = paper(world, issues)
        client = Client()
        client.get("/ku/")
        with CaptureQueriesContext(connection) as asked:
            assert len(titles(shown(work, query, client))) == issues
        counts.append(len(asked))
        cache.clear()
    assert counts[0] == counts[1] < 25, counts


def test_it_takes_no_longer_than_one_work_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    work = paper(world, 3)
    monkeypatch.setattr(find, "MOST_TEXT", 40)
    assert "共 3 期" in (html := shown(work, "服务站")) and "只找了最新的 2 期" in html
    assert titles(html) == ["第3期", "第2期"]
    cache.clear()
    monkeypatch.setattr(find, "MOST_SECONDS", 0.0)
    html = shown(work, "服务站")
    assert "只找了最新的一期的一部分" in html and "都没有" not in html
    cache.clear()
    monkeypatch.setattr(find, "MOST_SECONDS", 9.0)
    monkeypatch.setattr(find, "MOST_TEXT", 6_000_000)
    monkeypatch.setattr("cms.library.views.find.MOST_VOLUMES", 2)
    assert "共 3 期" in (html := shown(work, "服务站")) and "只找了最新的 2 期" in html


def test_long_texts_are_read_some_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    work = paper(world, 4)
    monkeypatch.setattr(volumes, "AT_ONCE", 45)
    assert len(titles(shown(work, "服务站"))) == 4


def test_a_text_that_was_replaced_is_looked_through_anew(world: World) -> None:
    work = paper(world, 1)
    assert titles(shown(work, "服务站")) == ["第1期"]
    issue = Work.objects.get(title="第1期")
    issue.passages.update(text="新的一版")
    issue.save()
    assert not titles(shown(work, "服务站")) and titles(shown(work, "新的一版")) == ["第1期"]


def test_levels_hold(world: World) -> None:
    """The page of a public newspaper is the same for all; of a closed one each is shown what he may see."""
    work = paper(world, 1)
    texts = [{"text": f"{SECRET}在服务站", "page": 1}]
    reading_world.work(
        world.library, world.restricted, f"{SECRET}期", parent=work, texts=texts, page_count=1,
        character_count=9,
    )  # fmt: skip
    insider, member = Client(), Client()
    insider.force_login(world.insider)
    member.force_login(UserFactory())
    answers = [
        client.get(f"/ku/{work.pk}/find/?q={quote('服务站')}") for client in (Client(), member, insider)
    ]
    assert len({answer.content for answer in answers}) == 1 and SECRET not in answers[0].content.decode()
    assert all(answer["Cache-Control"].startswith("public") for answer in answers)
    Work.objects.filter(pk=work.pk).update(collection=world.internal)
    assert Client().get(f"/ku/{work.pk}/find/?q={quote('服务站')}").status_code == 302
    assert titles(shown(work, "服务站", member)) == ["第1期"]
    answer = insider.get(f"/ku/{work.pk}/find/?q={quote('服务站')}")
    assert set(titles(answer.content.decode())) == {"第1期", f"{SECRET}期"}
    assert answer["Cache-Control"] == "private, no-store"


def test_what_has_no_text_is_not_said_to_hold_nothing(world: World) -> None:
    work = paper(world, 1)
    for title, state in (("影印的一期", WorkState.NO_TEXT), ("新到的一期", WorkState.EXTRACTING)):
        reading_world.work(world.library, world.public, title, kind=work.kind, parent=work, state=state)
    html = shown(work, "没有的词")
    assert (
        "里都没有" not in html
        and "找过的各期里没有“没有的词”" in html
        and "有 2 期没有可以检索的文字" in html
    )
    assert titles(html := shown(work, "服务站")) == ["第1期"] and "有 2 期没有可以检索的文字" in html
    scan = Work.objects.get(title="影印的一期")
    assert "这份文献没有可以检索的文字" in (html := shown(scan, "服务站")) and "这份文献里没有" not in html


def test_a_newspaper_without_issues_is_no_scan(world: World) -> None:
    html = shown(paper(world, 0), "服务站")
    assert "这份文献里没有“服务站”" in html and "扫描件" not in html


def test_a_book_with_a_text_of_its_own_names_its_volumes(world: World) -> None:
    book = paper(world, 2, WorkKind.BOOK)
    assert "自己的文字" not in shown(Work.objects.get(title="第1期"), "服务站")
    Passage.objects.create(work=book, ord=1, text="总目录")
    Work.objects.filter(pk=book.pk).update(character_count=3)
    for query in ("目录", "服务站"):
        assert "只找了这份文献自己的文字。它还有 2 个分册" in shown(book, query)
