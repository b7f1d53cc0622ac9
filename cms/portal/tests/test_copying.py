"""Copying a column copies nothing along that is hidden from who copies it: he would own it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from cms.core.admin import audit_detail, copying
from cms.core.factories import UserFactory, restrict
from cms.core.models import AuditEvent
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db
ROLES = (["编辑"], ["审批"], ["编辑", "审批"], ["编辑", "审核"])


def copied(client: Client, page: Any, **ticked: str) -> Any:
    typed = {
        "new_title": "抄本",
        "new_slug": "chao-ben",
        "new_parent_page": page.get_parent().pk,
        "copy_subpages": "on",
    }
    return client.post(f"/admin/pages/{page.pk}/copy/", typed | ticked, follow=True)


@pytest.mark.parametrize("ticked", [{}, {"alias": "on"}, {"publish_copies": "on"}], ids=str)
@pytest.mark.parametrize("roles", ROLES, ids=str)
@pytest.mark.parametrize("own", [True, False])
def test_what_is_hidden_is_not_copied(
    client: Client, own: bool, roles: list[str], ticked: dict[str, str]
) -> None:
    user = UserFactory(groups=roles)
    top = ColumnPageFactory(title="公开栏目", owner=user if own else None)
    closed = ColumnPageFactory(parent=top, title="党委会")
    restrict(closed, Group.objects.create(name="党委"))
    ArticlePageFactory(parent=closed, title="会议纪要")
    ArticlePageFactory(parent=closed, title="会议纪要稿", live=False)
    client.force_login(user)
    form = client.get(f"/admin/pages/{top.pk}/copy/")
    if form.status_code == 200 and roles != ["编辑"]:
        assert "下级页面里有您看不到的" in form.content.decode()
    copied(client, top, **ticked)
    assert Page.objects.filter(title__startswith="会议纪要").count() == 2


def test_what_comes_to_stand_below_meanwhile_is_not_copied(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = ColumnPageFactory(title="公开栏目")

    def meanwhile(*args: Any) -> str:
        """Between Wagtail's look at what is below and ours."""
        restrict(ColumnPageFactory(parent=top, title="党委会"), Group.objects.create(name="党委"))
        monkeypatch.undo()
        return find_available_slug(*args)

    monkeypatch.setattr(copying, "find_available_slug", meanwhile)
    client.force_login(UserFactory(groups=["编辑", "审批"]))
    form = client.get(f"/admin/pages/{top.pk}/copy/")
    assert form.status_code == 200 and "copy_subpages" not in form.context["form"].fields


def test_what_is_seen_is_copied_along(client: Client) -> None:
    top = ColumnPageFactory(title="公开栏目")
    closed = ColumnPageFactory(parent=top, title="党委会")
    restrict(closed, Group.objects.create(name="党委"))
    ArticlePageFactory(parent=closed, title="会议纪要")
    client.force_login(UserFactory(groups=["编辑", "审批", "党委"]))
    copied(client, top)
    copy = Page.objects.filter(title="会议纪要").last()
    assert Page.objects.filter(title="会议纪要").count() == 2
    assert copy is not None and copy.get_view_restrictions().count() == 1


def test_the_audit_trail_names_the_copy(client: Client) -> None:
    page = ArticlePageFactory(parent=ColumnPageFactory(), title="原稿")
    client.force_login(UserFactory(groups=["编辑", "审批"]))
    copied(client, page)
    made = AuditEvent.objects.get(action="wagtail.create", object_id=str(Page.objects.get(title="抄本").pk))
    assert made.object_title == "抄本"
    copy = audit_detail.told(AuditEvent.objects.get(action="wagtail.copy").detail)
    assert "原处" in copy and "keep_live" not in copy and "locale" not in copy


def test_an_address_that_is_free_is_proposed(client: Client) -> None:
    """Whoever changes the title alone is not refused."""
    page = ArticlePageFactory(slug="qu")
    client.force_login(UserFactory(groups=["审批"]))
    form = client.get(f"/admin/pages/{page.pk}/copy/").context["form"]
    assert form["new_slug"].initial == "qu-1"


@pytest.mark.parametrize("ticked", [{}, {"alias": "on"}], ids=str)
def test_a_column_is_copied_to_where_its_kind_may_stand(client: Client, ticked: dict[str, str]) -> None:
    """The form says so, in place of a bare refusal of the whole request."""
    notices, other = ColumnPageFactory(kind="notice", title="通知公告"), ColumnPageFactory(kind="news")
    client.force_login(UserFactory(groups=["审批"]))
    answer = copied(client, other, new_parent_page=str(notices.pk), **ticked)
    assert answer.status_code == 200 and "“通知公告”下不能放这个页面" in answer.content.decode()
    assert not Page.objects.filter(title="抄本").exists()
