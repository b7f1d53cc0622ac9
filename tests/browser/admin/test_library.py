"""A first-time editor in a real browser: three files, one of them broken; another file for a work; an article with a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page

from cms.core.factories import CmsImageFactory, UserFactory
from cms.library import services
from cms.library.models import Work, WorkState
from cms.library.tests.admin_world import library
from cms.library.tests.admin_world import work as make_work
from cms.portal.models import ArticlePage, ColumnPage
from tests.browser.pages import GRAVE
from tests.test_locale import LATIN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]
# What a person sees or hears, React's parts and opened panels too; what is typed by people is left out.
SEEN = """() => {
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    if (!at.closest('script, style, template, iframe, svg, code, pre') && at.checkVisibility()) {
      out.push(walk.currentNode.textContent);
    }
  }
  for (const at of document.querySelectorAll('[aria-label], [placeholder], [title], [data-w-tooltip-content-value]')) {
    if (at.closest('template')) { continue; }
    for (const name of ['aria-label', 'placeholder', 'title', 'data-w-tooltip-content-value']) {
      out.push(at.getAttribute(name) || '');
    }
  }
  return out.join('\\n');
}"""

# Half a second without anything that fades: a tooltip begins a moment after the focus has come to its button.
CALM = """async () => {
    for (let still = 0; still < 30;) {
        await new Promise(requestAnimationFrame);
        still = document.getAnimations().length ? 0 : still + 1;
    }
}"""


class Desk:
    """A page of the browser with somebody signed in; `problems` fills with what must not happen."""

    def __init__(self, browser: Any, address: str, client: Any, user: Any, width: int = 1440) -> None:
        client.force_login(user)
        self.address = address
        self.problems: list[str] = []
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", reduced_motion="reduce"
        )
        self.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
        )
        # Leaving a form sends one more request, which would meet the test's emptied database.
        self.context.add_init_script("navigator.sendBeacon = () => true")
        self.page = self.context.new_page()
        self.page.on(
            "console",
            lambda m: self.problems.append(f"{self.page.url}: {m.text}") if m.type == "error" else None,
        )
        self.page.on("pageerror", lambda e: self.problems.append(f"{self.page.url}: {e}"))
        self.page.on(
            "response", lambda r: self.problems.append(f"{r.status} {r.url}") if r.status >= 400 else None
        )
        self.page.on("request", self.requested)

    def requested(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"outside: {request.url}")

    def go(self, path: str) -> Any:
        self.page.goto(self.address + path, wait_until="networkidle")
        return self.page

    def leave(self) -> None:
        """With nothing under way any more."""
        self.go("/admin/account/")
        self.context.close()

    def english(self) -> set[str]:
        self.page.wait_for_load_state("load")  # a click may have led to another page
        self.page.wait_for_selector("body", state="attached")
        text = re.sub(r"\S*[@/._-]\S*", " ", self.page.evaluate(SEEN))
        return {word for word in re.findall(r"[A-Za-z]{3,}", text) if word.lower() not in LATIN}

    def grave(self) -> set[str]:
        """What axe calls serious or critical, once nothing fades in any more."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.evaluate(CALM)
        broken = Axe().run(self.page).response["violations"]
        return {f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in broken if v["impact"] in GRAVE}


@pytest.fixture
def editor() -> Any:
    return UserFactory(groups=["编辑"], real_name="王编", username="wangbian")


@pytest.fixture
def desk(browser: Any, live_server: Any, client: Any, editor: Any) -> Iterator[Desk]:
    made = Desk(browser, live_server.url, client, editor)
    yield made
    made.leave()


def extract() -> None:
    while services.extract_one():
        pass


def test_upload_three_files_and_replace_one(desk: Desk, corpus: Path) -> None:
    library()
    good = sorted((corpus / "files").glob("*.pdf"))[0], sorted((corpus / "files").glob("*.docx"))[0]
    broken = corpus / "badfiles" / "057_poi_truncated62886.docx"
    page = desk.go("/admin/library/upload/")
    assert page.locator("[data-hint]").is_visible()
    page.set_input_files("#xh-files", [str(path) for path in (*good, broken)])
    page.click("[data-send]")
    page.wait_for_selector("[data-summary]:has-text('正在提取文字')")
    assert page.locator("[data-rows] tr").count() == 3
    extract()
    page.wait_for_selector("[data-summary]:has-text('全部处理完毕，共 3 个文件')")
    states = page.locator("[data-rows] tr .xh-tag").all_inner_texts()
    assert states[:2] == ["可以阅读", "可以阅读"]
    bad = Work.objects.get(file_name=broken.name)
    assert bad.state in {WorkState.FAILED, WorkState.REFUSED}
    assert bad.reason in page.locator("[data-rows] tr").nth(2).inner_text()
    page.locator("[data-rows] tr").nth(2).locator("a").click()
    page.get_by_role("link", name="更换文件").click()
    page.set_input_files(
        "[name=file]", {"name": "修好了.txt", "mimeType": "text/plain", "buffer": "修好的正文。".encode()}
    )
    page.fill("[name=note]", "原文件损坏")
    page.get_by_role("button", name="更换文件").click()
    page.wait_for_selector(".messages:has-text('文件已更换')")
    assert "原文件损坏" in page.locator(".xh-files").inner_text()
    extract()
    bad.refresh_from_db()
    assert bad.state == WorkState.READY
    assert desk.problems == [], "\n".join(desk.problems)


