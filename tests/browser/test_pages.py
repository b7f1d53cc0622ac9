"""The public pages of the portal in a real browser, in every state they can be in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from cms.core.factories import UserFactory
from cms.portal.factories import ArticlePageFactory
from cms.portal.models import ArticlePage
from tests.browser import portal_world
from tests.browser.pages import faults

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
LOST = {"/mei-you/": 404, "/likai/?u=javascript:1": 400, "/qr.svg?p=": 400}


def test_every_page_is_whole(browser: Any, live_server: Any, tmp_path: Path) -> None:
    paths = [*portal_world.build(), "/nei/", "/login/", *LOST]
    found = faults(browser, live_server.url, paths, tmp_path, statuses=LOST)
    assert found == [], "\n".join(found)


def test_what_a_member_is_led_to_is_whole(
    browser: Any, client: Any, live_server: Any, tmp_path: Path
) -> None:
    portal_world.build()
    client.force_login(UserFactory())
    session = client.cookies["sessionid"].value
    cookies = [{"name": "sessionid", "value": session, "url": live_server.url}]
    found = faults(browser, live_server.url, ["/neibu-mulu/"], tmp_path, cookies=cookies)
    assert found == [], "\n".join(found)


def test_keyboard_alone(browser: Any, live_server: Any) -> None:
    """Skip to the text, larger print that stays, a suggestion chosen with the arrows."""
    portal_world.build()
    page = browser.new_page()
    page.route(
        "**/api/v1/suggest*",
        lambda route: route.fulfill(json=[{"text": "通知公告", "kind": "column", "url": "/tz/"}]),
    )
    page.goto(live_server.url + "/yw/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("[data-size-set=large]").press("Enter")
    page.locator("[data-contrast-set]").press("Space")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.size") == "large"
    assert page.evaluate("document.documentElement.dataset.contrast") == "high"
    box = page.locator("input[data-suggest]")
    box.press_sequentially("tzgg")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").count() == 1
    box.press("Escape")
    assert page.locator("[role=option]:visible").count() == 0
    box.press("ArrowDown")
    page.wait_for_selector("[role=option]:visible")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/tz/")
    code = page.locator("details.pop")
    code.locator("summary").press("Enter")
    assert code.locator("img").is_visible()
    page.keyboard.press("Escape")
    assert code.locator("img").is_hidden()
    assert page.evaluate("document.activeElement.parentElement.className") == "pop"
    page.close()


@pytest.mark.parametrize("secure", [True, False], ids=["https", "http"])
def test_a_citation_is_copied(browser: Any, live_server: Any, secure: bool) -> None:
    """Browsers keep their clipboard from sites that speak HTTP, as those of an office's own network do."""
    ArticlePageFactory(title="老街夜灯", author="宣传科")
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(live_server.url + ArticlePage.objects.get().url)
    if not secure:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.locator("[data-copy=cite-1]").click()
    page.wait_for_selector("[data-copy=cite-1] [role=status]")
    said = page.locator("#cite-1").text_content().strip()
    page.reload()
    assert page.evaluate("navigator.clipboard.readText()") == said
    context.close()


def test_a_citation_says_on_which_day_the_article_was_read(browser: Any, live_server: Any) -> None:
    """The page says it by script: it is the same for everybody on every day."""
    ArticlePageFactory(title="老街夜灯", author="宣传科", slug="deng")
    page = browser.new_page()
    page.goto(live_server.url + ArticlePage.objects.get().url)
    said = page.locator("#cite-1").text_content()
    assert re.fullmatch(
        r"宣传科\. 老街夜灯\[EB/OL\]\. \(\d{4}-\d\d-\d\d\)\[\d{4}-\d\d-\d\d\]\. http\S+\.", said
    )
    page.close()
