"""Redirects to pages that are hidden: what a visitor is told, and what stands in the admin's list."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.core.factories import UserFactory, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

from .attached_world import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    column = ColumnPageFactory(title="内参")
    restrict(column, Group.objects.create(name="党委"))
    return ArticlePageFactory(parent=column, title="哨兵题名", slug="shaobing")


def test_a_former_address_tells_a_stranger_no_present_one(page: Any) -> None:
    Redirect.objects.create(old_path="/jiu", redirect_page=page)
    for address in ("/jiu/", "/jiu", "/jiu/?a=1"):
        asked = Client().get(address)
        assert asked.status_code == 302 and asked["Location"].startswith("/login/?next=/jiu"), address
        assert asked["Cache-Control"] == "private, no-store"
    assert member("编辑").get("/jiu/").status_code == 403
    told = member("党委").get("/jiu/")
    assert (told.status_code, told["Location"]) == (301, page.url)
    assert told["Cache-Control"] == "private, no-store"


def test_a_former_address_of_a_draft_leads_nowhere(page: Any) -> None:
    Redirect.objects.create(old_path="/jiu", redirect_page=page)
    Page.objects.filter(pk=page.pk).update(live=False)
    for client in (Client(), member("党委")):
        assert client.get("/jiu/").status_code == 404


@pytest.mark.parametrize(("permanent", "status"), [(True, 301), (False, 302)])
def test_all_others_lead_where_they_led(permanent: bool, status: int) -> None:
    page = ArticlePageFactory()
    Redirect.objects.create(old_path="/jiu", redirect_page=page, is_permanent=permanent)
    Redirect.objects.create(old_path="/jiu?a=1", redirect_link="/ditu/", is_permanent=permanent)
    Redirect.objects.create(old_path="/旧", redirect_link="/ditu/", is_permanent=permanent)
    for address, to in {
        "/jiu/": page.url,
        "/jiu/?b=2": f"{page.url}?b=2",
        "/jiu/?a=1": "/ditu/",
        "/旧/": "/ditu/",
    }.items():
        told = Client().get(address)
        assert (told.status_code, told["Location"]) == (status, to), address
        assert "Cache-Control" not in told
    assert Client().get("/jiu-le/").status_code == 404


def test_the_list_of_redirects_names_no_hidden_page(page: Any) -> None:
    hidden = Redirect.objects.create(old_path="/jiu-shaobing", redirect_page=page)
    Redirect.objects.create(old_path="/jiu", redirect_page=ArticlePageFactory(title="公开题名"))
    Redirect.objects.create(old_path="/ditu-jiu", redirect_link="/ditu/")

    def said(client: Client, address: str) -> str:
        answer = client.get(address)
        return b"".join(answer if answer.streaming else [answer.content]).decode()

    blind, knowing = member("系统管理"), member("系统管理", "党委")
    lists = ("/admin/redirects/", "/admin/redirects/results/", "/admin/redirects/?export=csv")
    for address in lists:
        text = said(blind, address)
        assert "哨兵" not in text and "shaobing" not in text, address
        assert "/ditu-jiu" in text and "shaobing" in said(knowing, address), address
    for address in (f"/admin/redirects/{hidden.pk}/", f"/admin/redirects/{hidden.pk}/delete/"):
        assert (blind.get(address).status_code, knowing.get(address).status_code) == (404, 200), address
        assert blind.post(address).status_code == 404
    assert Redirect.objects.filter(pk=hidden.pk).exists()


def answer(address: str, client: Client | None = None) -> tuple[int, str]:
    told = (client or Client()).get(address)
    return told.status_code, told.get("Location", "")


def test_former_addresses_of_what_was_moved_lead_to_it() -> None:
    there, column = ColumnPageFactory(slug="there"), ColumnPageFactory(slug="column")
    page = ArticlePageFactory(parent=column, slug="wen")
    draft = ArticlePageFactory(parent=column, slug="gao", live=False)
    column.move(there, "last-child")
    assert answer("/column/wen/") == (301, "/there/column/wen/") and answer("/column/") == (
        301,
        "/there/column/",
    )
    assert answer("/column/gao/") == (404, "")
    page.refresh_from_db()
    page.move(there, "last-child")
    assert {answer(old) for old in ("/column/wen/", "/there/column/wen/")} == {(301, "/there/wen/")}
    draft.refresh_from_db()
    assert not Redirect.objects.filter(redirect_page=draft).exists()


def test_who_goes_back_is_at_home(django_capture_on_commit_callbacks: Any) -> None:
    page = ArticlePageFactory(slug="jia")
    old, column = page.url, ColumnPageFactory(slug="column")
    for slug in ("yi", "jia"):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        page.refresh_from_db()
    assert Client().get(old).status_code == 200 and answer(old.replace("jia", "yi")) == (301, old)
    home = page.get_parent()
    page.move(column, "last-child")
    assert answer(old) == (301, "/column/jia/")
    page.refresh_from_db()
    page.move(home, "last-child")
    assert Client().get(old).status_code == 200 and answer("/column/jia/") == (301, old)


def test_a_way_that_a_person_made_stays() -> None:
    page, column = ArticlePageFactory(slug="jia"), ColumnPageFactory(slug="column")
    Redirect.add_redirect("/jia/", "/ditu/", is_permanent=False, site=Site.objects.get())
    page.move(column, "last-child")
    assert answer("/jia/") == (302, "/ditu/")


def test_what_moved_among_the_closed_is_told_to_nobody_else() -> None:
    column = ColumnPageFactory(slug="nei")
    restrict(column, Group.objects.create(name="党委"))
    page = ArticlePageFactory(slug="jia")
    page.move(column, "last-child")
    status, to = answer("/jia/")
    assert status == 302 and to.startswith("/login/") and "nei" not in to
    assert answer("/jia/", member("党委")) == (301, "/nei/jia/")


def test_a_draft_that_is_renamed_leaves_no_way(django_capture_on_commit_callbacks: Any) -> None:
    page = ArticlePageFactory(slug="gao", live=False)
    page.slug = "xin"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert not Redirect.objects.exists()


def test_thousands_of_pages_move_in_few_questions(django_assert_max_num_queries: Any) -> None:
    there, column = ColumnPageFactory(slug="there"), ColumnPageFactory(slug="column")
    step = Page.steplen
    first = ArticlePageFactory(parent=column, slug="a0")
    Page.objects.bulk_create(
        Page(
            path=column.path + Page._int2str(n + 1).rjust(step, "0"),
            depth=column.depth + 1,
            title=f"文{n}",
            draft_title=f"文{n}",
            slug=f"a{n}",
            url_path=f"{column.url_path}a{n}/",
            content_type_id=first.content_type_id,
            locale_id=first.locale_id,
        )
        for n in range(1, 2500)
    )
    with django_assert_max_num_queries(131):
        column.move(there, "last-child")
    assert Redirect.objects.count() == 2501
    assert Redirect.objects.get(old_path="/column/a2499").redirect_page.url_path.endswith(
        "/there/column/a2499/"
    )


def test_a_way_that_a_person_made_for_all_sites_stays(client: Client) -> None:
    page, column = ArticlePageFactory(slug="jia"), ColumnPageFactory(slug="column")
    Redirect.add_redirect("/jia/", "/map/", is_permanent=False)
    page.move(column, "last-child")
    assert client.get("/jia/")["Location"] == "/map/"


@pytest.mark.parametrize("meanwhile", ["moved", "deleted"])
def test_what_became_of_a_page_since_its_address_changed(
    django_capture_on_commit_callbacks: Any, meanwhile: str
) -> None:
    """The signal comes after the change is done: another may have been quicker."""
    page, column = ArticlePageFactory(slug="jia"), ColumnPageFactory(slug="column")
    page.slug = "yi"
    with django_capture_on_commit_callbacks() as calls:
        page.save()
    same: Any = Page.objects.get(pk=page.pk).specific
    if meanwhile == "moved":
        same.move(column, "last-child")
    else:
        same.delete()
    for call in calls:
        call()
    found = dict(Redirect.objects.values_list("old_path", "redirect_page"))
    assert found == ({"/jia": page.pk, "/yi": page.pk} if meanwhile == "moved" else {})


def test_what_is_published_below_a_column_that_is_down_is_found_by_its_former_address(client: Client) -> None:
    column = ColumnPageFactory(slug="lan-mu")
    article = ArticlePageFactory(parent=column, slug="wen")
    column.unpublish()
    column.refresh_from_db()
    column.slug = "xin"
    column.save()
    article.refresh_from_db()
    answer = client.get("/lan-mu/wen/")
    assert answer.status_code == 301 and answer["Location"].endswith("/xin/wen/")
    assert client.get("/lan-mu/").status_code == 404


def test_a_column_that_was_down_is_put_back_with_another_address(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    column = ColumnPageFactory(slug="jiu")
    ArticlePageFactory(parent=column, slug="wen")
    column.slug = "xin"
    drafted = column.save_revision()
    with django_capture_on_commit_callbacks(execute=True):
        Page.objects.get(pk=column.pk).specific.unpublish()
        drafted.publish()
    told = client.get("/jiu/wen/")
    assert (told.status_code, told["Location"]) == (301, "/xin/wen/")


def test_one_that_leads_nowhere_is_not_made(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    answer = client.post("/admin/redirects/add/", {"old_path": "/old/"})
    assert answer.status_code == 200 and "请选择要跳转到的页面" in answer.content.decode()
    assert not Redirect.objects.exists()
    client.post("/admin/redirects/add/", {"old_path": "/old/", "redirect_link": "https://example.cn/"})
    assert Redirect.objects.get().redirect_link == "https://example.cn/"
