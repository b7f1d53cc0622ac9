"""Who loses a right while his form is open is told so in Chinese, and nothing else is done instead."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowState

from cms.core.admin.judging import SAID
from cms.core.admin.steps import NO_REVIEW, NO_RIGHT
from cms.core.admin.unseen import NO_RIGHT as NOT_HERE
from cms.core.factories import UserFactory
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

from .reviewed import sent_in
from .test_old_forms import form_of

pytestmark = pytest.mark.django_db
FORM = {"lead": "", "slug": "gao", **BODY}


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_to_publish(client: Client) -> None:
    user = UserFactory(groups=["审批", "编辑"])
    page = ArticlePageFactory(slug="gao", title="旧题", live=False, owner=user)
    page.save_revision(user=user)
    client, address = signed_in(user), f"/admin/pages/{page.pk}/edit/"
    typed = FORM | form_of(client, address) | {"title": "写了一小时的题", "action-publish": "1"}
    user.groups.remove(Group.objects.get(name="审批"))
    answer = client.post(address, typed)
    said = unescape(answer.content.decode())
    assert answer.status_code == 200 and NO_RIGHT in said and "写了一小时的题" in said
    page.refresh_from_db()
    assert not page.live and page.get_latest_revision_as_object().title == "旧题"


def test_to_publish_what_is_new(client: Client) -> None:
    user = UserFactory(groups=["编辑"])
    address = f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/"
    answer = signed_in(user).post(address, FORM | {"title": "写了一小时的题", "action-publish": "1"})
    said = unescape(answer.content.decode())
    assert answer.status_code == 200 and NO_RIGHT in said and "写了一小时的题" in said
    assert not Page.objects.filter(slug="gao").exists()


@pytest.mark.parametrize("new", [True, False])
def test_to_send_in_where_the_review_was_switched_off(new: bool) -> None:
    user = UserFactory(groups=["编辑"])
    client, typed = signed_in(user), FORM | {"title": "写了一小时的题", "action-submit": "1"}
    if new:
        address = f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/"
    else:
        page = ArticlePageFactory(slug="gao", title="旧题", live=False, owner=user)
        page.save_revision(user=user)
        address = f"/admin/pages/{page.pk}/edit/"
        typed |= form_of(client, address)
    Workflow.objects.update(active=False)
    answer = client.post(address, typed)
    said = unescape(answer.content.decode())
    assert answer.status_code == 200 and (NO_REVIEW if new else SAID) in said and "写了一小时的题" in said
    assert not Page.objects.filter(title="写了一小时的题").exists()


@pytest.mark.parametrize("door", ["form", "list"])
def test_to_publish_by_the_last_step(door: str) -> None:
    state = sent_in()
    state.current_task_state.specific.approve(user=UserFactory(groups=["审核"]))
    state.refresh_from_db()
    GroupPagePermission.objects.filter(group__name="审批", permission__codename="publish_page").delete()
    client, address = signed_in(UserFactory(groups=["审批"])), f"/admin/pages/{state.object_id}/edit/"
    if door == "form":
        step = {"action-workflow-action": "1", "workflow-action-name": "approve"}
        typed = FORM | form_of(client, address) | step | {"title": "题", "workflow-action-extra-data": "{}"}
        answer = client.post(address, typed)
    else:
        step = f"{state.object_id}/approve/{state.current_task_state_id}"
        answer = client.post(f"/admin/pages/workflow/action/{step}/", {"comment": ""}, follow=True)
    said = unescape(answer.content.decode())
    assert NOT_HERE in said and "do not have permission" not in said
    assert not Page.objects.get(pk=state.object_id).live
    assert WorkflowState.objects.get(pk=state.pk).status == WorkflowState.STATUS_IN_PROGRESS


def test_to_add_a_page(client: Client) -> None:
    """What was written comes back, to be sent again by whoever may."""
    user = UserFactory(groups=["编辑", "审核"])
    address = f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/"
    client, written = signed_in(user), FORM | {"title": "写了一小时的题"}
    user.groups.remove(Group.objects.get(name="编辑"))
    here = {"HTTP_ORIGIN": "http://testserver"}
    answer = client.post(address, written, **here)
    said = unescape(answer.content.decode())
    assert answer.status_code == 403 and "没有在这里保存的权限" in said and "再提交一次" in said
    assert 'name="title" value="写了一小时的题"' in said and not Page.objects.filter(slug="gao").exists()
    assert "您没有权限访问" not in client.get("/admin/").content.decode(), "said already"
    user.groups.add(Group.objects.get(name="编辑"))
    assert client.post(address, written, **here).status_code == 302
    assert Page.objects.get(slug="gao").title == "写了一小时的题"


def test_what_another_site_sent_is_not_handed_back(client: Client) -> None:
    address = f"/admin/pages/add/portal/articlepage/{ColumnPageFactory().pk}/"
    answer = signed_in(UserFactory(groups=["审核"])).post(address, FORM | {"title": "别处写的题"})
    assert answer.status_code == 302 and answer["Location"] == "/admin/"


@pytest.mark.parametrize("tail", ["", "&next=0", "&next=https://evil.example/"])
def test_many_things_done_without_a_way_back_lead_to_the_first_page(tail: str) -> None:
    page = ArticlePageFactory(live=False)
    client = signed_in(UserFactory(groups=["审批"]))
    answer = client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}{tail}", follow=True)
    assert answer.status_code == 200 and answer.redirect_chain[-1][0] == "/admin/"
    assert "已发布 1 个页面" in unescape(answer.content.decode())
