"""Two have one form open: who saves second is told of the first, whatever the form is of."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from cms.core.admin.as_read import SAID
from cms.core.factories import CmsDocumentFactory, CmsImageFactory, UserFactory, picture
from cms.core.models import Organisation, SiteSettings

from .at_once import at_once

pytestmark = pytest.mark.django_db
FIELD = re.compile(r"<(?:input|textarea|select)[^>]*>")
Door = tuple[str, str, str, Callable[[], str]]


def settings() -> Door:
    made = SiteSettings.for_site(Site.objects.get())
    made.save()
    address = reverse("wagtailsettings:edit", args=["core", "sitesettings", made.site_id])
    return address, "hours", "address", lambda: SiteSettings.objects.get().hours


def organisation() -> Door:
    made = Organisation.objects.create(name="第一党支部")
    address = reverse(Organisation.snippet_viewset.get_url_name("edit"), args=[made.pk])
    return address, "short_name", "name", lambda: Organisation.objects.get().short_name


def account() -> Door:
    made: Any = UserFactory(real_name="王五")
    address = reverse("wagtailusers_users:edit", args=[made.pk])
    return address, "duty", "real_name", lambda: type(made).objects.get(pk=made.pk).duty


def image() -> Door:
    made: Any = CmsImageFactory(title="旧题")
    address = reverse("wagtailimages:edit", args=[made.pk])
    return address, "description", "title", lambda: type(made).objects.get(pk=made.pk).description


def document() -> Door:
    made: Any = CmsDocumentFactory(title="旧题")
    address = reverse("wagtaildocs:edit", args=[made.pk])
    return address, "tags", "title", lambda: ",".join(made.tags.names())


def shown(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send of the form as it is."""
    form = next(
        each.context["form"]
        for each in [client.get(address)]
        if each.status_code == 200 and each.context["form"].instance.pk
    )
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if value is not None and value is not False and bound.name != "file":
            data[bound.html_name] = [getattr(v, "pk", v) for v in value] if isinstance(value, list) else value
    assert data["as_read"] and 'name="as_read"' in client.get(address).content.decode()
    return data


def two() -> list[Client]:
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(UserFactory(is_superuser=True))
    return clients


@pytest.mark.parametrize("made", [settings, organisation, account, image, document])
def test_the_second_is_told_once(made: Callable[[], Door]) -> None:
    address, one, other, value = made()
    first, second = two()
    forms = [shown(client, address) for client in (first, second)]
    assert first.post(address, forms[0] | {one: "甲写的"}).status_code == 302
    assert first.post(address, forms[0] | {one: "甲写的"}).status_code == 302, "pressed twice"
    answer = second.post(address, forms[1] | {other: "乙写的"})
    said = unescape(answer.content.decode())
    assert answer.status_code == 200 and SAID in said and "乙写的" in said and value() == "甲写的"
    again = re.search(r'name="as_read" value="(\w+)"', said)
    assert again and again[1] != forms[1]["as_read"]
    assert second.post(address, forms[1] | {other: "乙写的", "as_read": again[1]}).status_code == 302
    assert value() != "甲写的"


def test_who_is_refused_for_something_else_is_told_still() -> None:
    address, one, _, value = organisation()
    first, second = two()
    forms = [shown(client, address) for client in (first, second)]
    assert first.post(address, forms[0] | {one: "甲写的"}).status_code == 302
    said = unescape(second.post(address, forms[1] | {"name": ""}).content.decode())
    assert SAID in said and value() == "甲写的"


def test_a_script_that_says_nothing_of_it_is_not_asked() -> None:
    address, one, _, value = organisation()
    first, second = two()
    form = shown(second, address)
    assert first.post(address, form | {one: "甲写的"}).status_code == 302
    form.pop("as_read")
    assert second.post(address, form | {"name": "乙写的"}).status_code == 302 and value() == ""


def test_of_what_is_hidden_from_him_nobody_is_told() -> None:
    """安全管理 gives a group while 系统管理, who sees none, writes the duty."""
    made: Any = UserFactory(real_name="王五", groups=["编辑"])
    address = reverse("wagtailusers_users:edit", args=[made.pk])
    client = Client()
    client.force_login(UserFactory(groups=["系统管理"]))
    form = shown(client, address)
    made.groups.clear()
    assert client.post(address, form | {"duty": "组织委员"}).status_code == 302
    made.refresh_from_db()
    assert made.duty == "组织委员"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("made", [settings, organisation, account, document])
def test_of_two_at_one_moment_one_is_told(made: Callable[[], Door]) -> None:
    address, one, other, value = made()
    first, second = two()
    for turn in range(3):
        forms = [shown(client, address) for client in (first, second)]
        typed = forms[0] | {one: f"甲{turn}"}, forms[1] | {other: f"乙{turn}"}
        answers = at_once(partial(first.post, address, typed[0]), partial(second.post, address, typed[1]))
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        assert (value() == f"甲{turn}") is (answers[0].status_code == 302)


@pytest.mark.parametrize("made", [account, image])
def test_what_no_browser_is_handed_back_is_asked_for_again(made: Callable[[], Door]) -> None:
    address, one, _, _ = made()
    first, second = two()
    forms = [shown(client, address) for client in (first, second)]
    assert first.post(address, forms[0] | {one: "甲写的"}).status_code == 302
    secret = "another one, 12 letters"
    more: dict[str, Any] = (
        {"password1": secret, "password2": secret} if made is account else {"file": picture("另一张.png")}
    )
    said = unescape(second.post(address, forms[1] | more).content.decode())
    assert SAID in said and ("密码没有留住" if made is account else "文件没有留住") in said
