"""Redirects to pages that are hidden: what a visitor is told, and what stands in the admin's list."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.core.factories import restrict
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
        "/jiu/?b=2": page.url,
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
