"""The list of all articles in the admin."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from lxml import html
from wagtail.models import Workflow

from cms.core.factories import UserFactory, restrict
from cms.core.models import User
from cms.portal.admin.drafts import drafts_of
from cms.portal.factories import NOON, ArticlePageFactory, ColumnPageFactory, blocks
from cms.portal.models import ArticlePage

DRAFTAIL = {
    "key": "a",
    "text": "有字",
    "type": "unstyled",
    "depth": 0,
    "inlineStyleRanges": [],
    "entityRanges": [],
}
TEXT = {
    **{"body-count": "1", "body-0-type": "text", "body-0-order": "0", "body-0-id": "", "body-0-deleted": ""},
    "body-0-value": json.dumps({"blocks": [DRAFTAIL], "entityMap": {}}),
}
pytestmark = pytest.mark.django_db


def test_a_new_article_with_a_time_waits_for_it(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    column, when = ColumnPageFactory(), timezone.localtime() + timedelta(days=1)
    client.force_login(UserFactory(groups=["编辑", "审批"]))
    typed = TEXT | {
        **{"title": "明日的通知", "go_live_at": f"{when:%Y-%m-%d %H:%M}", "action-publish": "1"},
        **{"attachments-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"},
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/admin/pages/add/portal/articlepage/{column.pk}/", typed, follow=True)
    assert "已创建，将定时发布" in answer.content.decode()
    page = ArticlePage.objects.get()
    assert not page.live and page.scheduled_revision is not None and page.published_at is None
    assert Client().get(page.url).status_code == 404


def test_article_listing(client: Client, django_assert_max_num_queries: Any) -> None:
    column = ColumnPageFactory(title="动态要闻")
    for n in range(20):
        ArticlePageFactory(parent=column, title=f"第{n}篇", published_at=NOON)
    client.force_login(User.objects.create_superuser("root"))
    client.get("/admin/articles/")
    with django_assert_max_num_queries(40):
        page = client.get("/admin/articles/").content.decode()
    assert page.count("动态要闻") >= 20
    assert "2026-11-20 09:30" in page
    assert client.get("/admin/articles/?ordering=published_at").status_code == 200


def test_a_new_article_is_one_click_from_its_column(client: Client) -> None:
    writer = UserFactory(groups=["编辑"])
    client.force_login(writer)
    ColumnPageFactory(title="二级", parent=ColumnPageFactory(title="动态要闻"))
    ColumnPageFactory(
        title="守护青河", kind="topic", parent=ColumnPageFactory(title="专题集", kind="topics")
    )  # holds no articles
    links = html.fromstring(client.get("/admin/articles/choose_parent/").content).xpath(
        "//ul[@class='xh-columns-list']//a"
    )
    assert [(link.text, link.get("data-depth")) for link in links] == [
        ("动态要闻", "0"),
        ("二级", "1"),
        ("专题集 › 守护青河", "0"),
    ], "what is not listed is named, not stood under another"
    form = client.get(links[0].get("href"))
    assert form.status_code == 200
    assert "请输入标题" in form.content.decode()
    assert [block.block_type for block in form.context["form"]["body"].value()] == ["text"]
    client.force_login(UserFactory(groups=["审计管理"]))
    assert client.get("/admin/articles/choose_parent/").status_code in {302, 403}


def test_texts_that_nobody_wrote_are_left_out() -> None:
    block = ArticlePage.body.field.stream_block
    value = block.to_python(blocks(("text", '<p data-block-key="a"> </p>'), ("text", "<p>有字</p>")))
    assert [child.value.source for child in block.clean(value)] == ["<p>有字</p>"]


def test_own_drafts(client: Client) -> None:
    writer = UserFactory(groups=["编辑"])
    column = ColumnPageFactory()
    mine = ArticlePageFactory(parent=column, title="我写了一半", live=False, owner=writer)
    mine.save_revision(user=writer)
    done = ArticlePageFactory(parent=column, title="已经发布", owner=writer)
    done.save_revision(user=writer).publish()
    other = ArticlePageFactory(parent=column, title="别人的稿件", live=False)
    other.save_revision(user=UserFactory(groups=["编辑"]))
    assert [page.title for page in drafts_of(writer)] == ["我写了一半"]
    client.force_login(writer)
    assert "我的草稿" in client.get("/admin/").content.decode()
    Workflow.objects.get().start(mine, writer)
    assert drafts_of(writer) == []


def test_a_time_to_go_live_that_has_passed_is_refused(client: Client) -> None:
    approver = UserFactory(groups=["审批"])
    page = ArticlePageFactory(parent=ColumnPageFactory(), title="定时的稿件", live=False, owner=approver)
    client.force_login(approver)
    data = {
        "title": page.title, "slug": page.slug, **TEXT, "attachments-count": "0", "source": "", "author": "",
        "go_live_at": "2020-01-01 09:00", "action-publish": "1", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    answer = client.post(f"/admin/pages/{page.pk}/edit/", data)
    assert answer.status_code == 200
    assert "这个时间已经过了" in answer.content.decode()
    page.refresh_from_db()
    assert not page.live
    later = timezone.localtime() + timedelta(days=1)
    answer = client.post(
        f"/admin/pages/{page.pk}/edit/", {**data, "go_live_at": later.strftime("%Y-%m-%d %H:%M")}
    )
    assert answer.status_code == 302
    page.refresh_from_db()
    assert not page.live and page.scheduled_revision is not None


def test_a_time_that_passed_while_the_text_waited_for_review_holds_nobody_up(client: Client) -> None:
    approver = UserFactory(groups=["审批"])
    page = ArticlePageFactory(parent=ColumnPageFactory(), title="等过了时间", live=False, owner=approver)
    page.go_live_at = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=1)
    page.save_revision(user=approver)
    client.force_login(approver)
    data = {
        "title": page.title, "slug": page.slug, **TEXT, "attachments-count": "0", "source": "", "author": "",
        "go_live_at": timezone.localtime(page.go_live_at).strftime("%Y-%m-%d %H:%M"), "action-publish": "1",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert client.post(f"/admin/pages/{page.pk}/edit/", data).status_code == 302
    page.refresh_from_db()
    assert page.live


def test_a_page_that_a_program_published_names_no_publisher(client: Client) -> None:
    page = ArticlePageFactory(parent=ColumnPageFactory(), title="程序发布的文章")
    page.last_published_at = NOON
    page.save()
    client.force_login(User.objects.create_superuser("root"))
    rows = html.fromstring(client.get("/admin/reports/aging-pages/").content).xpath(
        "//tr[contains(., '程序发布的文章')]/td[4]"
    )
    assert [row.text_content().strip() for row in rows] == ["—"]


def test_lists_of_workflows_hold_items_only(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    shown = html.fromstring(client.get("/admin/workflows/list/").content)
    assert shown.xpath("//ul[@class='workflow-tasks']/li/a")
    assert not shown.xpath("//ul[@class='workflow-tasks']/*[not(self::li)]")


@pytest.mark.parametrize("action", ["action-publish", "action-submit", ""])
def test_an_article_without_a_text_stays_a_draft(client: Client, action: str) -> None:
    client.force_login(UserFactory(groups=["编辑", "审批"]))
    column = ColumnPageFactory()
    address = f"/admin/pages/add/portal/articlepage/{column.pk}/"
    form = {"title": "只有标题", "slug": "", "attachments-count": "0", **({action: "1"} if action else {})}
    answer = client.post(address, {**form, "body-count": "0"})
    made = ArticlePage.objects.filter(title="只有标题").first()
    if not action:
        assert made is not None and not made.live
        return
    assert made is None and json.dumps("还没有正文")[1:-1] in answer.content.decode()
    client.post(address, {**form, **TEXT})
    assert ArticlePage.objects.get(title="只有标题").live == (action == "action-publish")


def test_an_empty_article_does_not_go_out_with_many(client: Client) -> None:
    column = ColumnPageFactory(live=False)
    empty = ArticlePageFactory(parent=column, title="空的", live=False, body=[])
    full = ArticlePageFactory(parent=column, title="有字的", live=False)
    for page in (column, empty, full):
        page.save_revision()
    client.force_login(UserFactory(groups=["审批"]))
    bulk = "/admin/bulk/wagtailcore/page/publish/?next=/admin/"

    def live() -> list[bool]:
        return [bool(ArticlePage.objects.get(pk=page.pk).live) for page in (empty, full)]

    said = client.post(f"{bulk}&id={column.pk}", {"include_descendants": "on"}, follow=True).content.decode()
    assert "“空的”还没有正文" in said and live() == [False, True]
    restrict(inner := ColumnPageFactory(parent=column, live=False), Group.objects.create(name="党委"))
    ArticlePageFactory(parent=inner, title="密稿", live=False, body=[]).save_revision()
    said = client.post(f"{bulk}&id={column.pk}", {"include_descendants": "on"}, follow=True).content.decode()
    assert "密稿" not in said
    full.unpublish()
    said = client.post(f"{bulk}&id={empty.pk}&id={full.pk}", {}, follow=True).content.decode()
    assert "“空的”还没有正文" in said and live() == [False, True]
