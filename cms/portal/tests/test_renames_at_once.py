"""A column gets another address while somebody works on what is in it: both are served."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from cms.core.tests.at_once import at_once
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 4


def rename(client: Client, column: Any, slug: str) -> Callable[[], Any]:
    typed = {"title": column.title, "slug": slug, "kind": "news", "order": "0", "summary": "", "keywords": ""}
    address = f"/admin/pages/{column.pk}/edit/"
    return partial(client.post, address, typed | BODY | {"action-publish": "1"})


def fits(page: Any) -> bool:
    """Whether the addresses below it are those of where things stand."""
    above = Page.objects.get(pk=page.pk).get_descendants(inclusive=True).order_by("path")
    paths = {each.path: each.url_path for each in above}
    return all(
        each.url_path == f"{paths[each.path[: -Page.steplen]]}{each.slug}/"
        for each in above
        if each.path[: -Page.steplen] in paths
    )


@pytest.mark.parametrize("what", ["delete", "move"])
def test_many_leave_it(clients: list[Client], what: str) -> None:
    to = ColumnPageFactory()
    for turn in range(TURNS):
        column = ColumnPageFactory()
        pages = [ArticlePageFactory(parent=column) for _ in range(9)]
        ids = "&".join(f"id={page.pk}" for page in pages)
        address = f"/admin/bulk/wagtailcore/page/{what}/?{ids}&next=/admin/"
        leave = partial(clients[0].post, address, {"chooser": str(to.pk)})
        found = at_once(leave, rename(clients[1], column, f"xin-{turn}"))
        assert [answer.status_code for answer in found] == [302, 302]
        assert fits(to) and not Page.objects.get(pk=column.pk).get_children()
    assert not any(Page.find_problems())


def test_one_comes_to_it(clients: list[Client]) -> None:
    for turn in range(3 * TURNS):
        column = ColumnPageFactory()
        address = f"/admin/pages/add/portal/articlepage/{column.pk}/"
        typed = {"title": f"新篇{turn}", "slug": f"xin-{turn}", "lead": "", **BODY, "action-publish": "1"}
        add = partial(clients[0].post, address, typed)
        found = at_once(add, rename(clients[1], column, f"lan-{turn}"))
        assert [answer.status_code for answer in found] == [302, 302]
        assert fits(column)


def test_a_column_in_it_gets_another_too(clients: list[Client]) -> None:
    for turn in range(TURNS):
        outer = ColumnPageFactory()
        inner = ColumnPageFactory(parent=outer)
        for _ in range(9):
            ArticlePageFactory(parent=inner)
        both = (rename(clients[0], outer, f"wai-{turn}"), rename(clients[1], inner, f"nei-{turn}"))
        assert [answer.status_code for answer in at_once(*both)] == [302, 302]
        assert fits(outer)


def test_one_in_it_is_deleted_that_is_shown_elsewhere(clients: list[Client]) -> None:
    """Its alias may stand before the column, and whoever deletes takes that first."""
    before = ColumnPageFactory()
    for turn in range(TURNS):
        column = ColumnPageFactory()
        page = ArticlePageFactory(parent=column)
        page.create_alias(parent=before)
        delete = partial(clients[0].post, f"/admin/pages/{page.pk}/delete/")
        found = at_once(delete, rename(clients[1], column, f"bie-{turn}"))
        assert [answer.status_code for answer in found] == [302, 302]
