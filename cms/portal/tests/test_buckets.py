"""Pages of a list that stay: published one by one, an article changes the first page and at most one neighbour."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cms.portal.factories import NOON, ArticlePageFactory, ColumnPageFactory, site_settings

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LISTED = re.compile(r'<a href="/yw/(n\d+)/">')


def pages_of(client: Client) -> dict[int, bytes]:
    """The first page as 0, then each with an address of its own."""
    found = {0: client.get("/yw/").content}
    number = 1
    while (answer := client.get(f"/yw/p{number}/")).status_code == 200:
        found[number] = answer.content
        number += 1
    return found


def publish(column: Any, n: int) -> None:
    ArticlePageFactory(parent=column, slug=f"n{n}", published_at=NOON + timedelta(minutes=n))


def test_sixty_five_articles_one_by_one(client: Client) -> None:
    """A page with an address changes just once more: when the next one gets its own, so that 较新 leads there."""
    site_settings()
    column: Any = ColumnPageFactory(title="动态要闻", slug="yw")
    for n in range(37):
        publish(column, n)
    before = pages_of(client)
    for n in range(37, 65):
        publish(column, n)
        after = pages_of(client)
        changed = {number for number in before if before[number] != after[number]}
        made = after.keys() - before.keys()
        assert 0 in changed
        neighbours = {number - 1 for number in made}
        assert changed - {0} <= neighbours, f"article {n} changed {changed}"
        assert bool(made) == (n + 1 in (40, 60)), n
        shown = [slug for number in sorted(after) for slug in LISTED.findall(after[number].decode())]
        assert sorted(shown) == sorted(f"n{k}" for k in range(n + 1)), "each article is listed just once"
        before = after
    assert sorted(before) == [0, 1, 2]
    assert LISTED.findall(before[1].decode()) == [f"n{k}" for k in range(19, -1, -1)]
    assert LISTED.findall(before[2].decode()) == [f"n{k}" for k in range(39, 19, -1)]
