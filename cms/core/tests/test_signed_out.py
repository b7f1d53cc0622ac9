"""Who was signed out, or signed in anew, while he wrote: what he wrote is handed back to be sent again."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.core.factories import CmsImageFactory, UserFactory
from cms.core.models import Organisation

pytestmark = pytest.mark.django_db
HERE = {"HTTP_ORIGIN": "http://testserver"}
HIDDEN = re.compile(r'type="hidden" name="(.*?)" value="(.*?)"', re.S)
WRITTEN = {"name": "第九党支部\n写了一小时", "sort_order": "0", "code": ""}


def fields(answer: Any) -> dict[str, str]:
    """As a browser would send them, the token among them."""
    return {name: unescape(value) for name, value in HIDDEN.findall(answer.content.decode())}


def address() -> str:
    return reverse(Organisation.snippet_viewset.get_url_name("add"))


@pytest.fixture
def editor() -> Any:
    return UserFactory(is_superuser=True)


@pytest.fixture
def browser(editor: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


def sign_in(client: Client, user: Any) -> None:
    token = fields(client.get("/login/"))["csrfmiddlewaretoken"]
    name = user.username
    typed = {"username": name, "password": name * 2, "csrfmiddlewaretoken": token}
    assert client.post("/login/", typed, **HERE).status_code == 302


def test_signed_in_anew_in_another_window(browser: Client, editor: Any) -> None:
    written = WRITTEN | {"csrfmiddlewaretoken": fields(browser.get(address()))["csrfmiddlewaretoken"]}
    sign_in(browser, editor)
    answer = browser.post(address(), written, **HERE)
    assert answer.status_code == 403 and "没有保存" in answer.content.decode()
    assert "在新窗口登录" not in answer.content.decode() and "no-store" in answer["Cache-Control"]
    kept = fields(answer)
    assert {name: kept[name] for name in WRITTEN} == WRITTEN
    assert browser.post(address(), kept, **HERE).status_code == 302
    assert Organisation.objects.filter(name__startswith="第九党支部").count() == 1


@pytest.mark.parametrize("by", ["cookie", "password"])
def test_signed_out_while_writing(browser: Client, editor: Any, by: str) -> None:
    written = WRITTEN | {"csrfmiddlewaretoken": fields(browser.get(address()))["csrfmiddlewaretoken"]}
    if by == "cookie":
        del browser.cookies["sessionid"]
    else:
        editor.set_password("another one, 12 letters")
        editor.save()
    answer = browser.post(address(), written, **HERE)
    said = answer.content.decode()
    assert answer.status_code == 403 and "登录已经结束" in said and 'href="/login/" target="_blank"' in said
    assert not Organisation.objects.filter(name__startswith="第九党支部").exists()
    browser.force_login(editor)
    kept = fields(answer)
    while (
        answer := browser.post(address(), kept, **HERE)
    ).status_code == 403:  # the new sign-in has a new token
        assert fields(answer)["csrfmiddlewaretoken"] != kept["csrfmiddlewaretoken"]
        kept = fields(answer)
    assert answer.status_code == 302
    assert Organisation.objects.filter(name__startswith="第九党支部").count() == 1


@pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}])
@pytest.mark.parametrize("signed_in", [True, False])
def test_what_another_site_sent_is_not_handed_on(
    browser: Client, origin: dict[str, str], signed_in: bool
) -> None:
    if not signed_in:
        browser.logout()
    answer = browser.post(address(), WRITTEN, **origin)
    assert answer.status_code == 403 and "第九党支部" not in answer.content.decode()


def test_a_stranger_is_asked_to_sign_in_as_ever() -> None:
    assert Client().get(address())["Location"].startswith("/login/?next=")
    assert Client().post("/admin/", {})["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_script_learns_that_one_was_signed_out(client: Client, signed_in: bool) -> None:
    if signed_in:
        client.force_login(UserFactory())
    answer = client.get("/admin/images/chooser/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 403
    error = answer.json()["error"]
    assert (error["code"], "请另开一个窗口登录" in error["message"]) == (
        ("forbidden", False) if signed_in else ("signed_out", True)
    )


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_script_learns_it_without_any_cookie_too(browser: Client, signed_in: bool) -> None:
    """The browser was closed and opened again, or threw all cookies away."""
    token = fields(browser.get(address()))["csrfmiddlewaretoken"]
    del browser.cookies["csrftoken"]
    if not signed_in:
        del browser.cookies["sessionid"]
    script = {"X-Requested-With": "XMLHttpRequest", "X-CSRFToken": token}
    answer = browser.post("/admin/images/multiple/add/", {"title": "图"}, headers=script, **HERE)
    error = answer.json()["error"]
    assert answer.status_code == 403
    assert (error["code"], "请另开一个窗口登录" in error["message"]) == (
        ("forbidden", False) if signed_in else ("signed_out", True)
    )


def test_a_file_that_was_sent_along_is_asked_for_again(browser: Client, editor: Any) -> None:
    """It cannot be handed back: without it the old one would stay, and nobody would notice."""
    image = CmsImageFactory(title="旧题")
    place = reverse("wagtailimages:edit", args=[image.pk])
    token = fields(browser.get(place))["csrfmiddlewaretoken"]
    chosen = SimpleUploadedFile("新的一张.png", b"x")
    del browser.cookies["sessionid"]
    written = {"title": "新题", "csrfmiddlewaretoken": token, "file": chosen}
    said = browser.post(place, written, **HERE).content.decode()
    assert (
        "文件没有留住，请再选一次“新的一张.png”" in said
        and '<input type="file" name="file" required>' in said
    )


def test_what_was_sent_to_what_has_gone_can_be_copied_out(browser: Client) -> None:
    made = Organisation.objects.create(name="旧名", sort_order=0)
    place = reverse(Organisation.snippet_viewset.get_url_name("edit"), args=[made.pk])
    body = '{"blocks": [{"text": "写了一小时的话"}, {"text": "第二段"}], "entityMap": {}}'
    written = WRITTEN | {
        "csrfmiddlewaretoken": fields(browser.get(place))["csrfmiddlewaretoken"],
        "body": body,
    }
    made.delete()
    answer = browser.post(place, written, **HERE)
    said = unescape(answer.content.decode())
    assert answer.status_code == 404 and "刚刚被别人删除" in said and "再提交一次" not in said
    assert ">第九党支部\n写了一小时</textarea>" in said and ">写了一小时的话\n第二段</textarea>" in said
    assert (
        "写了一小时" not in browser.post(place, written, HTTP_ORIGIN="https://evil.example").content.decode()
    )
    bare = {"csrfmiddlewaretoken": written["csrfmiddlewaretoken"], "sort_order": "1"}
    assert "您写的文字" not in browser.post(place, bare, **HERE).content.decode()


def test_who_may_no_longer_enter_keeps_what_he_wrote(browser: Client, editor: Any) -> None:
    written = WRITTEN | {"csrfmiddlewaretoken": fields(browser.get(address()))["csrfmiddlewaretoken"]}
    editor.is_superuser = False
    editor.save()
    said = browser.post(address(), written, **HERE).content.decode()
    assert "不能进入后台" in said and "写了一小时" in said and "再提交一次" in said
