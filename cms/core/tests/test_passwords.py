"""修改密码: everybody signed in changes his own, whether the admin is open to him or not."""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client

from cms.core import audit
from cms.core.factories import UserFactory
from cms.core.models import AuditEvent, User

pytestmark = pytest.mark.django_db
ADDRESS = "/xiugai-mima/"
NEW = "qingping-Bridge-7"


def send(client: Client, old: str, new: str = NEW, again: str | None = None) -> Any:
    data = {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}
    return client.post(ADDRESS, data)


@pytest.fixture
def member(client: Client) -> User:
    user: User = UserFactory(real_name="张三")
    client.force_login(user)
    return user


def test_a_member_changes_his_own(client: Client, member: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(member)
    page = client.get(ADDRESS)
    said = page.content.decode()
    assert page.status_code == 200 and {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
    assert "以“张三”的身份登录" in said and "noindex" in said and "密码至少要有 8 个字符" in said
    answer = send(client, member.username * 2)
    assert answer.status_code == 302
    done = client.get(answer["Location"])
    assert done.status_code == 200 and "no-store" in done["Cache-Control"]
    assert "密码已经修改" in done.content.decode() and 'href="/neibu-mulu/"' in done.content.decode()
    assert 'href="/admin/"' not in done.content.decode()
    assert "张三" in client.get("/island/visitor/").content.decode()
    assert "张三" not in elsewhere.get("/island/visitor/").content.decode()
    member.refresh_from_db()
    assert member.check_password(NEW)
    event = AuditEvent.objects.filter(action="auth.password").get()
    assert event.actor_id == member.pk and event.object_id == str(member.pk) and event.address == "127.0.0.1"
    assert Client().login(username=member.username, password=NEW)


def test_whoever_works_in_the_admin_is_led_back_to_it(client: Client) -> None:
    client.force_login(UserFactory(groups=["编辑"]))
    assert 'href="/admin/"' in client.get(f"{ADDRESS}wancheng/").content.decode()


@pytest.mark.parametrize("path", [ADDRESS, f"{ADDRESS}wancheng/"])
def test_a_stranger_signs_in_first_and_is_led_back(client: Client, path: str) -> None:
    user = UserFactory()
    answer = client.get(path)
    assert answer.status_code == 302 and answer["Location"] == f"/login/?next={path}"
    data = {"username": user.username, "password": user.username * 2, "next": path}
    assert client.post("/login/", data)["Location"] == path


def test_the_way_there(client: Client, member: User) -> None:
    """Without a script the toolbar knows nobody: the page of signing in does."""
    for path in ("/island/visitor/", "/login/"):
        assert f'href="{ADDRESS}"' in client.get(path).content.decode()
        assert ADDRESS not in Client().get(path).content.decode()
    assert f"Disallow: {ADDRESS}\n" in Client().get("/robots.txt").content.decode()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"old_password": "wrong"}, "old_password", "原密码不对，请重新输入。"),
        ({"old_password": ""}, "old_password", "请填写原密码。"),
        ({"new_password1": ""}, "new_password1", "请填写新密码。"),
        ({"new_password2": ""}, "new_password2", "请再填一次新密码。"),
        ({"new_password2": "another"}, "new_password2", "两次填写的密码不一致，请重新填写。"),
        ({"new_password1": "a-7"}, "new_password1", "密码太短，至少要有 8 个字符。"),
        ({"new_password1": "83610597"}, "new_password1", "密码全是数字，请加上字母或符号。"),
        (
            {"new_password1": "iloveyou1"},
            "new_password1",
            "很多人都用这个密码，容易被猜中，请换一个。",
        ),
        ({"new_password1": "zhangsan-1"}, "new_password1", "密码与登录名、姓名等太相似，请换一个。"),
        ({"new_password1": "x-7" * 400}, "new_password1", "密码太长了，最多 1000 个字符，请改短一些。"),
        ({"new_password1": "first-Bridge-6"}, "new_password1", "新密码和原密码一样，请换一个。"),
    ],
)
def test_what_is_wrong_is_said_where_it_is_and_what_to_do(
    client: Client, changed: dict[str, str], field: str, said: str
) -> None:
    user = UserFactory(username="zhangsan", password="first-Bridge-6")
    client.force_login(user)
    new = changed.get("new_password1", NEW)
    data = {"old_password": "first-Bridge-6", "new_password1": new, "new_password2": new, **changed}
    answer = client.post(ADDRESS, data)
    html = answer.content.decode()
    assert answer.status_code == 400 and "密码没有修改" in html
    assert f'<a href="#id_{field}">{said}</a>' in html
    assert f'id="id_{field}_error"><p>{said}</p>' in html
    assert all(value not in html for value in data.values() if len(value) > 6)
    user.refresh_from_db()
    assert user.check_password("first-Bridge-6")
    assert user.real_name in client.get("/island/visitor/").content.decode()


def test_guessing_at_an_open_desk_is_locked_as_at_the_door(
    client: Client, member: User, settings: Any
) -> None:
    """And no password that was typed is kept in what django-axes notes of a request."""
    settings.AXES_ENABLED = True
    cache.clear()
    codes = [send(client, f"guess-number-{n}").status_code for n in range(8)]
    assert codes == [400] * 7 + [429]
    answer = send(client, member.username * 2)
    assert answer.status_code == 429 and "<h1>暂时不能修改密码</h1>" in answer.content.decode()
    assert "登录暂时锁定" not in answer.content.decode()
    member.refresh_from_db()
    assert not member.check_password(NEW)
    kept = str(list(AccessAttempt.objects.values()))
    assert member.username in kept and "guess-number" not in kept and NEW not in kept
    event = AuditEvent.objects.filter(action="auth.login_failed").first()
    assert event.actor_name == member.username and event.detail["page"] == "修改密码"
    assert AuditEvent.objects.filter(action="auth.locked_out").exists()


def test_only_the_password_is_written(client: Client, member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator who closes the account at that moment has closed it."""
    check = User.check_password

    def meanwhile(user: User, raw: str) -> bool:
        User.objects.filter(pk=user.pk).update(is_active=False, duty="原书记")
        return check(user, raw)

    monkeypatch.setattr(User, "check_password", meanwhile)
    assert send(client, member.username * 2).status_code == 302
    member.refresh_from_db()
    assert not member.is_active and member.duty == "原书记"


def test_without_its_trace_it_is_not_changed(
    client: Client, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("no room")

    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", fail)
        assert send(client, member.username * 2).status_code >= 500
    member.refresh_from_db()
    assert member.check_password(member.username * 2)
    assert "张三" in client.get("/island/visitor/").content.decode()
