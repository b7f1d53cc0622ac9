"""What stands below a page whose address changed, and has no redirect of its own, is led on with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.core.factories import restrict
from cms.portal.factories import NOON, ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ColumnPage

from .attached_world import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def column() -> Any:
    """It stood at /jiu/, with an article that has been there since."""
    page = ColumnPageFactory(slug="xin", title="通知")
    ArticlePageFactory(parent=page, slug="hou-lai")
    Redirect.add_redirect("/jiu/", page, site=Site.objects.get(), automatically_created=True)
    return page


def answer(address: str, client: Client | None = None, **extra: Any) -> tuple[int, str]:
    told = (client or Client()).get(address, **extra)
    assert not told.cookies
    return told.status_code, told.get("Location", "")


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("/jiu/", "/xin/"),
        ("/jiu/?x=1&y=", "/xin/?x=1&y="),
        ("/jiu/p1/", "/xin/p1/"),
        ("/jiu/p1", "/xin/p1/"),
        ("/jiu/p1/?x=%E5%85%9A", "/xin/p1/?x=%E5%85%9A"),
        ("/jiu/hou-lai/?x=1", "/xin/hou-lai/?x=1"),
    ],
)
def test_the_rest_and_the_query_go_along(column: Any, asked: str, to: str) -> None:
    assert answer(asked) == (301, to)
    told = Client().head(asked)
    assert (told.status_code, told["Location"], told["Cache-Control"]) == (301, to, "no-cache")


def test_old_pages_of_a_list_are_found_when_the_column_is_renamed(
    django_capture_on_commit_callbacks: Any,
) -> None:
    column: Any = ColumnPageFactory(slug="tongzhi")
    for n in range(40):
        ArticlePageFactory(parent=column, slug=f"n{n}", published_at=NOON + timedelta(minutes=n))
    column.slug = "gonggao"
    with django_capture_on_commit_callbacks(execute=True):
        column.save_revision().publish()
    assert answer("/tongzhi/p1/") == (301, "/gonggao/p1/")
    assert answer("/gonggao/p1/") == (200, "")


@pytest.mark.parametrize(
    "asked",
    ["/jiu/mei-you/", "/jiu//p1/", "/jiu/p1/p1/", "/jiu/%2F%2Fa.cn/", "/jiu/p1.png", "/jiu-le/p1/", "/jiu/%00/", "/jiu/p0/"],
)  # fmt: skip
def test_what_is_not_there_is_not_there(column: Any, asked: str) -> None:
    assert answer(asked)[0] == 404


def test_nothing_leads_to_another_host() -> None:
    Redirect.add_redirect("/jiu/", Site.objects.get().root_page)
    for asked in ("/jiu//a.cn/", "/jiu/%2F/a.cn/", "/jiu/\\a.cn/", "/jiu/http://a.cn/"):
        assert answer(asked)[0] == 404, asked


def test_addresses_that_a_person_typed_lead_nobody_below() -> None:
    Redirect.add_redirect("/jiu/", "https://example.org/a/", is_permanent=False)
    assert answer("/jiu/p1/")[0] == 404
    assert answer("/jiu/?x=1") == (302, "https://example.org/a/")


def test_the_nearest_way_goes_first_and_what_stands_there_now_before_all(column: Any) -> None:
    near = ColumnPageFactory(slug="jin")
    Redirect.add_redirect("/jiu/lan/", near)
    assert answer("/jiu/lan/p1/") == (301, "/jin/p1/")
    now = ColumnPageFactory(slug="jiu")
    assert answer("/jiu/p9/") == (404, "")  # a page of the new column's list, which has none
    assert answer("/jiu/hou-lai/") == (301, "/xin/hou-lai/")
    ArticlePageFactory(parent=now, slug="hou-lai")
    assert answer("/jiu/hou-lai/")[0] == 200


def test_pages_that_changed_places_do_not_send_a_visitor_round() -> None:
    one, two = ColumnPageFactory(slug="yi"), ColumnPageFactory(slug="er")
    for address, page in (("/yi/", two), ("/er/", one), ("/yi/p9/", one)):
        Redirect.add_redirect(address, page, site=Site.objects.get(), automatically_created=True)
    for asked in ("/yi/p9/", "/er/p9/", "/yi/x/", "/er/x/"):
        seen = [asked]
        while (told := answer(seen[-1]))[0] == 301:
            seen.append(told[1])
            assert len(seen) < 4, seen


def test_a_stranger_learns_of_nothing_that_is_hidden_below(column: Any) -> None:
    hidden = ArticlePageFactory(parent=column, slug="shao-bing")
    ArticlePageFactory(parent=column, slug="cao-gao", live=False)
    restrict(hidden, Group.objects.create(name="党委"))
    for asked in ("/jiu/shao-bing/", "/jiu/cao-gao/"):
        assert answer(asked) == answer("/jiu/mei-you/")
    assert answer("/jiu/shao-bing/", member("编辑"))[0] == 404
    told = member("党委").get("/jiu/shao-bing/")
    assert (told.status_code, told["Location"]) == (301, "/xin/shao-bing/")
    assert told["Cache-Control"] == "private, no-store"


def test_below_a_page_that_is_closed_all_is_the_same_to_a_stranger(column: Any) -> None:
    restrict(column, Group.objects.create(name="党委"))
    for asked in ("/jiu/", "/jiu/p1/", "/jiu/mei-you/"):
        status, to = answer(asked)
        assert status == 302 and to == f"/login/?next={asked}"
        assert member("编辑").get(asked).status_code == 403
    inside = member("党委")
    told = inside.get("/jiu/p1/")
    assert (told.status_code, told["Location"], told["Cache-Control"]) == (
        301,
        "/xin/p1/",
        "private, no-store",
    )
    assert inside.get("/jiu/mei-you/").status_code == 404


def test_below_a_page_that_is_down_there_is_nothing_until_it_is_put_back(
    column: Any, django_capture_on_commit_callbacks: Any
) -> None:
    Page.objects.filter(pk=column.pk).update(live=False)
    assert answer("/jiu/p1/")[0] == answer("/jiu/")[0] == 404
    page = ColumnPageFactory(slug="qian")
    page.save_revision().publish()
    page.unpublish()
    page.refresh_from_db()
    page.slug = "hou"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert answer("/qian/p1/") == (301, "/hou/p1/") and answer("/qian/") == (301, "/hou/")


def test_a_form_is_not_sent_on(column: Any) -> None:
    assert Client().post("/jiu/p1/").status_code == 404


def test_it_takes_few_questions_however_long_the_address(
    column: Any, django_assert_max_num_queries: Any
) -> None:
    for asked, most in (("/mei-you/" + "a/" * 3000, 5), ("/jiu/" + "a/" * 3000, 10), ("/jiu/p1/", 10)):
        Client().get("/")
        with django_assert_max_num_queries(most + 6):  # the page that says 404 has its own
            Client().get(asked)


def test_where_a_page_stands_now_its_addresses_are_its_own(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """A closed column had the address before: nobody is asked to sign in, nor learns that it had."""
    closed = ColumnPageFactory(slug="jiu")
    with django_capture_on_commit_callbacks(execute=True):
        page = ColumnPage.objects.get(pk=closed.pk)
        page.slug = "mi"
        page.save_revision().publish()
    restrict(Page.objects.get(pk=closed.pk), Group.objects.create(name="党委"))
    assert client.get("/jiu/mei-you/").status_code == 302
    ArticlePageFactory(parent=ColumnPageFactory(slug="jiu"), slug="wen")
    for address in ("/jiu/mei-you/", "/jiu/wen/xx/", "/jiu/p9/", "/jiu/wen/xx/" + "y/" * 100):
        assert client.get(address).status_code == 404, address
