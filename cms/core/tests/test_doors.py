"""Signing in and out, the visitor's island, and what an error answers."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from cms.core import views
from cms.core.factories import UserFactory
from cms.core.models import AuditEvent, User
from cms.core.requests import client_address

pytestmark = pytest.mark.django_db


def sign_in(client: Client, name: str, password: str, **extra: str) -> object:
    return client.post("/login/", {"username": name, "password": password, **extra})


def test_sign_in_and_out(client: Client) -> None:
    user = UserFactory(real_name="张三")
    assert client.get("/login/").status_code == 200
    answer = sign_in(client, user.username, user.username * 2, next="/somewhere/")
    assert answer.status_code == 302 and answer["Location"] == "/somewhere/"
    island = client.get("/island/visitor/")
    assert "张三" in island.content.decode() and "no-store" in island["Cache-Control"]
    assert "管理后台" not in island.content.decode()
    assert client.get("/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/logout/").status_code == 302
    assert "登录" in client.get("/island/visitor/").content.decode()
    assert list(AuditEvent.objects.filter(action__startswith="auth.log").values_list("label", flat=True)) == [
        "退出登录",
        "登录",
    ]


def test_a_stranger_gets_no_cookie_from_the_island(client: Client) -> None:
    assert not client.get("/island/visitor/").cookies


def test_an_editor_lands_in_the_admin(client: Client) -> None:
    user = UserFactory(groups=["编辑"])
    assert sign_in(client, user.username, user.username * 2)["Location"] == "/admin/"


def test_no_open_redirect(client: Client) -> None:
    user = UserFactory()
    assert sign_in(client, user.username, user.username * 2, next="https://evil.example/")["Location"] == "/"
    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == "/login/"
    assert client.get("/admin/login/?next=/admin/pages/")["Location"] == "/login/?next=%2Fadmin%2Fpages%2F"
    assert Client().get("/admin/")["Location"].startswith("/login/")


@pytest.mark.parametrize("name", ["nobody", "a\x00b", "x" * 151, "", "\u202eabc", "😀"])
def test_wrong_names_are_answered_in_chinese(client: Client, name: str) -> None:
    answer = sign_in(client, name, "wrong")
    assert answer.status_code == 400
    assert "没有登录成功" in answer.content.decode()


def test_locked_out_after_eight(client: Client, settings: object) -> None:
    settings.AXES_ENABLED = True
    cache.clear()
    user = UserFactory()
    codes = [sign_in(client, user.username, "wrong").status_code for _ in range(8)]
    assert codes[:7] == [400] * 7 and codes[7] == 429
    answer = sign_in(client, user.username, user.username * 2)
    assert answer.status_code == 429 and "<h1>登录暂时锁定</h1>" in answer.content.decode()
    assert AuditEvent.objects.filter(action="auth.login_failed", actor_name=user.username).count() >= 7
    assert AuditEvent.objects.filter(action="auth.locked_out").exists()
    said = StringIO()
    call_command("axes_reset_username", user.username, stdout=said)
    assert f"已解除“{user.username}”的登录锁定" in said.getvalue()
    assert sign_in(client, user.username, user.username * 2).status_code == 302
    call_command("axes_reset_username", user.username, stdout=said)
    assert "没有被锁定" in said.getvalue()
    for _ in range(8):
        sign_in(client, user.username, "wrong")
    chief = Client()
    chief.force_login(UserFactory(is_superuser=True))
    typed = {"username": user.username, "real_name": "张三", "is_active": "on"}
    new = {"password1": "new-2026-pass", "password2": "new-2026-pass"}
    assert chief.post(f"/admin/users/edit/{user.pk}/", typed | new).status_code == 302
    assert sign_in(client, user.username, "new-2026-pass").status_code == 302
    with pytest.raises(CommandError, match="没有登录名为“nobody”的账号"):
        call_command("axes_reset_username", "nobody")


def test_a_session_is_new_after_signing_in_and_ends_with_the_password(client: Client) -> None:
    user = UserFactory()
    planted = "a" * 32
    client.cookies["sessionid"] = planted
    sign_in(client, user.username, user.username * 2)
    own = client.cookies["sessionid"]
    assert own.value != planted and own["httponly"] and own["samesite"] == "Lax"
    other = Client()
    other.force_login(user)
    for who in (client, other):
        assert user.real_name in who.get("/island/visitor/").content.decode()
    user.set_password("another-one-1")
    user.save()
    for who in (client, other):
        assert user.real_name not in who.get("/island/visitor/").content.decode()
    sign_in(client, user.username, "another-one-1")
    assert user.real_name in client.get("/island/visitor/").content.decode()
    user.is_active = False
    user.save()
    assert user.real_name not in client.get("/island/visitor/").content.decode()


def test_a_session_does_not_outlive_the_signing_out(client: Client) -> None:
    client.force_login(UserFactory(real_name="张三"))
    kept = client.cookies["sessionid"].value
    client.post("/logout/")
    client.cookies["sessionid"] = kept
    assert "张三" not in client.get("/island/visitor/").content.decode()


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "///evil.example", r"/\evil.example", r"\\evil.example", "javascript:alert(1)"],
)
def test_no_way_out_of_the_site(client: Client, wanted: str) -> None:
    user = UserFactory()
    assert client.get("/admin/login/", {"next": wanted})["Location"] == "/login/"
    assert sign_in(client, user.username, user.username * 2, next=wanted)["Location"] == "/"


def test_errors_for_people_and_for_the_api(client: Client) -> None:
    answer = client.get("/mei-you-zhe-ge/")
    assert answer.status_code == 404 and "没有找到" in answer.content.decode()
    answer = client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert json.loads(answer.content)["error"]["code"] == "not_found"
    assert client.get("/%00/").status_code in {400, 404}


def test_server_error_needs_no_database(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):
        answer = views.server_error(RequestFactory().get("/x/"))
    assert answer.status_code == 500 and "<h1" in answer.content.decode()


def test_whoever_is_signed_in_is_told_so_at_the_door(client: Client) -> None:
    """A member who asks for the admin is sent here; without a script the toolbar offers no way out either."""
    assert "的身份登录" not in client.get("/login/").content.decode()
    client.force_login(UserFactory(real_name="张三"))
    said = client.get("/admin/", follow=True).content.decode()
    assert "以“张三”的身份登录，这个账号不能打开" in said and 'href="/logout/"' in said
    said = client.get("/login/").content.decode()
    assert "以“张三”的身份登录。" in said


def test_csrf_failure_is_chinese() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403 and "刷新" in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/search/", "/healthz", "/island/visitor/", "/api/v1/search"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "FOO", "TRACE"])
def test_a_wrong_method_is_named_not_a_stale_page(path: str, method: str) -> None:
    """Also without a token, which is looked for before the view is asked."""
    answer = Client(enforce_csrf_checks=True).generic(method, path)
    said = answer.content.decode()
    assert answer.status_code == 405 and answer["Allow"]
    assert "只接受" in said or "不接受" in said
    assert "刷新" not in said


@pytest.mark.parametrize("path", ["/login/", "/logout/", "/xiugai-mima/"])
@pytest.mark.parametrize("method", ["DELETE", "PATCH", "FOO"])
def test_a_wrong_method_where_forms_are_sent(path: str, method: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, path)
    assert answer.status_code == 405
    assert set(answer["Allow"].replace(" ", "").split(",")) >= {"GET", "POST"}
    assert "不接受" in answer.content.decode()
    unsigned = Client(enforce_csrf_checks=True).post(path)  # here the token is what is missing
    assert unsigned.status_code == 403 and "<h1>没有提交成功</h1>" in unsigned.content.decode()


@pytest.mark.parametrize("path", ["/nothing/", "/nothing/at/all/", "/api/v1/nothing"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "FOO", "TRACE"])
def test_nothing_is_nothing_by_any_method(path: str, method: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, path)
    assert answer.status_code == 404
    assert "没有找到" in answer.content.decode()


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, "203.0.113.9"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 198.51.100.1"}, "198.51.100.1"),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "2001:db8::1"}, "2001:db8::1"),
        ({"REMOTE_ADDR": "127.0.0.1"}, "127.0.0.1"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "<script>"}, "127.0.0.1"),
        ({}, None),
    ],
)
def test_only_a_proxy_on_this_machine_is_believed(meta: dict[str, str], expected: str | None) -> None:
    assert client_address(meta) == expected


def test_who_is_signed_in_finds_what_is_inside(client: Client) -> None:
    """Without JavaScript the head of a page knows nobody."""
    link = 'href="/neibu-mulu/">看内部内容</a>'
    assert link not in client.get("/login/").content.decode()
    client.force_login(UserFactory())
    assert link in client.get("/login/").content.decode()


def test_inactive_people_stay_out(client: Client) -> None:
    user = UserFactory(is_active=False)
    assert sign_in(client, user.username, user.username * 2).status_code == 400


def test_an_admin_page_says_no_in_chinese(client: Client) -> None:
    client.force_login(User.objects.create_user("plain"))
    assert client.get("/admin/").status_code in {302, 403}


def test_no_two_accounts_differ_in_capitals_alone(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    UserFactory(username="xin1")
    typed = {"real_name": "新人", "password1": "a-new-one-2026", "password2": "a-new-one-2026"}
    answer = client.post("/admin/users/new/", typed | {"username": "XIN1"})
    assert "只差大小写" in answer.content.decode() and not User.objects.filter(username="XIN1").exists()
    assert client.post("/admin/users/new/", typed | {"username": "xin2"}).status_code == 302


def test_names_that_were_alike_before_stop_nobody(client: Client) -> None:
    """Who may give rights cannot change the name."""
    grants = Permission.objects.filter(codename__in=("access_admin", "change_user", "change_group"))
    security = UserFactory()
    security.user_permissions.set(grants)
    client.force_login(security)
    UserFactory(username="Li")
    person, group = UserFactory(username="li"), Group.objects.get(name="编辑")
    answer = client.post(f"/admin/users/edit/{person.pk}/", {"real_name": "李", "groups": [str(group.pk)]})
    assert answer.status_code == 302 and list(person.groups.all()) == [group]

    client.force_login(UserFactory(is_superuser=True))
    typed = {"real_name": "李", "username": "LI", "is_active": "on"}
    answer = client.post(f"/admin/users/edit/{person.pk}/", typed)
    assert "只差大小写" in answer.content.decode()
