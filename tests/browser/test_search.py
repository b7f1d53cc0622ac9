"""The search page in a real browser, in every state: with and without results, hints, filters, bad addresses, at rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command

from cms.library.tests import reading_world
from tests.browser import portal_world
from tests.browser.pages import faults, unwalkable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
WORD, LIST = quote("主题党日"), quote("登记")


@pytest.fixture
def found(settings: Any, tmp_path: Path) -> None:
    """Articles, columns, a book and laws, indexed."""
    settings.VAR = tmp_path
    portal_world.build()
    shelf = reading_world.library()
    public = reading_world.collection("公开")
    reading_world.book(shelf, public, "支部工作手册")
    reading_world.law(shelf, public, "示范组织生活条例", number="示发〔2020〕5号")
    reading_world.law(shelf, public, "示范组织生活条例（旧）", 2, current=False, keywords="组织生活")
    call_command("search_index", "build", verbosity=0)


def test_every_state_is_whole(browser: Any, live_server: Any, found: None, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    bad = {f"/search/?q={LIST}&kind=zz": 400, f"/search/?q={LIST}&page=999": 404, "/search/?q=a&from=x": 400}
    paths = [
        f"/search/?q={quote('guan yu jin yi bu')}",
        *("/search/", f"/search/?q={WORD}", f"/search/?q={LIST}", f"/search/?q={LIST}&page=2"),
        f"/search/?q={WORD}&kind=law&from=2020-01-01&to=2020-12-31&sort=date",
        f"/search/?q={LIST}&tag={quote('社区')}&site=localhost",
        *(f"/search/?q={quote('“登记')}", f"/search/?q={quote('龘龘龘')}&kind=law", *bad),
    ]
    assert faults(browser, live_server.url, paths, copies, statuses=bad) == []


def test_at_rest(browser: Any, live_server: Any, settings: Any, tmp_path: Path) -> None:
    portal_world.build()
    settings.VAR = tmp_path / "nothing"
    copies = tmp_path / "copies"
    copies.mkdir()
    path = f"/search/?q={LIST}"
    assert faults(browser, live_server.url, [path], copies, statuses={path: 503}) == []
    page = browser.new_page()
    page.goto(live_server.url + path)
    assert "检索正在休息" in page.locator("main").inner_text()
    page.close()


def test_parts_of_the_page_without_scripts(browser: Any, live_server: Any, found: None) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/search/?q={WORD}")
    assert {text.strip() for text in page.locator(".hits mark").all_inner_texts()} == {"主题党日"}
    assert page.locator(".leafs .leaf").all_inner_texts()
    page.locator("details.facets > summary").click()
    page.get_by_role("link", name="图书").click()
    assert page.locator(".hits > li").count() == 1
    page.locator(".sorts a", has_text="最新").click()
    assert page.locator(".sorts a[aria-current=true]").inner_text() == "最新"
    page.locator("input[name=q]").fill("组织生活")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".chips a").count() == 1, "the filter stays with a new question and says so"
    with page.expect_navigation():
        page.locator(".chips a").click()
    assert page.locator(".chips a").count() == 0
    page.goto(f"{live_server.url}/search/?q={LIST}")
    page.locator(".pager a[rel=next]").click()
    assert page.locator(".pager [aria-current=page]").inner_text() == "2"
    page.goto(f"{live_server.url}/search/?q={WORD}&kind=book")
    page.locator(".leafs a").first.click()
    assert page.locator(".desk-text mark").first.inner_text() == "主题党日"
    context.close()


def test_keyboard_alone(browser: Any, live_server: Any, found: None) -> None:
    """Every control is reached in order and shows it; a column is opened from its initials."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    for path in (f"/search/?q={WORD}", "/", "/yw/", "/yw/jc/quan/"):
        page.goto(live_server.url + path, wait_until="networkidle")
        assert unwalkable(page) == [], path
    page.goto(f"{live_server.url}/search/")
    box = page.locator("main input[data-suggest]")
    box.press_sequentially("dtyw")
    page.wait_for_selector("[role=option]")
    assert "动态要闻" in page.locator("[role=option]").first.inner_text()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/yw/")
    page.close()
