"""The powers stay apart, tried with real requests: who publishes, who makes accounts, who gives rights, who reads the trail."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cms.core import groups
from cms.core.factories import UserFactory
from cms.core.models import AuditEvent, User
from cms.portal.models import ArticlePage, ColumnPage

pytestmark = pytest.mark.django_db
ROLES = [role.name for role in groups.ROLES]
TEXT = {
    **{
        "body-count": "1",
        "body-0-type": "heading",
        "body-0-order": "0",
        "body-0-id": "",
        "body-0-deleted": "",
    },
    "body-0-value": "一段",
}
MODAL = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@pytest.fixture
def draft() -> ArticlePage:
    column = Page.objects.get(depth=2).add_child(instance=ColumnPage(title="要闻"))
    page = column.add_child(instance=ArticlePage(title="稿件", live=False))
    page.save_revision()
    return page


def as_role(role: str) -> tuple[Client, User]:
    user: User = UserFactory(groups=[role])
    client = Client()
    client.force_login(user)
    return client, user


@pytest.mark.parametrize("role", ROLES)
def test_only_approval_publishes_unpublishes_and_sets_levels(role: str, draft: ArticlePage) -> None:
    client, user = as_role(role)
    ArticlePage.objects.filter(pk=draft.pk).update(owner=user)  # not even his own
    form = {"title": "稿件", "slug": draft.slug, **TEXT, "attachments-count": "0"}
    client.post(
        f"/admin/pages/{draft.pk}/edit/",
        {**form, "action-publish": "1"},
    )
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}", {})
    assert Page.objects.get(pk=draft.pk).live == (role == "审批")
    client.post(f"/admin/pages/{draft.pk}/privacy/", {"restriction_type": "login"}, **MODAL)
    assert PageViewRestriction.objects.exists() == (role == "审批")
    Page.objects.get(pk=draft.pk).specific.save_revision().publish()
    client.post(f"/admin/pages/{draft.pk}/unpublish/")
    assert Page.objects.get(pk=draft.pk).live == (role != "审批")


@pytest.mark.parametrize("role", ROLES)
def test_accounts_rights_and_the_trail_are_three_powers(role: str) -> None:
    client = as_role(role)[0]
    account = {"username": "xin", "real_name": "新人", "email": "", "duty": "", "organisation": ""}
    password = {"password1": "a-Good-one-7", "password2": "a-Good-one-7"}
    client.post(
        "/admin/users/new/",
        {**account, **password, "is_superuser": "on", "groups": Group.objects.get(name="审批").pk},
    )
    made = User.objects.filter(username="xin").first()
    assert (made is not None) == (role == "系统管理")
    if made is not None:
        assert not made.is_superuser and not made.groups.exists()
    client.post("/admin/groups/new/", {"name": "新组"})
    assert client.get("/admin/groups/").status_code == (200 if role == "安全管理" else 302)
    assert client.get("/admin/reports/audit/").status_code == (200 if role == "审计管理" else 302)
    assert client.get("/admin/reports/audit/?export=csv").status_code == (200 if role == "审计管理" else 302)


@pytest.mark.parametrize("role", ["系统管理", "安全管理"])
def test_nobody_lifts_himself_or_touches_a_superuser(role: str) -> None:
    client, user = as_role(role)
    boss = User.objects.create_superuser("boss", password="x")
    for target in (user, boss):
        client.post(
            f"/admin/users/edit/{target.pk}/",
            {
                "username": target.username,
                "real_name": "改",
                "is_active": "on",
                "is_superuser": "on",
                "email": "",
            },
        )
    boss.refresh_from_db()
    user.refresh_from_db()
    assert boss.is_superuser and boss.real_name != "改" and not user.is_superuser
    client.post(f"/admin/users/{boss.pk}/delete/")
    client.post(f"/admin/bulk/core/user/delete/?id={boss.pk}")
    client.post(f"/admin/bulk/core/user/set_active_state/?id={boss.pk}", {"mark_as_active": "false"})
    boss.refresh_from_db()
    assert boss.is_active


def test_nobody_is_led_to_a_form_that_refuses_him() -> None:
    client, user = as_role("系统管理")
    boss = User.objects.create_superuser("boss", password="x")
    shown = client.get("/admin/users/").content.decode()
    assert "boss" in shown and f"/admin/users/edit/{boss.pk}/" not in shown
    assert f"/admin/users/edit/{user.pk}/" in shown
    client.force_login(boss)
    assert f"/admin/users/edit/{boss.pk}/" in client.get("/admin/users/").content.decode()


def test_the_last_superuser_stays() -> None:
    boss = User.objects.create_superuser("boss", password="x")
    client = Client()
    client.force_login(boss)
    data = {"username": "boss", "real_name": "王", "is_active": "on", "email": ""}
    client.post(f"/admin/users/edit/{boss.pk}/", data)  # gives up his own
    client.post(f"/admin/users/{boss.pk}/delete/")
    client.post(f"/admin/bulk/core/user/delete/?id={boss.pk}")
    client.post(f"/admin/bulk/core/user/set_active_state/?id={boss.pk}", {"mark_as_active": "false"})
    assert User.objects.filter(is_superuser=True, is_active=True).exists()


def test_the_trail_has_no_form_not_even_for_a_superuser() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("boss"))
    count = AuditEvent.objects.count()
    event = AuditEvent.objects.order_by("pk").first()
    assert event
    for path in (
        f"/admin/reports/audit/{event.pk}/",
        "/admin/snippets/core/auditevent/",
        "/admin/core/auditevent/",
    ):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    for method in (client.post, client.put, client.delete):
        assert method("/admin/reports/audit/").status_code == 405
    assert AuditEvent.objects.count() >= count


def test_groups_are_filled_again_only_when_asked() -> None:
    group = Group.objects.get(name="编辑")
    had = set(group.permissions.values_list("codename", flat=True))
    group.permissions.remove(group.permissions.get(codename="add_work"))
    group.page_permissions.all().delete()
    groups.make_groups()
    assert not group.page_permissions.exists()
    groups.make_groups(again=True)
    assert (
        set(group.permissions.values_list("codename", flat=True)) == had and group.page_permissions.exists()
    )
