"""A page that is asked to go where it cannot stand: the reason is said, not that a right is lacking."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from cms.core.factories import UserFactory
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, home_page

pytestmark = pytest.mark.django_db
NO_RIGHT = "没有权限"


def _article() -> tuple[Page, Page]:
    return ArticlePageFactory(title="甲"), ColumnPageFactory(title="专题库", kind="topics")


def _column() -> tuple[Page, Page]:
    return ColumnPageFactory(title="甲", kind="notice"), ColumnPageFactory(title="要闻", kind="news")


def _below_an_article() -> tuple[Page, Page]:
    return ColumnPageFactory(title="甲"), ArticlePageFactory(title="一篇")


def _to_the_home() -> tuple[Page, Page]:
    return ArticlePageFactory(title="甲", parent=ColumnPageFactory()), home_page()


def _below_itself() -> tuple[Page, Page]:
    column = ColumnPageFactory(title="甲")
    return column, ColumnPageFactory(title="内", parent=column)


CASES = [
    (_article, "“专题库”是“专题集”栏目，下面不能放文章"),
    (_column, "它是“通知公告”栏目，“要闻”下只能设这些类型的栏目：动态要闻、"),
    (_below_an_article, "“一篇”是文章，下面不能放“动态要闻”栏目"),
    (_to_the_home, "下面不能放文章"),
    (_below_itself, "不能移到它自己或它的下级里面"),
]


@pytest.mark.parametrize("chief", [True, False])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("pages", "said"), CASES)
def test_the_reason_is_said(client: Client, pages: Any, said: str, method: str, chief: bool) -> None:
    user = UserFactory(is_superuser=True) if chief else UserFactory(groups=["编辑", "审批"])
    client.force_login(user)
    page, to = pages()
    answer = getattr(client, method)(f"/admin/pages/{page.pk}/move/{to.pk}/confirm/", follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(f"/admin/pages/{page.pk}/move/", 302)]
    assert "“甲”没有移动：" in html and said in html and NO_RIGHT not in html
    assert Page.objects.get(pk=page.pk).path == page.path


def test_a_right_that_is_lacking_is_still_what_is_said(client: Client) -> None:
    client.force_login(UserFactory(groups=["审核"]))
    page, to = _article()
    client.post(f"/admin/pages/{page.pk}/move/{to.pk}/confirm/")
    html = client.get("/admin/").content.decode()
    assert NO_RIGHT in html and "没有移动" not in html


def test_what_fits_is_moved(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    page, to = ArticlePageFactory(), ColumnPageFactory()
    client.post(f"/admin/pages/{page.pk}/move/{to.pk}/confirm/")
    assert Page.objects.get(pk=page.pk).get_parent().pk == to.pk
