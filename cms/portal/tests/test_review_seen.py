"""A draft that waits for a review which nobody can do: whoever sends or closes it is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core.factories import UserFactory, restrict
from cms.core.models import User
from cms.portal.factories import ArticlePageFactory

from .test_admin import TEXT

pytestmark = pytest.mark.django_db
SAID = "没有人能处理"


@pytest.fixture
def author() -> Client:
    client = Client()
    client.force_login(UserFactory(username="zuozhe", groups=["编辑"]))
    UserFactory(groups=["审核"])
    return client


def draft() -> Any:
    return ArticlePageFactory(live=False, owner=User.objects.get(username="zuozhe"))


def sent(author: Client, page: Any) -> str:
    data = {**TEXT, "title": "稿", "slug": page.slug, "attachments-count": "0", "action-submit": "1"}
    return author.post(f"/admin/pages/{page.pk}/edit/", data, follow=True).content.decode()


def test_who_sends_it_is_told(author: Client) -> None:
    page = draft()
    restrict(page, Group.objects.create(name="党委"))
    told = sent(author, page)
    assert SAID in told and "限定（党委）" in told


def test_nothing_is_said_where_somebody_sees_it(author: Client) -> None:
    plain, inner, seen = draft(), draft(), draft()
    restrict(inner)
    restrict(seen, Group.objects.get(name="审核"))
    for page in (plain, inner, seen):
        assert SAID not in sent(author, page)
        page.refresh_from_db()
        assert page.workflow_in_progress


def test_who_closes_it_is_told(author: Client) -> None:
    page = draft()
    sent(author, page)
    chief = Client()
    chief.force_login(UserFactory(is_superuser=True))
    data = {"restriction_type": "groups", "groups": [Group.objects.create(name="党委").pk]}
    chief.post(f"/admin/pages/{page.pk}/privacy/", data)
    assert SAID in chief.get("/admin/").content.decode()
