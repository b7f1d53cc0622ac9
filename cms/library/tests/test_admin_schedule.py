"""A work that is to go out at a time of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from cms.core.admin import outcome
from cms.core.factories import UserFactory
from cms.core.models import AuditEvent
from cms.core.searchable.schedule import Schedule
from cms.library import services
from cms.library.models import LibraryPage, Work, WorkKind, WorkState
from cms.library.searchable import key_of
from search.models import IndexEvent

from .admin_world import address, form_data, library, shelf, signed_in, text_file, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> LibraryPage:
    return library()


@pytest.mark.parametrize("live", [True, False])
def test_a_work_goes_out_at_its_time(client: Client, page: LibraryPage, live: bool) -> None:
    made = work("定时的文献", live=live)
    signed_in(client, "审批")
    assert 'name="go_live_at"' in client.get(address("edit", made.pk)).content.decode()
    early = form_data(made, go_live_at="2020-01-01 09:00", **{"action-publish": "1"})
    answer = client.post(address("edit", made.pk), early)
    assert "这个时间已经过了" in answer.content.decode() and "改好再保存" in answer.content.decode()
    when = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    typed = form_data(made, title="新题名", go_live_at=when, **{"action-publish": "1"})
    told = client.post(address("edit", made.pk), typed, follow=True).content.decode()
    assert f"将在 {when} 发布。" in told and "文件还在处理" not in told
    now = Work.objects.get(pk=made.pk)
    assert now.live is live and now.scheduled_revision
    assert not live or now.title == "定时的文献"


def test_the_worker_lets_it_out_and_takes_it_down(
    page: LibraryPage, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = work("中华人民共和国民法典", live=False)
        made.kind, made.go_live_at = WorkKind.LAW, timezone.now() + timedelta(days=1)
        made.save_revision().publish()
    assert not Schedule().run_once()
    when = timezone.now() - timedelta(minutes=1)
    due = Revision.objects.get(pk=Work.objects.get(pk=made.pk).scheduled_revision.pk)
    due.content["go_live_at"], due.approved_go_live_at = when.isoformat(), when
    due.save()
    IndexEvent.objects.all().delete()
    assert Schedule().run_once()
    now = Work.objects.get(pk=made.pk)
    assert now.live and now.family == "民法典" and now.current
    assert IndexEvent.objects.filter(key=key_of(made.pk)).exists()
    Work.objects.filter(pk=made.pk).update(expire_at=when)
    assert Schedule().run_once() and not Schedule().run_once()
    now = Work.objects.get(pk=made.pk)
    assert (now.live, now.expired) == (False, True)
    assert AuditEvent.objects.filter(action="wagtail.unpublish.scheduled", object_title=now.title).exists()


@pytest.mark.parametrize("days", [-1, 1])
def test_the_time_holds_for_what_still_waits_to_be_read(page: LibraryPage, days: int) -> None:
    taken = services.take_in(text_file("a.txt", "关于召开支部大会的通知。"), "a.txt", page, shelf()).work
    taken.go_live_at = timezone.now() + timedelta(days=days)
    taken.save_revision(clean=False)  # the form would not take a past time
    services.publish(taken)
    while services.extract_one():
        pass
    taken.refresh_from_db()
    assert taken.readable and not taken.publish_when_ready
    assert taken.live is (days < 0)
    assert bool(taken.scheduled_revision) is (days > 0)
    services.unpublish(taken)
    now = Work.objects.get(pk=taken.pk)
    assert not now.live and now.scheduled_revision is None, "taken down is taken down"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (WorkState.REFUSED, "已通过审批，但还不能发布：文件里有外部引用。请更换文件，再发布。"),
        (WorkState.QUEUED, "已通过审批，文件还在处理，处理好以后自动发布。"),
        (WorkState.READY, "已通过审批并发布。"),
    ],
)
def test_who_approves_is_told_what_comes_of_it(page: LibraryPage, state: str, told: str) -> None:
    made = work("来文", live=False)
    Work.objects.filter(pk=made.pk).update(
        state=state, reason="文件里有外部引用。" if state == "refused" else ""
    )
    editor, chief = UserFactory(groups=["编辑"]), UserFactory(groups=["审批"], is_superuser=True)
    made = Work.objects.get(pk=made.pk)
    made.save_revision(user=editor)
    made.get_workflow().start(made, editor)
    for _ in range(2):
        at = Work.objects.get(pk=made.pk).current_workflow_state.current_task_state
        at.approve(user=chief)
    assert outcome.sentence(made).endswith(told)
    assert Work.objects.get(pk=made.pk).live is (state == WorkState.READY)
