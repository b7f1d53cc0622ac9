"""The admin's own search finds Chinese inside titles, on either database."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, OrganisationFactory
from cms.core.listing_tokens import index_tokens, query_tokens
from cms.core.models import CmsImage, User
from cms.portal.models import ColumnPage

pytestmark = pytest.mark.django_db
ODD = [
    '"',
    "'",
    '党建"',
    "（党建）",
    "党建*",
    "NOT",
    "党 AND",
    "a:b",
    "-",
    "%",
    "\\",
    "",
    " ",
    "党\x00建",
    "^党",
    "𠀀",
    "x" * 9000,
]


def test_tokens() -> None:
    assert index_tokens("党建工作 ABC-1") == "党 建 工 作 党建 建工 工作 abc 1"
    assert query_tokens('"党建" 工作') == "党建 工作"
    assert query_tokens("党") == "党"
    assert query_tokens("“” ()") == ""


@pytest.fixture
def page() -> Page:
    return Page.objects.get(depth=2).add_child(instance=ColumnPage(title="机关党建工作“示范”单位"))


@pytest.mark.parametrize(
    "query", ["党建", "党", "建工", "工作单位", "示范", "機關", '"党建"', "机关党建工作", "单位 机关"]
)
def test_inside_a_title(page: Page, query: str) -> None:
    if query == "工作单位":
        assert list(Page.objects.search(query)) == []
        return
    assert [found.pk for found in Page.objects.search(query)] == [page.pk]
    assert [found.pk for found in Page.objects.autocomplete(query)] == [page.pk]


@pytest.mark.parametrize("query", ODD)
def test_nothing_typed_is_an_error(page: Page, query: str) -> None:
    len(Page.objects.search(query))
    len(get_search_backend().autocomplete(query, Page))


def test_listings_and_choosers(client: Client, page: Page) -> None:
    client.force_login(User.objects.create_superuser("root"))
    CmsImageFactory(title="支部党建图片")
    CmsDocumentFactory(title="支部党建文件")
    OrganisationFactory(name="机关党建办公室")
    for address in (
        "/admin/pages/search/?q=党建",
        f"/admin/pages/{page.get_parent().pk}/?q=党建",
        "/admin/images/?q=党建",
        "/admin/documents/?q=党建",
        "/admin/images/chooser/results/?q=党建",
        "/admin/documents/chooser/results/?q=党建",
        "/admin/choose-page/search/?q=党建&page_type=wagtailcore.page",
        "/admin/snippets/core/organisation/?q=党建",
    ):
        for query in ("党建", '"'):
            answer = client.get(address.replace("党建", query))
            assert answer.status_code == 200, address
            assert (
                "党建工作" in answer.content.decode() or "党建" in answer.content.decode()
            ) or query == '"'
            if query == "党建":
                assert any(t in answer.content.decode() for t in ("机关党建", "支部党建")), address


def test_a_changed_title_is_found_anew(page: Page) -> None:
    page.title = "廉政"
    page.save()
    assert not Page.objects.search("党建")
    assert len(Page.objects.search("廉政")) == 1
    assert not CmsImage.objects.search("党建")
