"""What meets a person after signing in: what he can begin, what waits for him, why his manuscript came back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html
from wagtail.models import Page, Workflow

from cms.core.factories import UserFactory
from cms.core.models import User
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

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
    state.task.specific.on_action(state, reviewer, "reject", comment="缺少<b>时间</b>")
    for path in (address, "/admin/"):
        assert "审核（李审核）退回修改：缺少&lt;b&gt;时间&lt;/b&gt;" in client.get(path).content.decode()


def test_a_workflow_can_be_made(client: Client) -> None:
    """Its chooser of tasks starts itself by a call that is no constructor."""
    client.force_login(User.objects.create_superuser("root"))
    page = client.get("/admin/workflows/add/")
    assert page.status_code == 200
    assert 'data-xh-call="createTaskChooser"' in page.content.decode()
