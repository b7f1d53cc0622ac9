"""What is locked, by hand, by a review or by a date, has its file and level locked with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.core.factories import UserFactory
from cms.library import services
from cms.library.admin.policy import policy
from cms.library.models import LibraryPage, Work, WorkState

from .admin_world import address, library, signed_in, text_file, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
OTHER = "没人审过的正文。"


@pytest.fixture
def page() -> LibraryPage:
    return library()


def place(made: Work, what: str) -> str:
    return f"/admin/library/works/{made.pk}/{what}/"


def bulk(client: Client, action: str, made: Work, data: dict[str, Any]) -> str:
    url = f"/admin/bulk/library/work/{action}/?id={made.pk}&next=/admin/snippets/library/work/"
    return client.post(url, data, follow=True).content.decode()


def refused(client: Client, made: Work, why: str, *doors: str) -> None:
    """Nothing happens behind these doors, and the sentence says why."""
    before = Work.objects.filter(pk=made.pk).values().get()
    for what in doors:
        data = {"file": text_file("换.txt", OTHER), "level": "internal"}
        for answer in (
            client.get(place(made, what), follow=True),
            client.post(place(made, what), data, follow=True),
        ):
            assert answer.redirect_chain == [(address("edit", made.pk), 302)], what
            assert why in answer.content.decode(), what
    shown = client.get(address("edit", made.pk)).content.decode()
    assert "更换文件" not in shown and "重新提取" not in shown and "变更级别" not in shown
    assert Work.objects.filter(pk=made.pk).values().get() == before


def test_what_was_reviewed_is_what_is_published(client: Client, page: LibraryPage) -> None:
    editor = signed_in(client, "编辑")
    made = work("送审的文献", live=False, user=editor)
    made.save_revision(user=editor)
    state = made.get_workflow().start(made, editor)
    refused(client, made, "送审", "replace", "retry")
    state.current_task_state.specific.approve(user=UserFactory(groups=["审核"]))
    refused(client, made, "《送审的文献》正在送审，等待“审批”", "replace", "retry")
    while services.extract_one():
        pass
    state.refresh_from_db()
    state.current_task_state.specific.approve(user=UserFactory(groups=["审批"]))
    made.refresh_from_db()
    assert made.live and made.file_name == "送审的文献.txt"
    assert not made.passages.filter(text__contains="没人审过").exists()


def test_whose_turn_it_is_may(client: Client, page: LibraryPage) -> None:
    """And whoever gets his manuscript back may again."""
    editor = UserFactory(groups=["编辑"])
    made = work("送审的文献", live=False, user=editor)
    made.save_revision(user=editor)
    state = made.get_workflow().start(made, editor)
    boss = signed_in(client, "审批")
    refused(client, made, "等待“审核”", "replace", "retry", "level")
    assert "等待“审核”" in bulk(client, "level", made, {"level": "internal"})
    assert "等待“审核”" in bulk(client, "publish", made, {})
    made.refresh_from_db()
    assert not made.audience() and not made.live
    state.current_task_state.specific.approve(user=UserFactory(groups=["审核"]))
    assert client.get(place(made, "level")).status_code == 200
    bulk(client, "level", made, {"level": "internal"})
    made.refresh_from_db()
    assert made.audience() == frozenset({"m"})
    state.refresh_from_db()
    state.current_task_state.specific.reject(user=boss)
    client.force_login(editor)
    assert (
        client.post(place(made, "replace"), {"file": text_file("改.txt", "改好的正文。")}).status_code == 302
    )
    made.refresh_from_db()
    assert made.file_name == "改.txt" and made.state == WorkState.QUEUED


def test_locked_by_hand(client: Client, page: LibraryPage) -> None:
    made = work("锁定的文献", live=False)
    keeper = signed_in(client, "审批")
    client.post(address("lock", made.pk))
    signed_in(client, "编辑")
    refused(client, made, f"《锁定的文献》已由{keeper.real_name}锁定", "replace", "retry")
    for chief in (UserFactory(groups=["审批"]), UserFactory(is_superuser=True)):
        client.force_login(chief)
        refused(client, made, "锁定", "replace", "retry", "level")
        assert "已由" in bulk(client, "level", made, {"level": "internal"})
        assert "已由" in bulk(client, "publish", made, {})
    made.refresh_from_db()
    assert not made.audience() and not made.live
    client.force_login(keeper)
    assert client.post(place(made, "level"), {"level": "internal"}).status_code == 302
    assert client.post(place(made, "retry")).status_code == 302
    made.refresh_from_db()
    assert made.audience() == frozenset({"m"}) and made.state == WorkState.QUEUED


def test_what_waits_for_its_day_stays_as_it_was_approved(client: Client, page: LibraryPage) -> None:
    made = work("定时的文献", live=False)
    made.go_live_at = timezone.now() + timedelta(days=1)
    made.save_revision().publish()
    made.refresh_from_db()
    assert not made.live and made.approved_schedule
    signed_in(client, "编辑")
    refused(client, made, "《定时的文献》已定于", "replace", "retry")
    signed_in(client, "审批")
    refused(client, made, "取消定时", "replace", "retry", "level")
    assert "已定于" in bulk(client, "level", made, {"level": "internal"})


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_what_is_locked_is_not_deleted(client: Client, page: LibraryPage, many: bool) -> None:
    author = UserFactory(groups=["编辑"])
    made, free = (work(title, live=False, user=author) for title in ("锁定的草稿", "没有锁定的草稿"))
    Work.objects.filter(pk=made.pk).update(locked=True, locked_by=UserFactory(groups=["审批"]))
    client.force_login(author)
    if many:
        url = f"/admin/bulk/library/work/delete/?id={made.pk}&id={free.pk}&next=/admin/snippets/library/work/"
        answer = client.post(url, follow=True)
        assert not Work.objects.filter(pk=free.pk).exists()
    else:
        answer = client.post(address("delete", made.pk), follow=True)
    assert Work.objects.filter(pk=made.pk).exists() and "解锁以后才能改动" in answer.content.decode()


def test_what_is_locked_in_this_moment_is_not_deleted(
    client: Client, page: LibraryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = signed_in(client)
    made, keeper = work("刚锁定的草稿", live=False, user=author), UserFactory(groups=["审批"])
    ask = policy.user_has_permission_for_instance

    def meanwhile(*args: Any) -> bool:
        """After the work was read for the request."""
        Work.objects.filter(pk=made.pk).update(locked=True, locked_by=keeper)
        return ask(*args)

    monkeypatch.setattr(policy, "user_has_permission_for_instance", meanwhile)
    answer = client.post(address("delete", made.pk), follow=True)
    assert Work.objects.filter(pk=made.pk).exists() and "解锁以后才能改动" in answer.content.decode()


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_what_is_in_review_is_taken_down(client: Client, page: LibraryPage, many: bool) -> None:
    """Who may publish does so from its form, and is told that its draft stays where it is."""
    editor = UserFactory(groups=["编辑"])
    made = work("送审的文献", user=editor)
    made.save_revision(user=editor)
    state = made.get_workflow().start(made, editor)
    signed_in(client, "审批")
    door = address("unpublish", made.pk)
    assert f'href="{door}"' in client.get(address("edit", made.pk)).content.decode()
    if many:
        door = f"/admin/bulk/library/work/unpublish/?id={made.pk}&next=/admin/"
    assert "批准以后又会发布" in client.get(door).content.decode()
    client.post(door)
    made.refresh_from_db()
    assert not made.live and made.current_workflow_state == state
