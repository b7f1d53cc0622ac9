"""A new site without the demo: pages of our own, made once."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Site

from cms.core import slugs
from cms.library.models import LibraryPage
from cms.portal.models import HomePage

pytestmark = pytest.mark.django_db


def begin() -> str:
    said = StringIO()
    call_command("begin", stdout=said)
    return said.getvalue()


def test_an_empty_site_of_our_own(client: Client) -> None:
    assert "空的首页和理论库" in begin()
    site = Site.objects.get(is_default_site=True)
    assert site.root_page.specific_class is HomePage
    assert not Page.objects.filter(slug="home").exists()
    html = client.get("/").content.decode()
    assert "网站刚刚开通" in html
    assert 'href="/lilunku/"' in html
    library = client.get("/lilunku/")
    assert library.status_code == 200
    assert "书库里还没有文献" in library.content.decode()
    assert client.get("/search/").status_code == 200


def test_what_a_person_deleted_or_made_stays_as_it_is() -> None:
    begin()
    LibraryPage.objects.get().delete()
    assert begin() == ""
    assert not LibraryPage.objects.exists()
    assert HomePage.objects.count() == 1


def test_somebodys_own_tree_is_left_alone() -> None:
    welcome = Page.objects.get(slug="home")
    welcome.add_child(instance=Page(title="自己的", slug="zi-ji-de"))
    assert begin() == ""
    assert Page.objects.filter(pk=welcome.pk).exists()


@pytest.mark.once
def test_no_page_hides_behind_an_address_of_a_view() -> None:
    answered = {
        "admin",
        "api",
        "documents",
        "healthz",
        "island",
        "login",
        "logout",
        "media",
        "pictures",
        "readyz",
    }
    answered |= {"search", "static", "_util", "ditu", "neibu-mulu", "jiucuo", "likai", "wuzhangai", "yinsi"}
    answered |= {"xiugai-mima"}
    assert slugs.reserved() == answered
    assert slugs.is_reserved("p12")
    assert not slugs.is_reserved("dongtai")
