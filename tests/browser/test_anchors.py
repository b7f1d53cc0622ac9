"""Addresses kept from before, `p/8/#a100`, in a real browser: only the script sees what they name."""

from __future__ import annotations

from typing import Any

import pytest

from cms.library.tests import reading_world
from cms.library.tests.reading_world import World

LAST = f"a{reading_world.ARTICLES}"
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    return reading_world.build()


@pytest.mark.once
@pytest.mark.parametrize("tail", ["p/1/", "p/99/", "", "p/1/?q=公开栏"])
def test_an_old_address_finds_its_article(browser: Any, live_server: Any, world: World, tail: str) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/ku/{world.law.pk}/{tail}#{LAST}")
    page.locator(f"#{LAST}").wait_for()
    page.wait_for_function(f"document.querySelector('#{LAST}').getBoundingClientRect().top < innerHeight")
    assert (
        "/p/1/" not in page.url and page.url.endswith(f"#{LAST}") and ("?q=" in page.url) is ("?q=" in tail)
    )
    for copied in ("#c1", "#c2"):
        assert f"/a/{LAST}/" in page.locator(copied).inner_text()
    page.close()


@pytest.mark.once
def test_what_is_gone_is_said_and_other_places_are_left_alone(
    browser: Any, live_server: Any, world: World
) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/ku/{world.law.pk}/p/1/#a999")
    page.locator("text=没有第999条").wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for named in ("page-image", "h1", "a1", "p-x"):
        page.goto(f"{live_server.url}/ku/{world.law.pk}/p/1/#{named}")
        page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/a/" in url]
    page.close()


@pytest.mark.once
def test_the_address_of_an_article_needs_no_script(browser: Any, live_server: Any, world: World) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/ku/{world.law.pk}/a/{LAST}/")
    assert page.url.endswith(f"#{LAST}") and page.locator(f"#{LAST}").is_visible()
    context.close()
