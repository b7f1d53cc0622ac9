"""A list says so when its address asks for a page, or by a filter, that there is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from cms.core import audit
from cms.core.factories import collection
from cms.core.models import User
from cms.portal.factories import ColumnPageFactory

pytestmark = pytest.mark.django_db

LISTS = (
    "/admin/users/",
    "/admin/groups/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/articles/",
    "/admin/pages/search/",
    "/admin/reports/audit/",
    "/admin/reports/audit/results/",
    "/admin/reports/site-history/",
    "/admin/reports/workflow/",
    "/admin/reports/aging-pages/",
    "/admin/snippets/library/work/",
    "/admin/snippets/core/organisation/",
)
CHOOSERS = (
    "/admin/images/chooser/",
    "/admin/documents/chooser/",
    "/admin/choose-page/",
    "/admin/choose-page/search/?q=要闻",
    "/admin/snippets/choose/library/work/",
)
FILTERS = (
    ("/admin/reports/audit/", "action=nothing-such"),
    ("/admin/reports/audit/", "address=300.1.1.1"),
    ("/admin/reports/audit/", "at_from=yesterday"),
    ("/admin/reports/audit/results/", "action=nothing-such&_w_filter_fragment=1"),
    ("/admin/reports/site-history/", "action=nothing-such"),
    ("/admin/reports/aging-pages/", "content_type=999999"),
    ("/admin/snippets/library/work/", "kind=tablet"),
    ("/admin/snippets/library/work/", "live=perhaps"),
    ("/admin/snippets/library/work/", "year=12"),
    ("/admin/snippets/library/work/", "library=999999"),
    ("/admin/images/", "collection_id=999999"),
    ("/admin/users/", "group=999999"),
    ("/admin/articles/", "site=999999"),
)


@pytest.fixture
def root(client: Client) -> Any:
    person = User.objects.create_superuser("root", real_name="李四")
    client.force_login(person)
    ColumnPageFactory(parent=Page.objects.get(depth=2), title="要闻")
    audit.record("audit.export", user=person)
    return person


@pytest.mark.parametrize("address", [*LISTS, *CHOOSERS])
def test_no_page_out_of_range(client: Client, root: Any, address: str) -> None:
    mark = "&" if "?" in address else "?"
    assert client.get(f"{address}{mark}p=1").status_code == 200
    for number in ("999", "0", "two", "9" * 40):
        assert client.get(f"{address}{mark}p={number}").status_code == 404, number


def test_a_page_out_of_range_leads_back_to_the_first(client: Client, root: Any) -> None:
    page = client.get("/admin/reports/audit/?who=李&p=999")
    text = page.content.decode()
    assert page.status_code == 404 and "这个列表没有这一页" in text
    assert "/admin/reports/audit/?who=%E6%9D%8E" in text


@pytest.mark.parametrize("address", ["/admin/collections/", "/admin/workflows/list/"])
def test_a_list_of_one_page_has_no_second(client: Client, root: Any, address: str) -> None:
    assert client.get(address).status_code == client.get(f"{address}?p=1").status_code == 200
    assert client.get(f"{address}?p=2").status_code == 404


@pytest.mark.parametrize("address", [*LISTS, "/admin/pages/", "/admin/collections/"])
def test_an_order_that_there_is_not(client: Client, root: Any, address: str) -> None:
    answer = client.get(f"{address}?ordering=colour")
    assert answer.status_code == 404 and "不能这样排序" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "order"),
    [
        ("/admin/users/", "-username"),
        ("/admin/pages/", "ord"),
        ("/admin/pages/", "-latest_revision_created_at"),
        ("/admin/reports/audit/", "-at"),
        ("/admin/images/", "-created_at"),
        ("/admin/snippets/library/work/", "-title"),
    ],
)
def test_an_order_that_there_is(client: Client, root: Any, address: str, order: str) -> None:
    assert client.get(f"{address}?ordering={order}").status_code == 200


@pytest.mark.parametrize(("address", "query"), FILTERS)
def test_a_bad_filter_is_named_and_lists_nothing(client: Client, root: Any, address: str, query: str) -> None:
    collection("内部资料")  # with one alone there is no such filter
    page = client.get(f"{address}?{query}")
    text = page.content.decode()
    assert page.status_code == 200 and "筛选条件有误" in text
    assert len(page.context["object_list"]) == 0 and "Select a valid" not in text


def test_a_bad_filter_exports_nothing(client: Client, root: Any) -> None:
    before = audit.AuditEvent.objects.count()
    page = client.get("/admin/reports/audit/?action=nothing-such&export=csv")
    assert page.status_code == 400 and "筛选条件有误" in page.content.decode()
    assert audit.AuditEvent.objects.count() == before


def test_a_good_filter_still_lists(client: Client, root: Any) -> None:
    page = client.get("/admin/reports/audit/?action=audit.export")
    assert len(page.context["object_list"]) == 1 and "筛选条件有误" not in page.content.decode()


def test_a_chooser_with_a_bad_collection_offers_nothing(client: Client, root: Any) -> None:
    assert len(client.get("/admin/images/chooser/results/?collection_id=no").context["results"]) == 0


@pytest.mark.parametrize(
    ("address", "count"), [("/admin/users/", "共 1 个用户"), ("/admin/reports/audit/", "条审计记录")]
)
def test_a_count_has_its_measure_word(client: Client, root: Any, address: str, count: str) -> None:
    assert count in client.get(address).content.decode()
