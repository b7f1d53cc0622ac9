"""A search inside a work takes a bounded time, and says what it left out."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from cms.library.reading import find, passages
from cms.library.tests.reading_world import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "data")]


@pytest.mark.parametrize("query", ["的 一 是", "哨兵鲸落从来没有出现过"])
def test_a_find_that_takes_long_says_so(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    work = build().book
    plan = passages.plan_of(work)
    assert find.find_in(work, plan, query).cut == 0
    cache.clear()
    monkeypatch.setattr(find, "MOST_SECONDS", 0.0)
    assert find.find_in(work, plan, query).cut > 0
    assert "只找了前面" in Client().get(f"/ku/{work.pk}/p/1/", {"q": query}).content.decode()
