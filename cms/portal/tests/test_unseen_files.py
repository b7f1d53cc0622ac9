"""Nobody puts on a page, or publishes, what he may not see himself."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Workflow, WorkflowState

from cms.core.factories import CmsImageFactory, UserFactory, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory
from cms.portal.models import ArticlePage, ColumnPage

from .attached_world import document, member, showing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def closed() -> tuple[Any, Any]:
    """A document and a picture that 党委 alone may see."""
    column = ColumnPageFactory()
    restrict(column, Group.objects.create(name="党委"))
    file, shot = document(), CmsImageFactory(title="哨兵图")
    showing(file, parent=column)
    showing(shot, parent=column)
    return file, shot


FORM = {"title": "新稿", "slug": "", "body-count": "0"}
ATTACHED = {"attachments-count": "1", "attachments-0-type": "attachment", "attachments-0-order": "0"}


def posted(file: Any, shot: Any = None, **action: str) -> dict[str, Any]:
    chosen = {
        "attachments-0-value-document": file.pk,
        "attachments-0-value-title": "",
        "attachments-0-deleted": "",
    }
    return {**FORM, **ATTACHED, **chosen, "lead": shot.pk if shot else "", **action}


def test_what_is_hidden_is_not_chosen_by_its_number(closed: tuple[Any, Any]) -> None:
    file, shot = closed
    column = ColumnPageFactory()
    add = f"/admin/pages/add/portal/articlepage/{column.pk}/"
    forged = member("编辑").post(add, posted(file, shot))
    assert "选用了 2 份您不能看的" in forged.content.decode()
    assert not ArticlePage.objects.filter(title="新稿").exists()
    assert member("编辑", "党委").post(add, posted(file, shot)).status_code == 302
    assert ArticlePage.objects.filter(title="新稿").exists()


def test_of_many_it_alone_stays_unpublished(closed: tuple[Any, Any]) -> None:
    column = ColumnPageFactory()
    fine = [ArticlePageFactory(parent=column, live=False) for _ in range(2)]
    bad = showing(closed[0], parent=column, live=False, title="用了内部文件的")
    for made in (*fine, bad):
        made.save_revision()
    door = "/admin/bulk/wagtailcore/page/publish/?next=/admin/"

    def said(*pages: Any) -> tuple[str, list[bool]]:
        answer = member("审批").post(door + "".join(f"&id={p.pk}" for p in pages), follow=True)
        return answer.content.decode(), [ArticlePage.objects.get(pk=p.pk).live for p in pages]

    text, live = said(fine[0], bad, fine[1])
    assert live == [True, False, True]
    assert "用了内部文件的”用了 1 份您不能看的" in text and "已发布 2 个页面" in text
    text, live = said(bad)
    assert live == [False] and "用了内部文件的”用了 1 份您不能看的" in text and "已发布" not in text


def test_one_below_stops_the_whole_and_is_named(closed: tuple[Any, Any]) -> None:
    column = ColumnPageFactory(live=False)
    bad = showing(closed[0], parent=column, live=False, title="用了内部文件的")
    bad.save_revision()
    answer = member("审批").post(
        f"/admin/bulk/wagtailcore/page/publish/?id={column.pk}&next=/admin/",
        {"include_descendants": "on"},
        follow=True,
    )
    assert "用了内部文件的”用了 1 份您不能看的" in answer.content.decode()
    assert not ArticlePage.objects.get(pk=bad.pk).live and not ColumnPage.objects.get(pk=column.pk).live


def test_who_may_not_see_it_does_not_publish_it(closed: tuple[Any, Any]) -> None:
    """By the form, with many at once, or as the last step of the review."""
    file, shot = closed
    column = ColumnPageFactory()
    writer = UserFactory(groups=["编辑", "党委"])
    made = showing(file, parent=column, live=False, owner=writer, title="新稿", lead=shot)
    made.save_revision(user=writer)
    blind, knowing = member("审核", "审批"), member("审核", "审批", "党委")
    edit = f"/admin/pages/{made.pk}/edit/"
    bulk = f"/admin/bulk/wagtailcore/page/publish/?id={made.pk}&next=/admin/"

    def live() -> bool:
        return bool(ArticlePage.objects.get(pk=made.pk).live)

    form = {**posted(file, shot), "slug": made.slug}
    assert "不能由您批准或发布" in blind.post(edit, {**form, "action-publish": "1"}).content.decode()
    assert "不能由您批准或发布" in blind.post(bulk, {}, follow=True).content.decode()
    assert not live()
    assert blind.post(edit, form).status_code == 302, "he may still mend the text"
    state = Workflow.objects.get(active=True).start(made, writer)
    for _ in range(2):
        step = state.current_task_state
        address = f"/admin/pages/workflow/action/{made.pk}/approve/{step.pk}/"
        said = blind.post(address, {"comment": ""}, follow=True).content.decode()
        state.refresh_from_db()
    assert "不能由您批准或发布" in said and not live() and state.status == WorkflowState.STATUS_IN_PROGRESS
    passed = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    back = blind.post(edit, {**form, **passed, "title": "审批改的题"})
    assert back.status_code == 200 and "不能由您批准或发布" in back.content.decode()
    assert "审批改的题" in back.content.decode() and not live()
    assert Client().get(file.url).status_code == 302
    knowing.post(address, {"comment": ""})
    assert live() and Client().get(file.url).status_code == 200
