"""The level of one work as its form shows it: what holds now is ticked, so that one press opens nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.core import access
from cms.core.admin.audit_detail import told
from cms.core.factories import UserFactory, collection, restrict
from cms.core.models import AuditEvent
from cms.core.tests.meanwhile import meanwhile
from cms.library import services
from cms.library.admin import files
from cms.library.models import Work

from .admin_world import library, signed_in, text_file, work

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["public", "internal", "restricted"])
def test_pressed_as_it_opens_it_changes_nothing(client: Client, kind: str) -> None:
    library()
    made = work("支部学习手册")
    groups = ["审批", "审核"] if kind == "restricted" else []
    services.change_level([made], services.level_named(kind, groups))
    made.refresh_from_db()
    before = access.describe(made.audience())
    signed_in(client, "审批")
    place = f"/admin/library/works/{made.pk}/level/"
    form = client.get(place).context["form"]
    ticked = [widget.data["value"] for widget in form["level"] if widget.data["selected"]]
    chosen = [str(widget.data["value"]) for widget in form["groups"] if widget.data["selected"]]
    assert ticked == [kind] and len(chosen) == len(groups)
    assert client.post(place, {"level": ticked[0], "groups": chosen}).status_code == 302
    made.refresh_from_db()
    assert access.describe(made.audience()) == before


def test_what_no_level_can_say_is_left_open(client: Client) -> None:
    """A collection of somebody's own below another that is closed too."""
    library()
    made, outer = work("两道门"), collection("外")
    restrict(outer, Group.objects.create(name="党委"))
    inner = outer.add_child(name="内")
    restrict(inner, Group.objects.create(name="纪委"))
    services.change_level([made], inner)
    client.force_login(UserFactory(groups=["审批", "党委", "纪委"]))
    place = f"/admin/library/works/{made.pk}/level/"
    assert not any(widget.data["selected"] for widget in client.get(place).context["form"]["level"])
    assert client.post(place, {}).context["form"].errors.keys() == {"level"}


def test_the_level_of_ones_own_draft(client: Client) -> None:
    """Who chose a wrong one at the upload puts it right himself, as long as nothing of it is or is to be published."""
    library()
    editor = signed_in(client, "编辑")
    own, foreign, out = work("自己的", live=False, user=editor), work("别人的", live=False), work("已发布")
    Work.objects.filter(pk=out.pk).update(added_by=editor)
    waiting = work("等着发布", live=False, user=editor)
    Work.objects.filter(pk=waiting.pk).update(publish_when_ready=True)
    for made, may in ((own, True), (foreign, False), (out, False), (waiting, False)):
        place = f"/admin/library/works/{made.pk}/level/"
        shown = client.get(f"/admin/snippets/library/work/edit/{made.pk}/").content.decode()
        assert (place in shown) is may, made.title
        client.post(place, {"level": "internal"})
        made.refresh_from_db()
        assert (access.describe(made.audience()) == "内部") is may, made.title


def levels(*works: Work) -> list[str]:
    return [access.describe(Work.objects.get(pk=each.pk).audience()) for each in works]


@pytest.fixture
def shelf() -> tuple[Work, Work, Work]:
    """An open book, and of its volumes one that is closed and one that he who asks may not see."""
    library()
    Group.objects.create(name="密件组")
    book = work("支部志", kind="book")
    closed, hidden = work("上卷", level="restricted", groups=("审批",)), work("琥珀密卷")
    services.change_level([hidden], services.level_named("restricted", ["密件组"]))
    Work.objects.filter(pk__in=(closed.pk, hidden.pk)).update(parent=book)
    return book, closed, hidden


