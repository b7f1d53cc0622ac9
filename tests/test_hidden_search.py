"""The admin's searches answer whoever is shut out of some page, as they answer everybody."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core.factories import UserFactory, collection, restrict
from cms.portal.factories import ColumnPageFactory

pytestmark = pytest.mark.django_db
Q = quote("党建")


@pytest.mark.parametrize(
    "url",
    [
        "/admin/pages/search/?q=", "/admin/pages/search/results/?q=", "/admin/choose-page/search/?q=",
        "/admin/choose-page/search/?page_type=portal.articlepage&q=", "/admin/api/main/pages/?search=",
        "/admin/articles/?q=", "/admin/images/?q=", "/admin/documents/?q=", "/admin/images/chooser/results/?q=",
        "/admin/documents/chooser/results/?q=", "/admin/snippets/library/work/?q=",
    ],
)  # fmt: skip
def test_some_pages_are_hidden(client: Client, url: str) -> None:
    group = Group.objects.create(name="党委委员")
    restrict(ColumnPageFactory(title="党建密栏", slug="mi"), group)
    ColumnPageFactory(title="党建公开栏", slug="kai")
    restrict(collection("密"), group)
    client.force_login(UserFactory(groups=["编辑", "审核", "审批"]))
    answer = client.get(url + Q)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "党建密栏" not in text
    if "page" in url and "page_type" not in url:
        assert "党建公开栏" in text or "\\u515a\\u5efa\\u516c\\u5f00\\u680f" in text
