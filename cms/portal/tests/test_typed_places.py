"""The key of a page that is hidden from somebody, typed where a page is to go, tells him no more than a wrong one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page, Site

from cms.core.factories import UserFactory, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db
WORD = "哨兵词"


@pytest.fixture
def hidden() -> Any:
    column = ColumnPageFactory(title=WORD)
    restrict(column, Group.objects.create(name="纪委"))
    ArticlePageFactory(parent=column, slug="taken")
    return column


@pytest.fixture
def own(client: Client) -> Any:
    client.force_login(UserFactory(groups=["编辑", "审批"]))
    return ArticlePageFactory(parent=ColumnPageFactory(title="动态"), live=False)


@pytest.mark.parametrize("slug", ["free", "taken"])
def test_a_copy_goes_to_no_hidden_page(client: Client, own: Any, hidden: Any, slug: str) -> None:
    typed = {"new_title": "抄本", "new_slug": slug, "new_parent_page": hidden.pk}
    answer = client.post(f"/admin/pages/{own.pk}/copy/", typed)
    assert answer.status_code == 404 and WORD not in answer.content.decode()
    assert not Page.objects.filter(title="抄本").exists()


def test_many_are_moved_to_no_hidden_page(client: Client, own: Any, hidden: Any) -> None:
    answer = client.post(f"/admin/bulk/wagtailcore/page/move/?id={own.pk}", {"chooser": hidden.pk})
    assert answer.status_code == 404 and WORD not in answer.content.decode()


def test_what_is_moved_among_many_may_be_hidden(client: Client, own: Any, hidden: Any) -> None:
    to = ColumnPageFactory(title="专题")
    address = f"/admin/bulk/wagtailcore/page/move/?id={own.pk}&id={hidden.pk}&next=/admin/"
    answer = client.post(address, {"chooser": to.pk}, follow=True)
    assert answer.status_code == 200 and WORD not in answer.content.decode()
    assert Page.objects.get(pk=own.pk).get_parent().pk == to.pk


def test_a_site_with_a_hidden_home_does_not_name_it(client: Client, hidden: Any) -> None:
    client.force_login(UserFactory(groups=["系统管理"]))
    typed = {"hostname": "y.cn", "port": "80", "site_name": "", "root_page": hidden.pk}
    answer = client.post("/admin/sites/new/", typed, follow=True)
    assert WORD not in answer.content.decode()
    assert WORD not in client.get("/admin/sites/").content.decode()
    home = Site.objects.get(is_default_site=True).root_page
    assert home.title in client.get("/admin/sites/").content.decode()
