"""What somebody does to one work changes nothing of another that is not his to change: volumes of a book, files that
come again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.core.factories import UserFactory
from cms.core.models import AuditEvent, User
from cms.library import services
from cms.library.admin.locks import volumes_of
from cms.library.models import LibraryPage, Work, WorkState
from cms.library.services import intake

from . import admin_world as world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
BODY = "关于召开支部大会的通知，请各支部按时参加会议。".encode()


@pytest.fixture
def page() -> LibraryPage:
    return world.library()


def volume(book: Work, title: str, **fields: Any) -> Work:
    made = world.work(title, level="internal")
    Work.objects.filter(pk=made.pk).update(parent=book, **fields)
    return made


def level_of(work: Work) -> str:
    work.refresh_from_db()
    return "公开" if not work.audience() else "不公开"


@pytest.mark.parametrize("many", [False, True])
def test_a_book_opens_only_the_volumes_that_he_may_open(
    client: Client, page: LibraryPage, many: bool
) -> None:
    book = world.work("大书", level="internal")
    Work.objects.filter(pk=book.pk).update(kind="book")
    other = UserFactory(groups=["审批"])
    plain, locked = (
        volume(book, "上卷"),
        volume(book, "锁卷", locked=True, locked_by=other, locked_at=timezone.now()),
    )
    Group.objects.create(name="密件组")
    hidden = world.work("琥珀密卷", level="restricted", groups=("密件组",))
    below = volume(hidden, "密卷之下")
    Work.objects.filter(pk=hidden.pk).update(parent=book)
    world.signed_in(client, "审批")
    one = reverse("library_admin:level", args=[book.pk])
    door = f"/admin/bulk/library/work/level/?id={book.pk}&next=/admin/" if many else one
    told = client.post(door, {"level": "public"}, follow=True).content.decode()
    assert "其中有的卷、册、期没有变更" in told and "琥珀" not in told
    assert [level_of(work) for work in (book, plain, locked, hidden, below)] == [
        "公开",
        "公开",
        *["不公开"] * 3,
    ]
    assert Client().get(f"/ku/{hidden.pk}/").status_code == 302


def test_the_number_of_volumes_costs_no_questions(page: LibraryPage) -> None:
    book = world.work("大书")
    keys = [volume(book, f"第 {number} 卷").pk for number in range(12)]
    user = UserFactory(groups=["审批"])
    counts = []
    for some in (keys[:2], keys):
        with CaptureQueriesContext(connection) as asked:
            assert sorted(volumes_of(User.objects.get(pk=user.pk))(some)) == sorted(some)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def refused(page: LibraryPage, where: Any, **more: Any) -> Work:
    """A text that came as .docx."""
    taken = services.take_in(ContentFile(BODY, "通知.docx"), "通知.docx", page, where, **more)
    drain()
    taken.work.refresh_from_db()
    assert taken.work.state == WorkState.REFUSED
    return taken.work


def drain() -> None:
    while services.extract_one():
        pass


def bring(client: Client, page: LibraryPage, name: str) -> str:
    fields = world.upload_data(page, ContentFile(BODY, name))
    return client.post(reverse("library_admin:upload"), fields).content.decode()


def test_who_brings_the_file_of_a_hidden_work_changes_nothing_there(
    client: Client, page: LibraryPage
) -> None:
    Group.objects.create(name="密件组")
    work = refused(page, world.shelf("restricted", "密件组"))
    world.signed_in(client)
    assert "馆藏里已有同一个文件，没有重复入库" in bring(client, page, "改了名.txt")
    work.refresh_from_db()
    assert (work.file_name, work.state) == ("通知.docx", WorkState.REFUSED)


def test_who_brings_the_file_of_a_locked_work_changes_nothing_there(
    client: Client, page: LibraryPage
) -> None:
    work = refused(page, world.shelf())
    keeper = UserFactory(groups=["审批"])
    Work.objects.filter(pk=work.pk).update(locked=True, locked_by=keeper, locked_at=timezone.now())
    world.signed_in(client)
    assert "同一个文件以前来过" in bring(client, page, "改了名.txt")
    work.refresh_from_db()
    assert (work.file_name, work.state) == ("通知.docx", WorkState.REFUSED)


def test_who_tries_again_stands_in_the_audit_trail(client: Client, page: LibraryPage) -> None:
    work = refused(page, world.shelf())
    user = world.signed_in(client)
    assert "再试一次" in bring(client, page, "通知.txt")
    assert AuditEvent.objects.filter(action="library.retry", actor_id=user.pk).exists()
    drain()
    work.refresh_from_db()
    assert work.state == WorkState.READY


def test_a_former_file_that_comes_again_does_not_rename_the_present_one(page: LibraryPage) -> None:
    work = refused(page, world.shelf())
    services.replace_file(work, ContentFile(b"PK\x03\x04broken", "新.xlsx"), "新.xlsx")
    drain()
    taken = services.take_in(ContentFile(BODY, "通知.txt"), "通知.txt", page, world.shelf())
    work.refresh_from_db()
    assert not taken.new and "以前用过同一个文件" in taken.reason
    assert (work.file_name, work.unread) == ("新.xlsx", True)


def test_nobody_publishes_by_bringing_what_others_asked_to_publish(client: Client, page: LibraryPage) -> None:
    """They asked for it as it was named then."""
    chief = UserFactory(groups=["编辑", "审批"])
    work = refused(page, world.shelf(), user=chief, publish=True)
    world.signed_in(client)
    bring(client, page, "别的题目.txt")
    drain()
    work.refresh_from_db()
    assert not (work.live and work.title == "别的题目")


def test_who_loses_the_race_of_two_uploads_leaves_no_copy(
    page: LibraryPage, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.work("第一份", live=False)
    first = Work.objects.get()
    body = Path(first.document.file.path).read_bytes()
    real, asked = intake._had, []

    def late(sha256: str) -> Work | None:
        asked.append(sha256)
        return real(sha256) if len(asked) > 1 else None

    monkeypatch.setattr(intake, "_had", late)
    taken = services.take_in(ContentFile(body, "另一个名字.txt"), "另一个名字.txt", page, world.shelf())
    assert (taken.work, taken.new) == (first, False)
    assert [path.name for path in private.rglob("*.txt")] == ["第一份.txt"]


def test_no_book_is_a_volume_of_its_own_volume(client: Client, page: LibraryPage) -> None:
    book, other = world.work("大书"), world.work("普通文件")
    Work.objects.filter(pk=book.pk).update(kind="book")
    part = volume(book, "上卷", kind="book")
    world.signed_in(client, "审批")
    for work, parent, said in (
        (book, part, "没有这部图书"),
        (book, book, "不能属于它自己"),
        (part, other, "没有这部图书"),
    ):
        answer = client.post(world.address("edit", work.pk), world.form_data(work, parent=parent.pk))
        assert said in answer.content.decode()
