"""Whoever may fill in 网站信息 is told of a picture chosen there that no page shows since its collection was closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from lxml import html

from cms.core.admin.site_form import NOT_SHOWN
from cms.core.factories import collection, restrict
from cms.portal.factories import site_settings

from .test_site_pictures import address, as_role, image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
HEADING = "网站信息里选用的图片没有显示"


@pytest.fixture
def place() -> Any:
    found = collection("标识")
    site_settings(
        host_unit="工委", phone="0000-0000000", agency_mark=image(collection=found), account_code=image()
    )
    return found


def test_told_on_the_first_page(client: Client, place: Any) -> None:
    as_role(client, "系统管理")
    assert HEADING not in client.get("/admin/").content.decode()
    restrict(place, Group.objects.create(name="党委"))
    said = client.get("/admin/").content.decode()
    assert HEADING in said and "没有显示党政机关标识</li>" in said and "网站信息还没有填全" not in said
    assert "没有显示党政机关标识" not in Client().get("/").content.decode()
    as_role(client, "编辑")
    assert HEADING not in client.get("/admin/").content.decode()


def test_told_in_the_form_beside_the_picture(client: Client, place: Any) -> None:
    as_role(client, "系统管理")
    assert NOT_SHOWN not in client.get(address()).content.decode()
    restrict(place)
    tree = html.fromstring(client.get(address()).content.decode())
    (said,) = tree.xpath(f"//*[normalize-space()='{NOT_SHOWN}' and @id]")
    assert "agency_mark" in said.get("id")
