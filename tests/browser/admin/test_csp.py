"""The admin in a real browser: no violation of its content policy, no outside host, widgets alive."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page, Site

from cms.core.factories import CmsImageFactory, collection, restrict
from cms.core.models import User
from cms.library.tests.admin_world import library
from cms.library.tests.admin_world import work as make_work
from cms.portal.models import ArticlePage, ColumnPage

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_admin_keeps_the_policy(browser: Any, live_server: Any, client: Any) -> None:
    root = User.objects.create_superuser("root", real_name="张三")
    home = Page.objects.get(depth=2)
    column = home.add_child(instance=ColumnPage(title="要闻"))
    column.save_revision(user=root)
    article = column.add_child(instance=ArticlePage(title="机关党建工作会议"))
    article.save_revision(user=root)
    library()
    work = make_work("党支部工作手册", user=root)
    place = collection("内部")
    restrict(place)
    image = CmsImageFactory(collection=place)
    client.force_login(root)
    context = browser.new_context()
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    # Leaving a form sends one more request, which would meet the test's emptied database.
    context.add_init_script("navigator.sendBeacon = () => true")
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda m: problems.append(f"{page.url}: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda e: problems.append(f"{page.url}: {e}"))
    page.on("response", lambda r: problems.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.on(
        "request",
        lambda r: (
            None
            if r.url.startswith((live_server.url, "data:", "blob:"))
            else problems.append(f"outside: {r.url}")
        ),
    )
    for path in (
        "/admin/",
        f"/admin/pages/{home.pk}/",
        f"/admin/pages/{column.pk}/edit/",
        f"/admin/pages/add/portal/columnpage/{home.pk}/",
        f"/admin/pages/add/portal/articlepage/{column.pk}/",
        f"/admin/pages/{article.pk}/edit/",
        f"/admin/pages/{column.pk}/history/",
        "/admin/snippets/library/work/",
        "/admin/snippets/library/work/add/",
        f"/admin/snippets/library/work/edit/{work.pk}/",
        f"/admin/snippets/library/work/history/{work.pk}/",
        f"/admin/library/works/{work.pk}/replace/",
        f"/admin/library/works/{work.pk}/level/",
        "/admin/library/upload/",
        f"/admin/library/upload/status/?ids={work.pk}",
        "/admin/images/",
        "/admin/images/add/",
        f"/admin/images/{image.pk}/",
        "/admin/documents/",
        "/admin/documents/add/",
        "/admin/users/",
        "/admin/users/new/",
        "/admin/groups/new/",
        "/admin/collections/",
        f"/admin/collections/{place.pk}/",
        "/admin/sites/new/",
        "/admin/redirects/add/",
        "/admin/workflows/add/",
        "/admin/articles/choose_parent/",
        "/admin/reports/audit/",
        "/admin/reports/site-history/",
        "/admin/snippets/core/organisation/add/",
        f"/admin/settings/core/sitesettings/{Site.objects.get(is_default_site=True).pk}/",
        "/admin/account/",
    ):
        answer = page.goto(live_server.url + path, wait_until="networkidle")
        if answer.status >= 400:
            problems.append(f"{path}: {answer.status}")
        if page.locator("[data-xh-new], [data-xh-call]").count():
            waiting = page.evaluate(
                "[...document.querySelectorAll('[data-xh-new],[data-xh-call]')].map(e => e.outerHTML)"
            )
            problems.append(f"{path}: not started: {waiting}")
    page.goto(live_server.url + "/admin/account/", wait_until="networkidle")
    context.close()
    assert problems == [], "\n".join(problems)


def test_what_was_chosen_can_be_exchanged(browser: Any, live_server: Any, client: Any) -> None:
    """The menu beside a picture or page that is chosen already opens the chooser again."""
    root = User.objects.create_superuser("root", real_name="张三")
    home = Page.objects.get(depth=2)
    column = home.add_child(instance=ColumnPage(title="要闻"))
    home.add_child(instance=ColumnPage(title="通知公告"))
    article = column.add_child(instance=ArticlePage(title="机关党建工作会议", lead=CmsImageFactory()))
    article.save_revision(user=root)
    client.force_login(root)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    context.add_init_script("navigator.sendBeacon = () => true")
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")
    page.locator("[data-contentpath=lead] [data-controller~=w-dropdown] button").first.click()
    page.get_by_text("修改图片").click()
    page.locator(".modal-dialog").wait_for()
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/move/", wait_until="networkidle")
    page.locator("main form [data-controller~=w-dropdown] button").first.click()
    page.get_by_text("选择其它页面").click()
    page.locator(".modal-dialog").get_by_role("link", name="通知公告", exact=True).click()
    page.locator(".modal-dialog").wait_for(state="detached")
    page.locator("main form input[type=submit]").click()
    page.wait_for_load_state("networkidle")
    page.locator("main form input[type=submit]").click()
    page.wait_for_load_state("networkidle")
    article.refresh_from_db()
    assert article.get_parent().title == "通知公告"
    context.close()
