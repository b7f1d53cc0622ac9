"""Columns as their kinds show them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cms.core.factories import CmsImageFactory, picture
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, site_settings

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
