"""Who is signed out while he writes signs in in another window, comes back and sends it again."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page

from cms.core.factories import UserFactory, picture
from cms.core.models import Organisation
from cms.portal.models import ColumnPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(window: Any, name: str) -> None:
    window.fill("[name=username]", name)
    window.fill("[name=password]", name * 2)
    window.keyboard.press("Enter")
    window.wait_for_url(lambda address: "/login/" not in address)


def test_sent_again_at_the_first_press(browser: Any, live_server: Any) -> None:
    name = UserFactory(is_superuser=True).username
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/login/?next=/admin/snippets/core/organisation/add/")
    sign_in(page, name)
    page.fill("[name=name]", "第九党支部")
    context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+s")
    with context.expect_page() as opened:
        page.click("a:has-text('在新窗口登录')")
    sign_in(opened.value, name)
    page.click("button:has-text('再提交一次')")
    page.wait_for_url("**/admin/snippets/core/organisation/**")
    assert Organisation.objects.filter(name="第九党支部").exists() and page.title() != "没有提交成功"
    context.close()


def test_what_a_chooser_was_refused_is_said(browser: Any, live_server: Any) -> None:
    column = Page.objects.get(depth=2).add_child(instance=ColumnPage(title="要闻"))
    name = UserFactory(is_superuser=True).username
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/login/?next=/admin/pages/add/portal/articlepage/{column.pk}/")
    sign_in(page, name)
    page.wait_for_load_state("networkidle")
    context.clear_cookies(name="sessionid")
    page.locator("#id_lead-chooser button:visible").first.click()
    page.wait_for_selector(".messages :text('登录已经结束')")
    other = context.new_page()
    other.goto(f"{live_server.url}/login/")
    sign_in(other, name)
    page.locator("#id_lead-chooser button:visible").first.click()
    page.wait_for_selector(".modal.in")
    context.close()


@pytest.mark.parametrize("what", ["images", "documents"])
def test_what_an_upload_was_refused_is_said(browser: Any, live_server: Any, what: str) -> None:
    name = UserFactory(is_superuser=True).username
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/login/?next=/admin/{what}/multiple/add/")
    sign_in(page, name)
    page.wait_for_load_state("networkidle")
    context.clear_cookies(name="sessionid")
    chosen = {"name": "a.png", "mimeType": "image/png", "buffer": picture().read()}
    page.set_input_files("#fileupload", [chosen])
    page.wait_for_selector(".messages :text('登录已经结束')")
    assert "服务器错误" not in page.inner_text("main")
    context.close()
