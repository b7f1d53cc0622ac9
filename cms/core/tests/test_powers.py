"""三员分开, tried with real requests: no account holds two of the powers, nobody lifts himself, nobody becomes the auditor."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.users.forms import GroupForm

from cms.core import powers
from cms.core.factories import UserFactory
from cms.core.models import AuditEvent, User

pytestmark = pytest.mark.django_db
THREE = ["系统管理", "安全管理", "审计管理"]
PASSWORD = "Xinhuo-9988-aa"


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def keys(*names: str) -> list[int]:
    return [group(name).pk for name in names]


def signed_in(client: Client, *groups: str) -> User:
    user: User = UserFactory(groups=groups)
    client.force_login(user)
    return user


def names_of(user: User) -> set[str]:
    return set(User.objects.get(pk=user.pk).groups.values_list("name", flat=True))


def edit(client: Client, user: User, **data: Any) -> Any:
    form = {"username": user.username, "real_name": user.real_name, "is_active": "on", "email": "", **data}
    return client.post(f"/admin/users/edit/{user.pk}/", form)


def refused() -> int:
    return AuditEvent.objects.filter(action="rights.refused", label="拒绝变更账号或权限").count()


def test_security_lifts_not_himself(client: Client) -> None:
    me = signed_in(client, "安全管理")
    for wanted in (THREE, ["安全管理", "审批"], ["审批"]):
        answer = edit(client, me, groups=keys(*wanted))
        assert "不能变更自己所属的组" in answer.content.decode() and names_of(me) == {"安全管理"}
    client.post(f"/admin/bulk/core/user/assign_role/?id={me.pk}", {"role": group("审批").pk})
    assert names_of(me) == {"安全管理"} and refused() == 3
    form = client.get(f"/admin/users/edit/{me.pk}/").content.decode()
    assert "请由另一位管理员来改" in form
    assert edit(client, me).status_code == 302 and names_of(me) == {"安全管理"}


def test_not_even_a_superuser_his_own(client: Client) -> None:
    boss = User.objects.create_superuser("boss", real_name="王")
    client.force_login(boss)
    assert "不能变更自己所属的组" in edit(client, boss, groups=keys("审批")).content.decode()
    assert not names_of(boss)


@pytest.mark.parametrize("pair", [THREE[:2], THREE[1:], [THREE[0], THREE[2]]])
@pytest.mark.parametrize("boss", [True, False])
def test_no_account_has_two_of_the_powers(client: Client, pair: list[str], boss: bool) -> None:
    if boss:
        client.force_login(User.objects.create_superuser("boss"))
    else:
        signed_in(client, "安全管理")
    someone = UserFactory(groups=pair[:1])
    said = edit(client, someone, groups=keys(*pair)).content.decode()
    assert powers.APART in said and "的权力" in said and names_of(someone) == {pair[0]}
    many = f"/admin/bulk/core/user/assign_role/?id={someone.pk}&id={UserFactory().pk}"
    answer = client.post(many, {"role": group(pair[1]).pk})
    assert powers.APART in answer.content.decode() and someone.real_name in answer.content.decode()
    assert names_of(someone) == {pair[0]} and refused() == 2
    assert edit(client, someone, groups=keys(pair[1], "编辑")).status_code == 302
    assert names_of(someone) == {pair[1], "编辑"}


def test_a_new_account_neither(client: Client) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    data = {"username": "xin", "real_name": "新", "email": "", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/admin/users/new/", {**data, "groups": keys(*THREE[:2])})
    assert powers.APART in answer.content.decode() and not User.objects.filter(username="xin").exists()
    assert client.post("/admin/users/new/", {**data, "groups": keys(THREE[0])}).status_code == 302


def group_form(changed: Group, *more: str, **data: Any) -> dict[str, Any]:
    """What a browser would send: the rights that the form shows and that are ticked, and these."""
    shown = GroupForm().registered_permissions
    rights = set(shown.filter(group=changed).values_list("pk", flat=True)) if changed.pk else set()
    rights |= set(shown.filter(codename__in=more).values_list("pk", flat=True))
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    sets = ("page_permissions", "collection_permissions", "image_permissions", "document_permissions")
    return {
        "name": changed.name,
        "permissions": list(rights),
        **{f"{prefix}-{key}": value for prefix in sets for key, value in empty.items()},
        **data,
    }


@pytest.mark.parametrize("role", ["安全管理", "审计管理", "系统管理"])
def test_security_changes_no_group_of_its_own_nor_one_of_a_power(client: Client, role: str) -> None:
    signed_in(client, "安全管理")
    one = group(role)
    before = set(one.permissions.all())
    for answer in (
        client.post(f"/admin/groups/edit/{one.pk}/", group_form(one, "publish_work"), follow=True),
        client.post(f"/admin/groups/delete/{one.pk}/", follow=True),
    ):
        assert "没有改动" in answer.content.decode()
    assert set(group(role).permissions.all()) == before and refused() == 2
    mine = Group.objects.create(name="第一支部")
    User.objects.get(pk=client.session["_auth_user_id"]).groups.add(mine)
    client.post(f"/admin/groups/edit/{mine.pk}/", group_form(mine, name="改名"))
    assert Group.objects.filter(name="第一支部").exists()


def test_no_group_has_two_of_the_powers(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    security = group("安全管理")
    answer = client.post(f"/admin/groups/edit/{security.pk}/", group_form(security, "view_audit"))
    assert powers.APART in answer.content.decode()
    assert not security.permissions.filter(codename="view_audit").exists()
    renamed = client.post(f"/admin/groups/edit/{security.pk}/", group_form(security, name="审计管理员"))
    assert renamed.status_code == 302 and powers.of_groups([security]) == {"安全管理"}
    both = group_form(Group(name="新组"), "view_audit", "add_user")
    assert powers.APART in client.post("/admin/groups/new/", both).content.decode()
    assert not Group.objects.filter(name="新组").exists() and refused() == 2


def test_no_member_gets_a_second_power_through_another_group(client: Client) -> None:
    signed_in(client, "安全管理")
    both = UserFactory(groups=["编辑", "系统管理"], real_name="钱七")
    answer = client.post(f"/admin/groups/edit/{group('编辑').pk}/", group_form(group("编辑"), "view_audit"))
    assert powers.APART in answer.content.decode() and "钱七" in answer.content.decode()
    assert not both.has_perm("core.view_audit")
    other = group_form(group("审核"), "view_audit")
    assert client.post(f"/admin/groups/edit/{group('审核').pk}/", other).status_code == 302


@pytest.mark.parametrize("role", ["安全管理", "审计管理"])
def test_system_takes_no_account_of_the_others(client: Client, role: str) -> None:
    me = signed_in(client, "系统管理")
    other = UserFactory(groups=[role])
    answer = edit(client, other, password1=PASSWORD, password2=PASSWORD)
    assert "只有超级管理员能重设密码" in answer.content.decode()
    assert not User.objects.get(pk=other.pk).check_password(PASSWORD) and refused() == 1
    edit(client, other, is_active="", username="taken", duty="书记")
    now = User.objects.get(pk=other.pk)
    assert (now.is_active, now.username, now.duty) == (True, other.username, "书记")
    address = f"/admin/bulk/core/user/set_active_state/?id={other.pk}"
    client.post(address, {"mark_as_active": "False"})
    assert User.objects.get(pk=other.pk).is_active
    me.groups.get().permissions.add(Permission.objects.get(codename="delete_user"))
    client.post(f"/admin/users/delete/{other.pk}/")
    client.post(f"/admin/bulk/core/user/delete/?id={other.pk}")
    assert User.objects.filter(pk=other.pk).exists()


def test_system_still_helps_all_others_and_the_trail_tells(client: Client) -> None:
    signed_in(client, "系统管理")
    for other in (UserFactory(groups=["编辑"]), UserFactory(groups=["系统管理"]), UserFactory()):
        assert edit(client, other, password1=PASSWORD, password2=PASSWORD).status_code == 302
        assert User.objects.get(pk=other.pk).check_password(PASSWORD)
        client.post(f"/admin/bulk/core/user/set_active_state/?id={other.pk}", {"mark_as_active": "False"})
        assert not User.objects.get(pk=other.pk).is_active
        assert AuditEvent.objects.filter(action="auth.active", object_id=str(other.pk)).exists()


def test_a_superuser_does(client: Client) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    auditor = UserFactory(groups=["审计管理"])
    held = {"groups": keys("审计管理")}
    assert edit(client, auditor, password1=PASSWORD, password2=PASSWORD, **held).status_code == 302
    assert User.objects.get(pk=auditor.pk).check_password(PASSWORD)
