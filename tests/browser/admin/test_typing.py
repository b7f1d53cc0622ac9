"""What is typed is what is sent: rich text reaches its field a quarter of a second late, calendars write days of their own."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page

from cms.core.factories import CmsImageFactory, picture
from cms.library.tests.admin_world import library
from cms.portal.models import ArticlePage, ColumnPage

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def column() -> Any:
    return Page.objects.get(depth=2).add_child(instance=ColumnPage(title="要闻"))


def open_new(page: Any, live_server: Any) -> None:
    """The form of an article that is not there yet."""
    page.goto(f"{live_server.url}/admin/pages/add/portal/articlepage/{column().pk}/")
    page.wait_for_load_state("networkidle")


def open_draft(page: Any, live_server: Any) -> Any:
    """The form of an article that is there."""
    article = column().add_child(instance=ArticlePage(title="稿", slug="gao", live=False))
    article.save_revision()
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    page.wait_for_load_state("networkidle")
    return article


def save(page: Any, by: str) -> None:
    with page.expect_navigation():
        if by == "keys":
            page.keyboard.press("Control+s")
        else:
            page.locator("button:has-text('保存草稿')").first.click()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("by", ["keys", "button"])
def test_what_was_typed_last_is_saved(page: Any, live_server: Any, by: str) -> None:
    """Of a new page, and of one that is there: that form has another editor, with comments."""
    open_new(page, live_server)
    page.fill("#id_title", "机关党建工作会议")
    for said in ("最后一句话也要保存。", "后来补的一句也要保存。"):
        page.locator(".public-DraftEditor-content").first.click()
        page.keyboard.type(said)
        save(page, by)
        draft = ArticlePage.objects.get().get_latest_revision_as_object()
        assert said in str(draft.body)


def test_who_goes_on_typing_while_it_is_saved_loses_nothing_of_before(page: Any, live_server: Any) -> None:
    open_new(page, live_server)
    page.fill("#id_title", "机关党建工作会议")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("按下以前写的话。")
    page.evaluate("setInterval(() => document.execCommand('insertText', false, '甲'), 45)")
    save(page, "keys")
    assert "按下以前写的话。" in str(ArticlePage.objects.get().get_latest_revision_as_object().body)


@pytest.mark.parametrize("typed", [True, False], ids=["waits", "at-once"])
def test_pressed_twice_it_is_sent_once(page: Any, live_server: Any, typed: bool) -> None:
    open_new(page, live_server)
    page.fill("#id_title", "机关党建工作会议")
    if typed:
        page.locator(".public-DraftEditor-content").first.click()
        page.keyboard.type("正文。")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    buttons = "document.querySelectorAll('.action-save, [name=action-publish]')"
    twice = f"setTimeout(() => {buttons}.forEach(b => {{ b.click(); b.click(); }}), 0)"
    with page.expect_navigation():
        page.evaluate(twice)
    page.wait_for_load_state("networkidle")
    assert sum("/pages/add/" in url for url in sent) == 1 and ArticlePage.objects.count() == 1


def test_a_tag_that_was_typed_last_is_saved(page: Any, live_server: Any) -> None:
    open_draft(page, live_server)
    page.locator("[role=tab]:has-text('标签')").click()
    page.locator(".tagit input[type=text]").first.click()
    page.keyboard.type("乡村振兴")
    save(page, "keys")
    draft = ArticlePage.objects.get().get_latest_revision_as_object()
    assert list(draft.tags.names()) == ["乡村振兴"]


@pytest.mark.parametrize("after", ["", "button.remove()"], ids=["there", "gone"])
def test_what_was_pressed_is_done_though_the_form_waits(page: Any, live_server: Any, after: str) -> None:
    article = open_draft(page, live_server)
    page.locator(".c-sf-add-button").first.click()
    page.locator("[data-tippy-root] [role=option]").first.click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("发布前补的一句。")
    with page.expect_navigation():
        page.evaluate(
            "setTimeout(() => { const button = document.querySelector('[name=action-publish]');"
            f" button.click(); {after} }}, 0)"
        )
    article.refresh_from_db()
    assert article.live and "发布前补的一句。" in str(ArticlePage.objects.get().body)


def test_a_date_is_not_replaced_by_another(page: Any, live_server: Any) -> None:
    """The form says what is wrong with it."""
    library()
    page.goto(f"{live_server.url}/admin/snippets/library/work/add/")
    page.wait_for_load_state("networkidle")
    for typed in ("2023-05-01", "20230501", "大概五月"):
        page.fill("#id_issued_on", typed)
        page.keyboard.press("Tab")
        page.wait_for_function("document.activeElement.id !== 'id_issued_on'")
        assert page.input_value("#id_issued_on") == typed
    page.fill("#id_title", "支部工作丛书")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=写得不对，请写成")
    assert page.input_value("#id_issued_on") == "大概五月"


PASTED = (
    "<html><head><style>p{color:red}</style></head><body><h1>一、总体要求</h1><p>正文一段，<b>要紧</b>。</p>"
    "<table><tr><td>决策部署</td><td>5</td></tr><tr><td>督查</td><td>12</td></tr></table>"
    "<script>alert(1)</script><img src='file:///c.png'><ul><li>第一项</li></ul></body></html>"
)
PASTE = """(html) => {
    const data = new DataTransfer();
    data.setData('text/html', html);
    data.setData('text/plain', 'plain');
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector('.public-DraftEditor-content').dispatchEvent(event);
}"""


def test_what_is_pasted_from_word_keeps_headings_and_cells_apart(page: Any, live_server: Any) -> None:
    open_new(page, live_server)
    page.fill("#id_title", "从 Word 粘贴")
    page.locator(".public-DraftEditor-content").first.click()
    page.evaluate(PASTE, PASTED)
    page.wait_for_selector("text=各格用“|”隔开")
    page.wait_for_selector("text=请用“图片”积木添加")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/edit/**")
    body = str(ArticlePage.objects.get().get_latest_revision_as_object().body)
    for part in (
        "<h3",
        "一、总体要求</h3>",
        "<strong>要紧</strong>",
        "决策部署 | 5</p>",
        "督查 | 12</p>",
        "第一项</li>",
    ):
        assert part in body, body
    assert "alert" not in body and "color:red" not in body


def test_choosing_a_picture_gives_the_focus_back(page: Any, live_server: Any) -> None:
    """By keyboard alone: to the field whose button was pressed, whether a picture was taken or not."""
    CmsImageFactory(title="会议室", file=picture())
    open_new(page, live_server)
    for last in ("Escape", "Enter"):
        page.locator("#id_lead-chooser button:visible").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".modal.in a:has-text('会议室')")
        page.locator(".modal a:has-text('会议室')").focus()
        page.keyboard.press(last)
        page.wait_for_selector(".modal", state="detached")
        page.wait_for_selector("#id_lead-chooser :focus")
    assert page.input_value("#id_lead")


def test_a_block_is_added_by_keys_alone(page: Any, live_server: Any) -> None:
    open_new(page, live_server)
    page.locator(".c-sf-add-button").nth(1).focus()
    for last in ("Escape", "Enter"):
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-tippy-root] input:focus")
        page.keyboard.type("小标题")
        page.keyboard.press(last)
        if last == "Escape":
            page.wait_for_selector(".c-sf-add-button:focus")
    page.wait_for_selector("[name=body-1-value]")


def test_no_panel_covers_the_form_that_is_opened_on_a_phone(page: Any, live_server: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/admin/pages/{column().pk}/edit/")
    page.wait_for_load_state("networkidle")
    page.click("[data-side-panel-toggle=status]")
    page.wait_for_selector("[data-side-panel=status]", state="visible")
    page.reload()
    page.wait_for_selector("[data-form-side]:not(.form-side--initial)", state="attached")
    assert (
        page.locator("#id_title").is_visible() and not page.locator("[data-side-panel=status]").is_visible()
    )
