"""Who types and saves in the same breath loses nothing: rich text reaches its field a quarter of a second later."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page

from cms.core.models import User
from cms.portal.models import ArticlePage, ColumnPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("by", ["keys", "button"])
def test_what_was_typed_last_is_saved(browser: Any, live_server: Any, client: Any, by: str) -> None:
    root = User.objects.create_superuser("root", real_name="张三")
    column = Page.objects.get(depth=2).add_child(instance=ColumnPage(title="要闻"))
    client.force_login(root)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    context.add_init_script("navigator.sendBeacon = () => true")
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/pages/add/portal/articlepage/{column.pk}/")
    page.wait_for_load_state("networkidle")
    page.fill("#id_title", "机关党建工作会议")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("会议强调，最后一句话也要保存。")
    if by == "keys":
        page.keyboard.press("Control+s")
    else:
        page.locator("button:has-text('保存草稿')").first.click()
    page.wait_for_url("**/edit/**")
    page.wait_for_load_state("networkidle")
    context.close()
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    assert "最后一句话也要保存。" in str(draft.body)