def test_a_first_article_in_a_dozen_clicks(desk: Desk, settings: Any) -> None:
    """From the first page: column, title, text, a picture in it, 送审. In the browser, with what React draws."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # a save of its own accord would race with the button
    for title in ("要闻动态", "通知公告"):
        Page.objects.get(depth=2).add_child(instance=ColumnPage(title=title))
    CmsImageFactory(title="会场照片")
    page = desk.go("/admin/")
    page.get_by_role("link", name="写文章").click()
    page.get_by_role("link", name="要闻动态").click()
    page.fill("#id_title", "机关党建工作会议召开")
    page.locator(".public-DraftEditor-content").click()
    page.keyboard.type("会议讲了三件事。")
    body = page.locator("[data-contentpath=body]")
    body.locator("button[aria-label='插入内容块'], button[title='插入内容块']").last.click()
    page.get_by_role("option", name="图片").first.click()
    body.get_by_role("button", name="选择图片").click()
    page.locator(".modal-content .image-choice:has-text('会场照片')").click()
    body.locator("img").wait_for()
    assert not desk.english()
    assert not desk.grave()
    page.get_by_role("button", name="送审").click()
    page.wait_for_selector(".messages:has-text('已新建并送审')")
    article = ArticlePage.objects.get(title="机关党建工作会议召开")
    draft = article.get_latest_revision_as_object()
    assert article.slug == "ji-guan-dang-jian-gong-zuo-hui-yi-zhao-kai"
    assert [block.block_type for block in draft.body] == ["text", "figure"]
    assert "三件事" in draft.body[0].value.source and draft.body[1].value["image"].title == "会场照片"
    assert article.current_workflow_task.name == "审核"
    page = desk.go("/admin/")
    assert "等待审核" in page.locator("#objects-in-workflow, main").last.inner_text()
    assert desk.problems == [], "\n".join(desk.problems)


@pytest.mark.parametrize("width", [1440, 360])
def test_what_the_browser_draws_is_chinese(
    browser: Any, live_server: Any, client: Any, editor: Any, width: int
) -> None:
    """The sidebar with its menus open, side panels, upload, list, form: text, tooltips and names of the living page."""
    column = Page.objects.get(depth=2).add_child(instance=ColumnPage(title="要闻动态"))
    article = column.add_child(instance=ArticlePage(title="机关党建工作会议", owner=editor))
    article.save_revision(user=editor)
    library()
    made = make_work("党支部工作手册", live=False, user=editor)
    desk = Desk(browser, live_server.url, client, editor, width)
    found: dict[str, set[str]] = {}
    for path in (
        "/admin/", "/admin/articles/",
        f"/admin/pages/{column.pk}/", f"/admin/pages/{article.pk}/edit/", f"/admin/pages/{article.pk}/history/",
        "/admin/images/", "/admin/images/add/", "/admin/documents/multiple/add/", "/admin/snippets/library/work/",
        f"/admin/snippets/library/work/edit/{made.pk}/", f"/admin/snippets/library/work/history/{made.pk}/",
        "/admin/snippets/library/work/add/", "/admin/library/upload/",
        f"/admin/library/works/{made.pk}/replace/", "/admin/account/",
    ):  # fmt: skip
        page = desk.go(path)
        for toggle in page.locator(".sidebar-menu-item button[aria-haspopup], .w-side-panel-toggle").all():
            if toggle.is_visible():
                toggle.click(timeout=2_000, force=True)
        if words := desk.english() | desk.grave():
            found[path] = words
    overflow = desk.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    desk.leave()
    assert not found
    assert overflow <= 0
    assert desk.problems == [], "\n".join(desk.problems)
