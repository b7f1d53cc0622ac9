"""What is wider than a phone, in a real browser: a table's columns stay readable, and it alone scrolls."""

from __future__ import annotations

from typing import Any

import pytest

from cms.portal.factories import ArticlePageFactory, blocks
from tests.browser.pages import SIDEWAYS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
NARROWEST = "Math.min(...[...document.querySelectorAll('.scroll td')].map(cell => cell.offsetWidth))"
SCROLLS = "(box => box.scrollWidth > box.clientWidth)(document.querySelector('.scroll'))"


@pytest.mark.parametrize(("columns", "scrolls"), [(2, False), (12, True)])
def test_a_table_on_a_phone(browser: Any, live_server: Any, columns: int, scrolls: bool) -> None:
    rows = [" | ".join([f"{month}月应到和实到的人数"] * columns) for month in range(1, 5)]
    table = {"caption": "各支部出勤", "cells": "\n".join(rows)}
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(live_server.url + ArticlePageFactory(body=blocks(("table", table))).url)
    assert page.evaluate(NARROWEST) >= 4 * 16 + 24, "less than four characters beside the space around them"
    assert page.evaluate(SCROLLS) is scrolls and page.evaluate(SIDEWAYS) <= 0
    page.close()