def door_of(work: Work, many: bool) -> str:
    """The form of the level: of one work, or of what is chosen in the list."""
    bulk = f"/admin/bulk/library/work/level/?id={work.pk}&next=/admin/"
    return bulk if many else f"/admin/library/works/{work.pk}/level/"


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_an_unchanged_level_opens_no_volume(
    client: Client, shelf: tuple[Work, Work, Work], many: bool
) -> None:
    book, closed, hidden = shelf
    signed_in(client, "审批")
    door = door_of(book, many)
    before = AuditEvent.objects.filter(action="library.level").count()
    shown = client.post(door, {"level": "public"}, follow=True).content.decode()
    assert "级别和原来一样" in shown and "已变更" not in shown
    assert levels(book, closed, hidden) == ["公开", "限定（审批）", "限定（密件组）"]
    assert AuditEvent.objects.filter(action="library.level").count() == before


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_what_goes_along_is_named_before_and_told_after(
    client: Client, shelf: tuple[Work, Work, Work], many: bool
) -> None:
    book, closed, hidden = shelf
    signed_in(client, "审批")
    door = door_of(book, many)
    shown = client.get(door).content.decode()
    assert "《上卷》现在是：<strong>限定（审批）</strong>" in shown
    assert "另有 1 份卷、册、期不会跟着变" in shown and "琥珀" not in shown
    client.post(door, {"level": "internal"})
    assert levels(book, closed, hidden) == ["内部", "内部", "限定（密件组）"]
    rows = AuditEvent.objects.filter(action="library.level").order_by("-pk")[:2]
    assert {row.object_title: row.detail["before"] for row in rows} == {
        "支部志": "公开",
        "上卷": "限定（审批）",
    }
    assert "原来的级别：公开；文件集：内部" in {told(row.detail) for row in rows}


def test_many_volumes_cost_no_more_questions(client: Client, shelf: tuple[Work, Work, Work]) -> None:
    book = shelf[0]
    signed_in(client, "审批")
    counts = []
    for number in range(6):
        made = work(f"续 {number}", level="restricted", groups=("审批",))
        Work.objects.filter(pk=made.pk).update(parent=book)
        with CaptureQueriesContext(connection) as asked:
            assert f"《续 {number}》" in client.get(f"/admin/library/works/{book.pk}/level/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[-1]


def test_a_book_and_its_volume_chosen_together(client: Client, shelf: tuple[Work, Work, Work]) -> None:
    book, closed, _ = shelf
    signed_in(client, "审批")
    door = f"/admin/bulk/library/work/level/?id={book.pk}&id={closed.pk}&next=/admin/"
    assert "《上卷》现在是" not in client.get(door).content.decode(), "it is chosen itself"
    shown = client.post(door, {"level": "internal"}, follow=True).content.decode()
    assert "2 份文献的公开级别已变更" in shown and "级别和原来一样" not in shown


def test_what_is_published_meanwhile_keeps_its_level(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    library()
    own = work("自己的", live=False, user=signed_in(client, "编辑"), level="internal")
    with meanwhile(monkeypatch, files.LevelFields, lambda: services.publish(own)):
        answer = client.post(f"/admin/library/works/{own.pk}/level/", {"level": "public"})
    own.refresh_from_db()
    assert files.PUBLISHED in answer.content.decode()
    assert own.live and access.describe(own.audience()) == "内部"


def test_a_draft_with_a_file_of_another_is_not_his_to_open(client: Client) -> None:
    library()
    own = work("自己的", live=False, user=signed_in(client, "编辑"))
    services.replace_file(own, text_file("b.txt", "机密的文字。"), "b.txt", user=UserFactory(groups=["审批"]))
    while services.extract_one():
        pass
    own.refresh_from_db()
    services.change_level([own], services.level_named("internal"))
    assert client.post(f"/admin/library/works/{own.pk}/level/", {"level": "public"}).status_code in (302, 403)
    own.refresh_from_db()
    assert access.describe(own.audience()) == "内部"


def test_what_another_locks_meanwhile_keeps_its_level(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    library()
    made, other = work("书", level="internal"), UserFactory(groups=["审批"], real_name="赵二")
    signed_in(client, "审批")

    def lock() -> None:
        Work.objects.filter(pk=made.pk).update(locked=True, locked_by=other)

    with meanwhile(monkeypatch, files.LevelFields, lock):
        answer = client.post(f"/admin/library/works/{made.pk}/level/", {"level": "public"}, follow=True)
    made.refresh_from_db()
    assert "已由赵二锁定" in answer.content.decode() and made.audience()
