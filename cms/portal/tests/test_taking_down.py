"""What must not be read is taken down at once, whatever is planned of it and whoever works on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, Workflow, WorkflowState

from cms.core.factories import UserFactory, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

from .attached_world import member

pytestmark = pytest.mark.django_db
DOORS = {
    "one": "/admin/pages/{}/unpublish/",
    "many": "/admin/bulk/wagtailcore/page/unpublish/?id={}&next=/admin/",
}
doors = pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)


def reviewed(**more: Any) -> WorkflowState:
    """A live page with a new draft that waits for 审核."""
    author = UserFactory(groups=["编辑"])
    page = ArticlePageFactory(owner=author, title="有害的稿", **more)
    page.title = "改过的稿"
    page.save_revision(user=author)
    return Workflow.objects.get(active=True).start(page, author)


def locked(page: Page) -> Page:
    keeper = UserFactory(groups=["审批"], real_name="钱三")
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=keeper, locked_at=timezone.now())
    return page


@doors
def test_what_is_in_review_is_taken_down_and_its_draft_stays_there(door: str) -> None:
    state = reviewed()
    client, address = member("审批"), door.format(state.object_id)
    said = client.get(address).content.decode()
    assert "正在送审（等待“审核”）" in said and "批准以后又会发布" in said
    client.post(address)
    page = Page.objects.get(pk=state.object_id)
    assert not page.live
    assert page.current_workflow_state == state and page.get_latest_revision_as_object().title == "改过的稿"


@doors
def test_what_another_has_locked_is_taken_down_and_stays_locked(door: str) -> None:
    page = locked(ArticlePageFactory())
    client, address = member("审批"), door.format(page.pk)
    assert "由钱三锁定着" in client.get(address).content.decode()
    client.post(address)
    page.refresh_from_db()
    assert not page.live and page.locked


@doors
def test_what_waits_for_its_day_is_taken_down_with_it(door: str) -> None:
    page = ArticlePageFactory()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    client, address = member("审批"), door.format(page.pk)
    assert "定时一并取消" in client.get(address).content.decode()
    client.post(address)
    now = Page.objects.get(pk=page.pk)
    assert not now.live and now.scheduled_revision is None


def test_all_of_a_column_goes() -> None:
    column = ColumnPageFactory()
    state, kept = reviewed(parent=column), locked(ArticlePageFactory(parent=column))
    told = member("审批").post(DOORS["one"].format(column.pk), {"include_descendants": "on"}, follow=True)
    assert "不能撤下" not in told.content.decode()
    assert not Page.objects.filter(pk__in=[state.object_id, kept.pk, column.pk], live=True).exists()


def test_its_form_offers_it_behind_the_lock() -> None:
    state = reviewed()
    form = member("审批").get(f"/admin/pages/{state.object_id}/edit/").content.decode()
    assert f'href="/admin/pages/{state.object_id}/unpublish/"' in form
    menu = form[form.index("actions--primary") :]
    assert menu.index("页面已锁定") < menu.index("/unpublish/")


@doors
@pytest.mark.parametrize("groups", [["编辑"], ["审核"]], ids=str)
def test_who_may_not_publish_may_not_take_down(door: str, groups: list[str]) -> None:
    state = reviewed()
    client = member(*groups)
    client.post(door.format(state.object_id))
    assert Page.objects.get(pk=state.object_id).live
    form = client.get(f"/admin/pages/{state.object_id}/edit/").content.decode()
    assert "/unpublish/" not in form


def test_nothing_is_said_of_what_is_free() -> None:
    page = ArticlePageFactory()
    for door in DOORS.values():
        said = member("审批").get(door.format(page.pk)).content.decode()
        assert "撤下以后" not in said


@doors
def test_what_is_below_is_told_too(door: str) -> None:
    """A column goes down with all below it: what is reviewed there, and what is set to a time, comes or stays."""
    column = ColumnPageFactory()
    ArticlePageFactory(parent=column)
    for turn in range(7):
        page = ArticlePageFactory(
            parent=column,
            title=f"第{turn}篇",
            live=False,
            go_live_at=timezone.now() + timedelta(days=turn + 1),
        )
        page.save_revision().publish()
    said = member("审批").get(door.format(column.pk)).content.decode()
    assert "Include descendants" not in said
    assert "连同下级页面撤下时：“第0篇”已定于" in said and "到时仍会发布" in said
    assert "第5篇" not in said and "下级页面里还有 2 个正在送审、已锁定或已定时" in said


@doors
def test_what_is_hidden_from_him_below_is_not_named(door: str) -> None:
    """Nor counted: one page more than are named one by one."""
    column = ColumnPageFactory()
    closed = reviewed(parent=column)
    restrict(Page.objects.get(pk=closed.object_id), Group.objects.create(name="纪委"))
    for _ in range(5):
        locked(ArticlePageFactory(parent=column))
    said = member("审批").get(door.format(column.pk)).content.decode()
    assert said.count("由钱三锁定着") == 5
    assert "有害的稿" not in said and "改过的稿" not in said and "下级页面里还有" not in said
