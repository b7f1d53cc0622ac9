"""Columns as their kinds show them."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission

from cms.core.factories import CmsImageFactory, UserFactory, picture, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, home_page, site_settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def site() -> None:
    site_settings()


def test_leaders_without_a_portrait_are_a_list_not_empty_frames(client: Client) -> None:
    column = ColumnPageFactory(title="领导信息", slug="ld", kind="leaders")
    ArticlePageFactory(parent=column, title="书记分工", summary="主持全面工作")
    page = client.get("/ld/").content.decode()
    assert "暂无图片" not in page
    assert "<h2><a" in page and "主持全面工作" in page


def test_the_lead_of_a_topic_is_not_listed_again(client: Client) -> None:
    topic = ColumnPageFactory(parent=ColumnPageFactory(kind="topics", slug="zt"), slug="hu", kind="topic")
    ArticlePageFactory(parent=topic, title="旧文")
    ArticlePageFactory(parent=topic, title="头一篇", lead=CmsImageFactory(file=picture()))
    page = client.get("/zt/hu/").content.decode()
    assert re.findall(r"<a [^>]*>(头一篇|旧文)</a>", page) == ["头一篇", "旧文"]
    assert "共 2 篇" in page


def test_who_is_in_a_group_sees_what_is_for_any_member_below_its_column(client: Client) -> None:
    """内部 below 限定: everybody who may read the column is a member, so nothing of it is hidden from him."""
    insider = UserFactory(groups=["研究组"])
    group, other = insider.groups.get(), Group.objects.create(name="另一组")
    closed = ColumnPageFactory(title="研究", slug="yj")
    restrict(closed, group)
    for title, groups in (("成员", ()), ("别组", (other,))):
        restrict(ColumnPageFactory(parent=closed, title=f"{title}栏"), *groups)
        restrict(ArticlePageFactory(parent=closed, title=f"{title}文"), *groups)
    assert client.get("/yj/").status_code == 302
    client.force_login(UserFactory())
    assert client.get("/yj/").status_code == 403
    client.force_login(insider)
    html = client.get("/yj/").content.decode()
    assert "成员栏" in html and "成员文" in html
    assert "别组" not in html


def test_columns_that_are_hidden_are_not_offered(client: Client) -> None:
    """Nor named before those that stand in them."""
    closed = ColumnPageFactory(title="纪律审查", kind="topic")
    restrict(closed, Group.objects.create(name="纪委"))
    ColumnPageFactory(parent=closed, title="初核情况")
    ColumnPageFactory(title="动态")
    ColumnPageFactory(title="要闻")
    client.force_login(UserFactory(groups=["编辑"]))
    said = client.get("/admin/articles/choose_parent/").content.decode()
    assert "动态" in said and "纪律审查" not in said and "初核情况" not in said


def test_a_site_without_columns_leads_to_its_first(client: Client) -> None:
    home = home_page()
    door, way = "/admin/articles/choose_parent/", f"/admin/pages/add/portal/columnpage/{home.pk}/"
    client.force_login(UserFactory(groups=["编辑"]))
    said = client.get(door).content.decode()
    assert "新建栏目" in said and f'href="{way}"' in said
    assert client.get(way).status_code == 200
    column = ColumnPageFactory(title="动态")
    assert "新建栏目" not in client.get(door).content.decode()
    column.delete()
    group = Group.objects.create(name="专题的编辑")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    may = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")
    for title in ("专题一", "专题二"):  # with one, Wagtail leads on at once
        topics = ColumnPageFactory(title=title, kind="topics")  # holds no articles
        GroupPagePermission.objects.create(group=group, page=topics, permission=may)
    client.force_login(UserFactory(groups=["专题的编辑"]))
    said = client.get(door).content.decode()
    assert "您也不能新建栏目" in said and "columnpage" not in said
