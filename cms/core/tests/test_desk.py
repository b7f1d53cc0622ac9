"""What meets a person after signing in: what he can begin, what waits for him, why his manuscript came back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from wagtail.models import Page, TaskState, Workflow

from cms.core.factories import UserFactory
from cms.core.models import User
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory
from search.models import IndexEvent

pytestmark = pytest.mark.django_db


def desk(client: Client, role: str) -> str:
    client.force_login(UserFactory(groups=[role]))
    return client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("role", "begins", "searches"),
    [
        ("编辑", ["写文章", "批量上传文献"], True),
        ("审核", [], True),
        ("审批", [], True),
        ("系统管理", ["新建用户"], False),
        ("安全管理", ["把账号编入组"], False),
        ("审计管理", ["审计记录"], False),
    ],
)
def test_everyone_begins_with_his_own_work(
    client: Client, role: str, begins: list[str], searches: bool
) -> None:
    page = desk(client, role)
    tree = html.fromstring(page)
    links = tree.xpath("//nav[@class='xh-shortcuts']/a")
    assert [link.text_content().strip() for link in links] == begins
    assert all(client.get(link.get("href")).status_code == 200 for link in links)
    assert bool(tree.xpath("//main//form[@role='search']")) is searches
    assert ('"url": "/admin/articles/"' in page) is searches
    assert "Wagtail v" not in page


def test_what_search_gave_up_is_told_who_looks_after_the_system(client: Client) -> None:
    article = ArticlePageFactory(parent=ColumnPageFactory(), title="没编进去的文章")
    key = f"portal.article:{article.pk}"
    assert "没有编入检索的内容" not in desk(client, "系统管理")
    for name in (key, key, "portal.article:*", "gone.source:1", *(f"gone.source:{n}" for n in range(20, 40))):
        IndexEvent.objects.create(key=name, dead=True, attempts=5, reason="ValueError: x")
    page = " ".join(html.fromstring(desk(client, "系统管理")).text_content().split())
    assert "有 23 项内容多次没能编入检索" in page and "gone.source:1" in page and "还有 13 项" in page
    assert "没有编入检索的内容" not in desk(client, "编辑")
    IndexEvent.objects.filter(key__startswith="gone").delete()
    assert "《没编进去的文章》" in desk(client, "系统管理")


def sent_in(writer: User) -> Any:
    draft = ArticlePageFactory(parent=ColumnPageFactory(), title="三项服务一次办", live=False, owner=writer)
    draft.save_revision(user=writer)
    Workflow.objects.get().start(draft, writer)
    return draft


def open_buttons(page: str) -> list[str]:
    """Of the footer, outside the menu behind the arrow."""
    found = html.fromstring(page).xpath(
        "//footer//div[@class='xh-next']//button[not(ancestor::*[@data-w-dropdown-target='content'])]"
    )
    return [label for button in found if (label := button.text_content().strip()) not in {"", "更多动作"}]


def test_the_next_step_stands_open(client: Client) -> None:
    writer = UserFactory(groups=["编辑"])
    client.force_login(writer)
    column = ColumnPageFactory()
    assert open_buttons(client.get(f"/admin/pages/add/portal/articlepage/{column.pk}/").content.decode()) == [
        "保存草稿",
        "送审",
    ]
    draft = sent_in(writer)
    for role, approve in (("审核", "通过"), ("审批", "通过并发布")):
        client.force_login(UserFactory(groups=[role]))
        page = client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
        assert open_buttons(page) == ["保存草稿", approve, "退回修改"]
        state = Page.objects.get(pk=draft.pk).current_workflow_task_state
        state.task.specific.on_action(state, UserFactory(groups=[role]), "approve")


def test_a_returned_manuscript_says_why(client: Client) -> None:
    writer, reviewer = UserFactory(groups=["编辑"]), UserFactory(groups=["审核"], real_name="李审核")
    draft = sent_in(writer)
    client.force_login(writer)
    address = f"/admin/pages/{draft.pk}/edit/"
    assert "退回修改" not in client.get(address).content.decode()
    state = Page.objects.get(pk=draft.pk).current_workflow_task_state
    TaskState.objects.filter(pk=state.pk).update(started_at=timezone.now() - timedelta(days=3))
    state.refresh_from_db()
    state.task.specific.on_action(state, reviewer, "reject", comment="缺少<b>时间</b>")
    assert "日前" not in client.get("/admin/").content.decode()  # when it came back, not when it was sent
    for path in (address, "/admin/"):
        assert "审核（李审核）退回修改：缺少&lt;b&gt;时间&lt;/b&gt;" in client.get(path).content.decode()


def said(client: Client, address: str, **typed: str) -> list[str]:
    answer = client.post(address, typed, follow=True)
    return [str(message).split("\n")[0].strip() for message in answer.context["messages"]]


def as_step(client: Client, role: str, draft: Any, action: str, **extra: str) -> list[str]:
    """What is said to a reviewer who presses a button of the form of a page."""
    client.force_login(UserFactory(groups=[role]))
    address = f"/admin/pages/{draft.pk}/edit/"
    form = html.fromstring(client.get(address).content.decode()).get_element_by_id("page-edit-form")
    fields = {key: value for key, value in form.form_values() if not key.startswith("action-")}
    return said(
        client,
        address,
        **{**fields, **BODY, "action-workflow-action": "1", "workflow-action-name": action, **extra},
    )


def test_a_reviewer_is_told_what_came_of_it(client: Client) -> None:
    draft = sent_in(UserFactory(groups=["编辑"]))
    assert as_step(client, "审核", draft, "approve") == ["“三项服务一次办”已通过审核，等待审批。"]
    assert as_step(client, "审批", draft, "approve") == ["“三项服务一次办”已通过审批并发布。"]
    other = sent_in(UserFactory(groups=["编辑"]))
    reason = {"workflow-action-extra-data": '{"comment": "缺时间"}'}
    assert as_step(client, "审核", other, "reject", **reason) == [
        "“三项服务一次办”已退回修改，送审的人会在后台首页看到。"
    ]


def test_a_reviewer_is_told_when_it_will_go_out(client: Client) -> None:
    writer = UserFactory(groups=["编辑"])
    draft = sent_in(writer)
    state = Page.objects.get(pk=draft.pk).current_workflow_task_state
    state.task.specific.on_action(state, UserFactory(groups=["审核"]), "approve")
    when = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    assert as_step(client, "审批", draft, "approve", go_live_at=when) == [
        f"“三项服务一次办”已通过审批，将在 {when} 发布。"
    ]


def test_what_is_live_stays_so_until_its_next_version_is_due(client: Client) -> None:
    page = ArticlePageFactory(parent=ColumnPageFactory(), title="旧题")
    assert page.live and page.live_revision_id is None
    page.title, page.go_live_at = "新题", timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    now = Page.objects.get(pk=page.pk)
    assert (now.live, now.title, now.live_revision_id) == (True, "旧题", None) and now.scheduled_revision
    page.go_live_at = None
    page.save_revision().publish()
    now = Page.objects.get(pk=page.pk)
    assert (now.live, now.title) == (True, "新题") and now.live_revision_id and not now.scheduled_revision


def test_from_the_first_page_too(client: Client) -> None:
    draft = sent_in(UserFactory(groups=["编辑"]))
    for role, sentence in (("审核", "已通过审核，等待审批。"), ("审批", "已通过审批并发布。")):
        client.force_login(UserFactory(groups=[role]))
        state = Page.objects.get(pk=draft.pk).current_workflow_task_state
        address = reverse("wagtailadmin_pages:workflow_action", args=(draft.pk, "approve", state.pk))
        assert said(client, address)[0] == f"“三项服务一次办”{sentence}"


def test_a_workflow_can_be_made(client: Client) -> None:
    """Its chooser of tasks starts itself by a call that is no constructor."""
    client.force_login(User.objects.create_superuser("root"))
    page = client.get("/admin/workflows/add/")
    assert page.status_code == 200
    assert 'data-xh-call="createTaskChooser"' in page.content.decode()
    labels = [
        label.text_content().strip().rstrip("*")
        for label in html.fromstring(page.content.decode()).iter("label")
    ]
    assert "页面" in labels and "Page" not in labels
