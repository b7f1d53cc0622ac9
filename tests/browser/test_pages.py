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
from tests.browser.pages import GRAVE, faults, unwalkable

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
    found = faults(
        browser,
        live_server.url,
        ["/neibu-mulu/", "/xiugai-mima/", "/xiugai-mima/wancheng/"],
        tmp_path,
        cookies=cookies,
    )
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_password_is_changed_by_keyboard_alone(browser: Any, live_server: Any, scripts: bool) -> None:
    """From the head of the site, or without scripts from the page of signing in; once refused, then done."""
    from axe_playwright_python.sync_playwright import Axe

    user = UserFactory()
    address = live_server.url + "/xiugai-mima/"
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(live_server.url + "/login/?next=/xiugai-mima/")
    page.locator("#id_username").fill(user.username)
    page.locator("#id_password").fill(user.username * 2)
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    page.goto(live_server.url + ("/ditu/" if scripts else "/login/"))
    page.get_by_role("link", name="修改密码").press("Enter")
    page.wait_for_url(address)
    if scripts:
        page.wait_for_load_state("networkidle")
        assert unwalkable(page) == []
    for again, then in (("other-Bridge-7", address), ("first-Bridge-7", f"{address}wancheng/")):
        page.locator("#id_old_password").focus()
        for typed in (user.username * 2, "first-Bridge-7", again):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(then)
        if again == "other-Bridge-7":
            page.locator("main [role=alert] a").press("Enter")
            assert page.url.endswith("#id_new_password2")
            if scripts:
                page.wait_for_load_state("networkidle")
                found = Axe().run(page).response["violations"]
                assert [each["id"] for each in found if each["impact"] in GRAVE] == []
    assert page.locator("main h1").inner_text() == "密码已经修改"
    context.close()
    user.refresh_from_db()
    assert user.check_password("first-Bridge-7")


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
