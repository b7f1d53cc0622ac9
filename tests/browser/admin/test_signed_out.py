"""Who is signed out while he writes signs in in another window, comes back and sends it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wagtail.models import Page

from cms.core.factories import UserFactory, picture
from cms.core.models import Organisation
from cms.portal.models import ColumnPage

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def sign_in(window: Any, name: str) -> None:
    window.fill("[name=username]", name)
    window.fill("[name=password]", name * 2)
    window.keyboard.press("Enter")
    window.wait_for_url(lambda address: "/login/" not in address)


@pytest.fixture
def window(browser: Any) -> Iterator[Any]:
    """A page of a browser of its own."""
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


def sign_out_at(page: Any, address: str) -> str:
    """Opens a page of the admin and is signed out behind it. Returns the login name."""
    name = UserFactory(is_superuser=True).username
    site, _, path = address.partition("/admin/")
    page.goto(f"{site}/login/?next=/admin/{path}")
    sign_in(page, name)
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies(name="sessionid")
    return str(name)


def test_sent_again_at_the_first_press(window: Any, live_server: Any) -> None:
    name = sign_out_at(window, f"{live_server.url}/admin/snippets/core/organisation/add/")
    window.fill("[name=name]", "第九党支部")
    window.keyboard.press("Control+s")
    with window.context.expect_page() as opened:
        window.click("a:has-text('在新窗口登录')")
    sign_in(opened.value, name)
    window.click("button:has-text('再提交一次')")
    window.wait_for_url("**/admin/snippets/core/organisation/**")
    assert Organisation.objects.filter(name="第九党支部").exists() and window.title() != "没有提交成功"


def test_what_a_chooser_was_refused_is_said(window: Any, live_server: Any) -> None:
    column = Page.objects.get(depth=2).add_child(instance=ColumnPage(title="要闻"))
    name = sign_out_at(window, f"{live_server.url}/admin/pages/add/portal/articlepage/{column.pk}/")
    window.locator("#id_lead-chooser button:visible").first.click()
    window.wait_for_selector(".messages :text('登录已经结束')")
    other = window.context.new_page()
    other.goto(f"{live_server.url}/login/")
    sign_in(other, name)
    window.locator("#id_lead-chooser button:visible").first.click()
    window.wait_for_selector(".modal.in")


@pytest.mark.parametrize("what", ["images", "documents"])
def test_what_an_upload_was_refused_is_said(window: Any, live_server: Any, what: str) -> None:
    sign_out_at(window, f"{live_server.url}/admin/{what}/multiple/add/")
    chosen = {"name": "a.png", "mimeType": "image/png", "buffer": picture().read()}
    window.set_input_files("#fileupload", [chosen])
    window.wait_for_selector(".messages :text('登录已经结束')")
    assert "服务器错误" not in window.inner_text("main")
