"""A list of pages in the admin costs the same however many it shows, to each role, and offers what Wagtail would. What the
deletion of many costs."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, pages

from cms.core.admin.reach import LevelPageTester
from cms.core.factories import UserFactory
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db
# Wagtail's, which ours stands in for.
WAGTAILS: Any = LevelPageTester.__mro__[1]
ROLES: tuple[list[str], ...] = (["编辑"], ["审核"], ["审批"], ["编辑", "审核"], ["编辑", "审批"], [])
roles = pytest.mark.parametrize("groups", ROLES, ids=str)


def person(groups: list[str]) -> Any:
    return UserFactory(groups=groups, is_superuser=not groups)


def fill(column: Page, user: Any) -> None:
    """Articles of his and of others, published and not; columns with and without something in them."""
    for live, owner in product([True, False], [user, None]):
        ArticlePageFactory(parent=column, live=live, owner=owner).save_revision()
        ArticlePageFactory(parent=ColumnPageFactory(parent=column, owner=owner, live=True))


@roles
def test_more_pages_cost_no_more(client: Client, groups: list[str]) -> None:
    user, column = person(groups), ColumnPageFactory()
    client.force_login(user)
    asked = []
    for _ in range(2):
        fill(column, user)
        client.get(f"/admin/pages/{column.pk}/")  # what is kept between requests is kept now
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/admin/pages/{column.pk}/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


@roles
def test_who_may_delete_is_who_might_before(groups: list[str]) -> None:
    """But for drafts of others, which who may only change them does not delete."""
    user, column = person(groups), ColumnPageFactory()
    fill(column, user)
    for live, owner, below in product([True, False], [user, None], [True, False]):
        ArticlePageFactory(
            parent=ColumnPageFactory(parent=column, live=live, owner=user), live=below, owner=owner
        )
    for page in Page.objects.all():
        for ignore_bulk in (True, False):
            ours, wagtails = LevelPageTester(user, page), WAGTAILS(user, page)
            may = user.is_superuser or "publish" in wagtails.permissions or page.owner_id == user.pk
            expected = wagtails.can_delete(ignore_bulk) and (ignore_bulk or may)
            assert ours.can_delete(ignore_bulk) == expected, (page, ignore_bulk)
    assert pages.PagePermissionTester is LevelPageTester


def test_what_each_page_costs_that_goes_with_its_column(client: Client) -> None:
    """Most of it is Wagtail's: its trail, its indices of words and of references."""
    client.force_login(person([]))
    asked = []
    for number in (2, 2, 8):
        column = ColumnPageFactory()
        for _ in range(number):
            ArticlePageFactory(parent=column).save_revision()
        with CaptureQueriesContext(connection) as queries:
            assert client.post(f"/admin/pages/{column.pk}/delete/").status_code == 302
        asked.append(sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries))
    assert asked[2] - asked[1] <= 6 * 15
