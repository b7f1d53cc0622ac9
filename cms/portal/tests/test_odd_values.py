"""What is typed into a form or an address of the admin and no column holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from cms.core.factories import UserFactory
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage
from search.sources import all_sources

pytestmark = pytest.mark.django_db
ARTICLE = BODY | {"slug": "", "lead": ""}


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True))
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("publish", [{}, {"action-publish": "1"}], ids=["draft", "publication"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "\u2060\u202e"}, "标题里只有看不见的字符"),
        ({"title": "甲", "published_at": "9999-12-31 10:00"}, "年份应在"),
        ({"title": "甲", "published_at": "0001-01-01 00:00"}, "年份应在"),
    ],
    ids=["title", "late", "early"],
)
def test_an_article(chief: Client, typed: dict[str, str], said: str, publish: dict[str, str]) -> None:
    answer = chief.post(
        f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/", ARTICLE | typed | publish
    )
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"go_live_at": "明天早上"}, "时间写得不对"),
        ({"expire_at": "2001-01-01 10:00"}, "定时撤下的时间必须晚于现在"),
        ({"go_live_at": "2199-02-02 10:00", "expire_at": "2199-02-01 10:00"}, "必须早于定时撤下"),
    ],
)
def test_what_is_wrong_with_a_time_is_said_where_one_looks(
    chief: Client, typed: dict[str, str], said: str
) -> None:
    """The field itself stands in a window that is shut."""
    answer = chief.post(
        f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/", ARTICLE | {"title": "甲"} | typed
    )
    (told,) = [str(message) for message in answer.context["messages"] if message.level_tag == "error"]
    assert told.count(said) == 1 and "修改定时" in told


@pytest.mark.parametrize("typed", ["-", "_", "--"])
def test_an_address_of_hyphens_alone_is_none(chief: Client, typed: str) -> None:
    """The browser makes one of an address that is typed in Chinese."""
    column = ColumnPageFactory()
    chief.post(
        f"/admin/pages/add/portal/articlepage/{column.pk}/", ARTICLE | {"title": "水渠", "slug": typed}
    )
    assert ArticlePage.objects.get().slug == "shui-qu"


@pytest.mark.parametrize(
    "address",
    [
        "/admin/reports/site-history/?timestamp_from=0001-01-01&timestamp_to=9999-12-31",
        "/admin/users/?group=9223372036854775808",
    ],
)
def test_a_filter(chief: Client, address: str) -> None:
    answer = chief.get(address)
    assert answer.status_code in (200, 400) and "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("typed", ["x", "²", "9223372036854775808", "999999"])
def test_a_chosen_thing(chief: Client, typed: str) -> None:
    site = Site.objects.get()
    data: dict[str, Any] = {"hostname": "a.cn", "port": "80", "site_name": "", "root_page": typed}
    answer = chief.post(f"/admin/sites/edit/{site.pk}/", data)
    assert answer.status_code in (200, 400)


def test_addresses_that_differ_in_case_alone() -> None:
    """Beside a site's home, of no site."""
    home = Site.objects.get().root_page
    other = Page.get_first_root_node().add_child(
        instance=home.specific_class(title="旧站", slug=home.slug.capitalize())
    )
    ArticlePageFactory(parent=other)
    shown = ArticlePageFactory()
    source = next(s for s in all_sources() if s.name == "portal.article")
    assert list(source.keys()) == [f"portal.article:{shown.pk}"]
    assert [item.work.key for item in source.documents([f"portal.article:{shown.pk}"])]


@pytest.mark.parametrize(
    "address",
    [
        "/admin/api/main/pages/find/?id=x",
        "/admin/choose-page/chosen-multiple/?id=x",
        "/admin/images/chooser/chosen-multiple/?id=%00",
        "/admin/documents/chooser/chosen/999999/",
    ],
)
def test_a_key(chief: Client, address: str) -> None:
    assert chief.get(address).status_code in (400, 404)


@pytest.mark.parametrize("key", ["x", "999999", "\0"])
def test_where_a_copy_is_to_go(chief: Client, key: str) -> None:
    page = ArticlePageFactory(parent=ColumnPageFactory())
    typed = {"new_title": "甲", "new_slug": "jia", "new_parent_page": key}
    assert chief.post(f"/admin/pages/{page.pk}/copy/", typed).status_code in (200, 400, 404)


@pytest.mark.parametrize(
    "typed", [{"lead": "x"}, {"body-count": "x"}, {"body-0-type": "text", "body-0-value": "x"}]
)
def test_a_form_that_no_page_sends(chief: Client, typed: dict[str, str]) -> None:
    answer = chief.post(
        f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/", {"title": "甲"} | ARTICLE | typed
    )
    assert answer.status_code in (200, 400) and not ArticlePage.objects.exists()


def test_an_address_that_was_free_when_it_was_looked_at(
    chief: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another takes it before the page is there."""
    column = ColumnPageFactory()
    ArticlePageFactory(parent=column, slug="jia")
    page = ArticlePageFactory(slug="jia")
    real, asked = Page._slug_is_available, list[int]()

    def free_at_first(*args: Any, **named: Any) -> bool:
        asked.append(1)
        return len(asked) == 1 or bool(real(*args, **named))

    monkeypatch.setattr(Page, "_slug_is_available", staticmethod(free_at_first))
    answer = chief.post(f"/admin/pages/{page.pk}/move/{column.pk}/confirm/")
    assert answer.status_code == 400 and "没有保存" in answer.content.decode()
    assert Page.objects.get(pk=page.pk).path == page.path


@pytest.mark.parametrize("typed", ["0", "wagtailadmin", "http://outside.example/"])
def test_where_a_form_is_to_lead(chief: Client, typed: str) -> None:
    page = ArticlePageFactory()
    answer = chief.post(f"/admin/pages/{page.pk}/unpublish/", {"next": typed})
    assert answer.status_code == 302 and answer["Location"].startswith("/admin/pages/")
