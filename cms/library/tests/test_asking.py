"""Published when read: what goes out is what somebody who may publish asked for, and nothing that came later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from cms.core.factories import UserFactory
from cms.core.models import AuditEvent
from cms.core.searchable.schedule import Schedule
from cms.library import services
from cms.library.extract import Extraction
from cms.library.models import LibraryPage, Work

from .admin_world import address, form_data, library, shelf, signed_in, text_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> LibraryPage:
    return library()


@pytest.fixture
def approver() -> Any:
    return UserFactory(groups=["审批"])


def brought(page: LibraryPage, user: Any = None, **more: Any) -> Work:
    file = text_file("甲.txt", "审批人看过的文件。")
    fields = {"title": "审批人看过的题名"}
    return services.take_in(file, "甲.txt", page, shelf(), user=user, fields=fields, **more).work


def read(work: Work) -> Work:
    while services.extract_one():
        pass
    return Work.objects.get(pk=work.pk)


def published_by(work: Work) -> list[int | None]:
    entries = AuditEvent.objects.filter(action="wagtail.publish", object_id=str(work.pk))
    return list(entries.values_list("actor_id", flat=True))


def replaced(client: Client, work: Work) -> str:
    file = SimpleUploadedFile("乙.txt", "没有人看过的文件。".encode())
    answer = client.post(
        reverse("library_admin:replace", args=[work.pk]), {"file": file, "note": ""}, follow=True
    )
    return str(answer.content.decode())


@pytest.mark.parametrize("drafted", [False, True])
def test_a_later_draft_stays_a_draft(client: Client, page: LibraryPage, approver: Any, drafted: bool) -> None:
    editor = signed_in(client, "编辑")
    work = brought(page, editor)
    if drafted:
        client.post(
            address("edit", work.pk), form_data(work, title="审批人看过的题名", number="甲发〔2026〕1号")
        )
    services.publish(Work.objects.get(pk=work.pk), user=approver)
    client.post(address("edit", work.pk), form_data(work, title="审批人没看过的题名"))
    now = read(work)
    assert (now.live, now.title, now.has_unpublished_changes) == (True, "审批人看过的题名", True)
    assert now.number == ("甲发〔2026〕1号" if drafted else "")
    assert now.get_latest_revision_as_object().title == "审批人没看过的题名"
    assert published_by(work) == [approver.pk]
    asked = AuditEvent.objects.get(action="library.publish_asked", object_id=str(work.pk))
    assert asked.actor_id == approver.pk
    assert not now.publish_when_ready and now.publish_asked_by is now.publish_revision is None


def test_another_file_is_another_question(client: Client, page: LibraryPage, approver: Any) -> None:
    editor = signed_in(client, "编辑")
    work = brought(page, editor)
    services.publish(work, user=approver)
    assert "已经取消" in replaced(client, work)
    now = read(work)
    assert now.readable and not now.live and not now.publish_when_ready
    event = AuditEvent.objects.get(action="library.publish_withdrawn", object_id=str(work.pk))
    assert event.actor_id == editor.pk and "重新发布" in event.detail["reason"]
    services.publish(now, user=approver)
    assert Work.objects.get(pk=work.pk).live


def test_who_may_publish_brings_another_file(client: Client, page: LibraryPage, approver: Any) -> None:
    work = brought(page)
    services.publish(work, user=approver)
    other = signed_in(client, "审批")
    other.groups.add(Group.objects.get(name="编辑"))
    assert "已经取消" not in replaced(client, work)
    assert read(work).live and published_by(work) == [other.pk]


def test_uploaded_to_be_published(page: LibraryPage, approver: Any) -> None:
    work = read(brought(page, approver, publish=True))
    assert work.live and not work.has_unpublished_changes and published_by(work) == [approver.pk]


def test_a_workflow_that_ends_before_the_text_is_there(page: LibraryPage, approver: Any) -> None:
    work = brought(page)
    work.save_revision()
    state = work.get_workflow().start(work, None)
    while state.current_task_state and state.status == state.STATUS_IN_PROGRESS:
        state.current_task_state.approve(user=approver)
        state.refresh_from_db()
    now = Work.objects.get(pk=work.pk)
    assert not now.live and now.publish_when_ready and now.publish_asked_by == approver
    assert read(work).live and published_by(work) == [approver.pk]


def test_a_new_file_that_cannot_be_read_leaves_nothing_asked_for(page: LibraryPage, approver: Any) -> None:
    work = read(brought(page))
    services.replace_file(work, text_file("乙.pdf", "MZ 不是文献"), "乙.pdf", user=approver)
    services.publish(Work.objects.get(pk=work.pk), user=approver)
    now = read(work)
    assert now.readable and not now.live and not now.publish_when_ready
    assert AuditEvent.objects.filter(action="library.publish_withdrawn").exists()


def test_nobody_asks_who_may_not_publish(page: LibraryPage) -> None:
    editor = UserFactory(groups=["编辑"])
    for drafted in (False, True):
        work = brought(page, editor)
        if drafted:
            work.save_revision()
        with pytest.raises(PermissionDenied):
            services.publish(work, user=editor)
        assert not Work.objects.get(pk=work.pk).publish_when_ready


def test_the_clock_asks_once_for_what_is_read_again(page: LibraryPage, approver: Any) -> None:
    work = read(brought(page))
    work.go_live_at = timezone.now() + timedelta(days=1)
    work.save_revision().publish(user=approver)
    due = Revision.objects.get(pk=Work.objects.get(pk=work.pk).scheduled_revision.pk)
    past = timezone.now() - timedelta(minutes=1)
    due.content["go_live_at"], due.approved_go_live_at = past.isoformat(), past
    due.save()
    services.retry(Work.objects.get(pk=work.pk))
    schedule = Schedule()
    assert schedule.run_once() and not schedule.run_once()
    assert AuditEvent.objects.filter(action="library.publish_asked").count() == 1
    assert read(work).live


def test_a_second_reading_that_fails_stops_no_draft(page: LibraryPage, approver: Any) -> None:
    work = read(brought(page, approver, publish=True))
    services.retry(work)
    work.title = "改过的题名"
    work.save_revision().publish(user=approver)
    assert Work.objects.get(pk=work.pk).publish_when_ready
    services.settle(Work.objects.get(pk=work.pk), Extraction("failed", "处理失败：试一次。"))
    now = Work.objects.get(pk=work.pk)
    assert (now.live, now.title, now.publish_when_ready) == (True, "改过的题名", False)
    assert "重新提取没有成功" in now.notes[0]


def test_no_word_of_a_later_draft_comes_into_what_was_asked_for(
    client: Client, page: LibraryPage, approver: Any
) -> None:
    """Not even where the draft that was asked for says nothing and waits for what the file says."""
    editor = signed_in(client, "编辑")
    file = text_file("甲.md", "# 关于开展学习的通知\n\n正文讲党建。")
    work = services.take_in(file, "甲.md", page, shelf(), user=editor).work
    services.publish(work, user=approver)
    typed = {
        "title": "编辑后来的题名",
        "issuer": "编辑后来的机关",
        "number": "乙发〔2026〕2号",
        "kind": "book",
    }
    client.post(address("edit", work.pk), form_data(work, **typed))
    now = read(work)
    assert (now.live, now.title, now.kind) == (True, "关于开展学习的通知", "document")
    assert "编辑后来" not in now.issuer + now.creators and now.number != typed["number"]
    later = now.get_latest_revision_as_object()
    assert (later.title, later.kind) == ("编辑后来的题名", "book")


def test_what_was_to_end_before_it_was_read_does_not_begin(page: LibraryPage, approver: Any) -> None:
    work = brought(page)
    work.expire_at = timezone.now() + timedelta(hours=1)
    draft = work.save_revision()
    draft.publish(user=approver)
    past = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=draft.pk).update(content={**draft.content, "expire_at": past.isoformat()})
    now = read(work)
    assert now.readable and not now.live and not now.publish_when_ready
    assert "下线" in AuditEvent.objects.get(action="library.publish_withdrawn").detail["reason"]


def test_a_set_time_is_for_the_file_that_was_seen(page: LibraryPage, approver: Any) -> None:
    """The time was set while the editor's file was on its way here."""
    editor = UserFactory(groups=["编辑"])
    work = read(brought(page, editor))
    work.go_live_at = timezone.now() + timedelta(hours=1)
    work.save_revision().publish(user=approver)
    with pytest.raises(services.LibraryProblem, match="定时发布"):
        services.replace_file(work, text_file("乙.txt", "没有人看过的文件。"), "乙.txt", user=editor)
    assert Work.objects.get(pk=work.pk).file_name == "甲.txt"


