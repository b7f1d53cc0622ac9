"""Head and foot show the pictures of 网站信息, and what was not chosen or filled in leaves no gap."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from cms.core.factories import CmsImageFactory, collection, picture, restrict
from cms.core.models import User
from cms.core.reader import Chrome
from cms.core.rendering import render_html
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, site_settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
GAPS = ("留位", "标识位", "二维码位", "待填写")
SHOWN = ("/", "/yw/", "/yw/tb/", "/jiucuo/", "/login/", "/search/", "/mei-you/")


@pytest.fixture
def news() -> Any:
    column = ColumnPageFactory(title="要闻", slug="yw")
    for slug in ("tb", "tz"):
        ArticlePageFactory(parent=column, slug=slug, lead=CmsImageFactory(file=picture()))
    return column


def mark(title: str = "哨兵", **fields: Any) -> Any:
    return CmsImageFactory(title=title, file=picture(size=(600, 400)), **fields)


def chosen(**fields: Any) -> Any:
    return site_settings(
        logo=mark(),
        agency_mark=mark(),
        agency_mark_url="https://bs.example.org/m?show=1&id=2",
        accessibility_mark=mark(),
        account_code=mark(),
        **fields,
    )


def test_what_is_not_there_leaves_no_gap(client: Client, news: Any) -> None:
    site_settings()
    for path in SHOWN:
        text = client.get(path).content.decode()
        assert not [gap for gap in GAPS if gap in text], path
        tree = html.fromstring(text)
        assert not tree.xpath(
            "//header//img | //footer//img | //div[@class='foot-legal' or @class='foot-marks']"
        )
        assert not tree.xpath("//dl[not(*)] | //footer//p[not(node())]"), path
        foot = tree.xpath("//footer[@class='foot']")[0].text_content()
        assert "主办单位" not in foot and "备案号" not in foot and "电话" not in foot and "站点地图" in foot
    site_settings(host_unit="工委", phone="0000-0000000", icp_number="京ICP备12345678号")
    foot = html.fromstring(client.get("/").content.decode()).xpath("//footer")[0].text_content()
    assert (
        "主办单位：工委" in foot and "电话：0000-0000000" in foot and "ICP 备案号：京ICP备12345678号" in foot
    )
    assert "地址" not in foot and "公安备案号" not in foot


def test_what_is_chosen_is_shown_on_every_page(client: Client, news: Any) -> None:
    chosen()
    member = Client()
    member.force_login(User.objects.create_superuser("root"))
    for path in SHOWN:
        text = client.get(path).content.decode()
        tree = html.fromstring(text)
        (logo,) = tree.xpath("//a[@class='brand']/img")
        assert logo.get("alt") == "" and (logo.get("width"), logo.get("height")) == ("204", "136")
        shown = tree.xpath("//div[@class='foot-marks']//img")
        assert [one.get("alt") for one in shown] == ["党政机关网站标识", "无障碍标识", "公众号二维码"]
        assert {(one.get("width"), one.get("height")) for one in shown} == {("240", "160")}
        (link,) = tree.xpath("//div[@class='foot-marks']/a")
        assert link.get("href") == "/likai/?u=https%3A%2F%2Fbs.example.org%2Fm%3Fshow%3D1%26id%3D2"
        assert link.get("rel") == "external nofollow" and "哨兵" not in text
        for one in (logo, *shown):
            assert one.get("src").startswith("/media/") and client.get(one.get("src")).status_code == 200
    for path in ("/", "/yw/tb/"):
        assert client.get(path).content == member.get(path).content


def test_what_is_closed_is_neither_shown_nor_named(client: Client, news: Any) -> None:
    place = collection()
    settings = chosen()
    for name in settings.PICTURES:
        one = getattr(settings, name)
        one.collection = place
        one.save()
    restrict(place)
    member = Client()
    member.force_login(User.objects.create_superuser("root"))
    for path in SHOWN:
        for visitor in (client, member):
            tree = html.fromstring(visitor.get(path).content.decode())
            assert not tree.xpath("//header//img | //footer//img"), path
    text = client.get("/").content.decode()
    assert "/pictures/" not in text and "哨兵" not in text and "bs.example.org" not in text


def test_a_picture_that_cannot_be_drawn_is_left_out(client: Client, news: Any) -> None:
    settings = chosen()
    settings.logo.renditions.all().delete()
    settings.logo.file.storage.delete(settings.logo.file.name)
    text = client.get("/").content.decode()
    assert "brand-logo" not in text and "公众号二维码" in text


@pytest.mark.parametrize("closed", [False, True])
def test_they_cost_no_query(client: Client, news: Any, closed: bool) -> None:
    if closed:
        restrict(ColumnPageFactory(), Group.objects.create(name="党委"))
        restrict(collection("内部"))
    counts = []
    for make in (site_settings, chosen):
        make()
        for path in ("/", "/yw/", "/yw/tb/"):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


def test_a_page_without_a_database_stands(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        text = render_html("500.html", {}, chrome=Chrome(), path="/", title="出错了")
    assert not [gap for gap in GAPS if gap in text]
    assert not html.fromstring(text).xpath("//header//img | //footer//img | //footer//p[not(node())]")