def test_who_was_shut_out_does_nothing_to_what_others_put_there(client: Client, page: LibraryPage) -> None:
    editor = signed_in(client, "编辑")
    work = read(brought(page, editor))
    board = Group.objects.create(name="党委委员")
    services.change_level([work], services.Level("restricted", (board.pk,)))
    assert client.get(address("edit", work.pk)).status_code == 200, "his own"
    other = UserFactory(groups=["审批"])
    services.replace_file(work, text_file("乙.txt", "哨兵鲸落，委员才能看。"), "乙.txt", user=other)
    read(work)
    data = form_data(Work.objects.get(pk=work.pk))
    client.post(address("preview_on_edit", work.pk), data)
    revision = Work.objects.get(pk=work.pk).save_revision()
    for url in (
        address("edit", work.pk),
        address("preview_on_edit", work.pk),
        address("revisions_view", work.pk, revision.pk),
        reverse("library_admin:file", args=[work.pk]),
    ):
        answer = client.get(url)
        assert answer.status_code in (302, 404) and "哨兵鲸落" not in answer.content.decode(), url
    replaced(client, work)
    client.post(address("delete", work.pk))
    assert Work.objects.get(pk=work.pk).file_name == "乙.txt"


def test_who_brought_a_work_does_not_delete_the_files_of_others(client: Client, page: LibraryPage) -> None:
    editor = signed_in(client, "编辑")
    work = read(brought(page, editor))
    services.replace_file(
        work, text_file("乙.txt", "别人的文件。"), "乙.txt", user=UserFactory(groups=["审批"])
    )
    read(work)
    client.post(address("delete", work.pk))
    bulk = f"/admin/bulk/library/work/delete/?id={work.pk}&next=/admin/"
    assert "没有权限" in client.get(bulk).content.decode()
    client.post(bulk)
    assert Work.objects.filter(pk=work.pk).exists()
    own = read(services.take_in(text_file("丙.txt", "自己的。"), "丙.txt", page, shelf(), user=editor).work)
    client.post(address("delete", own.pk))
    assert not Work.objects.filter(pk=own.pk).exists()
