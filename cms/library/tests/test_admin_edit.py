"""One work in the admin: its form with drafts and workflow, its file and history, its level, its removal; many at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Workflow

from cms.core import access
from cms.core.factories import UserFactory
from cms.core.models import AuditEvent, CmsDocument, User
from cms.library import services
from cms.library.models import FileVersion, LibraryPage, Work, WorkState

from .admin_world import address, form_data, library, shelf, signed_in, text_file, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> LibraryPage:
    return library()


def read(made: Work) -> Work:
    while services.extract_one():
        pass
    made.refresh_from_db()
    return made


def test_an_editor_drafts_and_an_approver_publishes(client: Client, page: LibraryPage) -> None:
    made = work("旧题名")
    signed_in(client, "编辑")
    shown = client.get(address("edit", made.pk)).content.decode()
    assert "可以阅读" in shown and "旧题名.txt" in shown and "action-publish" not in shown
    answer = client.post(address("edit", made.pk), form_data(made, title="新题名"))
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.title == "旧题名" and made.has_unpublished_changes
    answer = client.post(address("edit", made.pk), form_data(made, title="新题名", **{"action-publish": "1"}))
    made.refresh_from_db()
    assert made.title == "旧题名"
    signed_in(client, "审批")
    client.post(address("edit", made.pk), form_data(made, title="新题名", **{"action-publish": "1"}))
    made.refresh_from_db()
    assert (made.title, made.has_unpublished_changes) == ("新题名", False)
    assert made.plain_title == "新题名"
    history = client.get(address("history", made.pk)).content.decode()
    assert history.count("发布版本") == 1 and "已从“旧题名”重命名为“新题名”" in history


def test_workflow_from_draft_to_readers(client: Client, page: LibraryPage) -> None:
    """编辑 sends it in, 审核 passes it on, 审批 lets it out: nobody alone."""
    made = work("送审文献", live=False)
    assert Workflow.objects.filter(active=True).count() == 1
    signed_in(client, "编辑")
    client.post(address("edit", made.pk), form_data(made, title="送审文献（定稿）", **{"action-submit": "1"}))
    made.refresh_from_db()
    assert made.current_workflow_task.name == "审核" and not made.live
    assert "送审中" in client.get(address("list")).content.decode()
    for role, task in (("审核", "审核"), ("审批", "审批")):
        signed_in(client, role)
        made.refresh_from_db()
        state = made.current_workflow_task_state
        assert state.task.name == task
        home = client.get("/admin/").content.decode()
        assert "送审文献（定稿）" in home
        client.post(address("workflow_action", made.pk, "approve", state.pk))
    made.refresh_from_db()
    assert made.live and made.title == "送审文献（定稿）"


def test_what_is_taken_back_stands_there_saved(client: Client, page: LibraryPage) -> None:
    editor = signed_in(client, "编辑")
    made = work("送审文献", live=False, user=editor)
    client.post(address("edit", made.pk), form_data(made, **{"action-submit": "1"}))
    answer = client.post(address("edit", made.pk), form_data(made, **{"action-cancel-workflow": "1"}))
    assert answer.status_code == 302 and answer["Location"] == address("edit", made.pk)
    made.refresh_from_db()
    assert made.current_workflow_state is None
    assert 'data-w-unsaved-force-value="false"' in client.get(address("edit", made.pk)).content.decode()


def test_preview_shows_the_form_on_the_public_page(client: Client, page: LibraryPage) -> None:
    made = work("原题名")
    signed_in(client)
    preview = address("preview_on_edit", made.pk)
    assert client.post(preview, form_data(made, title="预览中的题名")).json()["is_valid"]
    shown = client.get(preview)
    assert shown.status_code == 200 and "预览中的题名" in shown.content.decode()


def test_locking(client: Client, page: LibraryPage) -> None:
    made = work("加锁的文献")
    signed_in(client, "审批")
    assert client.post(address("lock", made.pk)).status_code == 302
    made.refresh_from_db()
    assert made.locked
    signed_in(client, "编辑")
    client.post(address("edit", made.pk), form_data(made, title="改不动"))
    made.refresh_from_db()
    assert not made.has_unpublished_changes


def test_replacing_a_file_keeps_its_history(client: Client, page: LibraryPage) -> None:
    made = work("手册", live=False)
    before = made.sha256
    editor = signed_in(client)
    address_ = f"/admin/library/works/{made.pk}/replace/"
    assert "新文件" in client.get(address_).content.decode()
    answer = client.post(
        address_, {"file": text_file("手册第二版.txt", "第二版的正文。"), "note": "更正日期"}
    )
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.sha256 != before and made.state == WorkState.QUEUED
    former = FileVersion.objects.get(work=made)
    assert (former.sha256, former.replaced_by, former.note) == (before, editor, "更正日期")
    shown = client.get(address("edit", made.pk)).content.decode()
    for text in ("手册第二版.txt", "历史文件", "手册.txt", editor.real_name, "更正日期", "等待处理"):
        assert text in shown, text
    old = client.get(f"/admin/library/works/{made.pk}/file/{former.pk}/")
    assert "这是《手册》的正文" in b"".join(old.streaming_content).decode()
    assert "attachment" in old["Content-Disposition"] and "no-store" in old["Cache-Control"]
    new = client.get(f"/admin/library/works/{made.pk}/file/")
    assert b"".join(new.streaming_content).decode() == "第二版的正文。"
    assert read(made).passages.filter(text__contains="第二版").exists()


def test_what_cannot_replace_a_file_says_why(client: Client, page: LibraryPage) -> None:
    made, other = work("甲", live=False), work("乙", live=False)
    signed_in(client)
    place = f"/admin/library/works/{made.pk}/replace/"
    same = text_file("甲.txt", "甲\n\n这是《甲》的正文，讲党建工作。")
    theirs = text_file("乙.txt", "乙\n\n这是《乙》的正文，讲党建工作。")
    for file, reason in (
        (same, "完全相同"),
        (theirs, f"《{other.title}》"),
        (None, "请选择新文件"),
        (text_file("空.txt", ""), "空"),
        (text_file("程序.exe", "MZ"), "不收这种文件"),
    ):
        answer = client.post(place, {"file": file} if file else {})
        assert answer.status_code == 200 and reason in answer.content.decode(), reason
    work("哨兵文献", live=False, level="restricted", groups=["安全管理"])
    secret = text_file("丙.txt", "哨兵文献\n\n这是《哨兵文献》的正文，讲党建工作。")
    told = client.post(place, {"file": secret}).content.decode()
    assert services.HELD in told and "哨兵" not in told, "its title is not for him"
    assert not FileVersion.objects.exists()


def test_of_a_published_work_only_who_may_publish_changes_the_file(client: Client, page: LibraryPage) -> None:
    made = work("已发布的文献")
    signed_in(client, "编辑")
    for what in ("replace", "retry", "level"):
        assert client.get(f"/admin/library/works/{made.pk}/{what}/").status_code in {302, 403}
        assert client.post(f"/admin/library/works/{made.pk}/{what}/").status_code in {302, 403}
    assert "更换文件" not in client.get(address("edit", made.pk)).content.decode()
    made.refresh_from_db()
    assert made.state == WorkState.READY
    signed_in(client, "审批")
    assert "更换文件" in client.get(address("edit", made.pk)).content.decode()
    assert client.get(f"/admin/library/works/{made.pk}/replace/").status_code == 200


def test_extracting_once_more(client: Client, page: LibraryPage) -> None:
    made = work("坏过的文件", live=False)
    Work.objects.filter(pk=made.pk).update(state=WorkState.FAILED, reason="超时：处理这个文件超过 55 秒。")
    signed_in(client)
    shown = client.get(address("edit", made.pk)).content.decode()
    assert "处理失败" in shown and "超时：处理这个文件超过 55 秒。" in shown and "重新提取" in shown
    assert client.get(f"/admin/library/works/{made.pk}/retry/").status_code == 200
    assert client.post(f"/admin/library/works/{made.pk}/retry/").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.reason) == (WorkState.QUEUED, "")
    assert read(made).state == WorkState.READY


def test_changing_the_level(client: Client, page: LibraryPage) -> None:
    made = work("要收紧的文献")
    signed_in(client, "审批")
    place = f"/admin/library/works/{made.pk}/level/"
    assert "公开" in client.get(place).content.decode()
    assert "至少勾选一个组" in client.post(place, {"level": "restricted"}).content.decode()
    group = Group.objects.get(name="审批")
    assert client.post(place, {"level": "restricted", "groups": [group.pk]}).status_code == 302
    made.refresh_from_db()
    assert access.describe(made.audience()) == "限定（审批）"
    assert made.document.collection_id == made.collection_id


def test_former_files_of_a_closed_work_are_closed(client: Client, page: LibraryPage) -> None:
    made = work("会议记录", live=False)
    services.replace_file(made, text_file("新.txt", "新的记录。"), "新.txt")
    former = FileVersion.objects.get(work=made)
    Group.objects.create(name="党委委员")
    services.change_level([made], services.level_named("restricted", ["党委委员"]))
    signed_in(client)
    assert client.get(f"/admin/library/works/{made.pk}/file/{former.pk}/").status_code == 404
    insider = UserFactory(groups=["编辑", "党委委员"])
    client.force_login(insider)
    assert client.get(f"/admin/library/works/{made.pk}/file/{former.pk}/").status_code == 200
    assert AuditEvent.objects.filter(action="file.restricted", actor_id=insider.pk).exists()


def test_deleting(client: Client, page: LibraryPage) -> None:
    editor = signed_in(client)
    published, foreign = work("已发布"), work("别人的草稿", live=False)
    own = work("传错的文件", live=False, user=editor)
    for made in (published, foreign):
        assert client.get(address("delete", made.pk)).status_code in {302, 403}
        assert client.post(address("delete", made.pk)).status_code in {302, 403}
    assert client.get(address("delete", own.pk)).status_code == 200
    assert client.post(address("delete", own.pk)).status_code == 302
    assert set(Work.objects.all()) == {published, foreign}
    assert not CmsDocument.objects.filter(pk=own.document_id).exists()


def bulk(client: Client, action: str, works: list[Work], data: dict[str, Any] | None = None) -> Any:
    ids = "&".join(f"id={made.pk}" for made in works)
    place = f"/admin/bulk/library/work/{action}/?{ids}&next=/admin/snippets/library/work/"
    if data is None:
        return client.get(place)
    return client.post(place, data)


def test_bulk_publish_level_and_delete(client: Client, page: LibraryPage) -> None:
    works = [work(f"文献{n}", live=False) for n in range(3)]
    refused = work("坏的", live=False)
    Work.objects.filter(pk=refused.pk).update(state=WorkState.REFUSED, reason="文件已加密。")
    waiting = services.take_in(text_file("等.txt", "等待处理。"), "等.txt", page, shelf()).work
    signed_in(client, "编辑")
    assert "没有权限" in bulk(client, "publish", works).content.decode()
    bulk(client, "publish", works, {})
    assert not Work.objects.filter(live=True).exists()
    signed_in(client, "审批")
    assert "文献1" in bulk(client, "publish", works).content.decode()
    answer = bulk(client, "publish", [*works, waiting, refused], {})
    told = client.get(answer["Location"]).content.decode()
    assert "文件已加密" in told and "4 份文献" in told
    assert Work.objects.filter(live=True).count() == 3
    assert Work.objects.get(pk=waiting.pk).publish_when_ready
    assert "checked" not in bulk(client, "level", works).content.decode(), "no level is chosen for him"
    assert bulk(client, "level", works, {"level": ""}).context["form"].errors["level"]
    bulk(client, "level", works, {"level": "internal"})
    assert {
        access.describe(made.audience()) for made in Work.objects.filter(pk__in=[w.pk for w in works])
    } == {"内部"}
    bulk(client, "unpublish", works[:1], {})
    assert Work.objects.filter(live=True).count() == 2
    client.force_login(User.objects.create_superuser("root"))
    bulk(client, "delete", works[:2], {})
    assert Work.objects.count() == 3


def test_bulk_names_no_work_out_of_reach(client: Client, page: LibraryPage) -> None:
    made = work("哨兵文献")
    Group.objects.create(name="党委委员")
    services.change_level([made], services.level_named("restricted", ["党委委员"]))
    signed_in(client, "审批")
    for action in ("publish", "unpublish", "level", "delete"):
        assert "哨兵文献" not in bulk(client, action, [made]).content.decode()
    bulk(client, "unpublish", [made], {})
    made.refresh_from_db()
    assert made.live


def test_who_may_not_is_told_who_may(client: Client, page: LibraryPage) -> None:
    made = work("已发布的文献")
    signed_in(client, "编辑")
    for name in ("replace", "retry", "level"):
        told = client.get(reverse(f"library_admin:{name}", args=[made.pk]), follow=True)
        assert told.redirect_chain[-1][0] == address("edit", made.pk)
        assert "须由有发布权限的人来做" in told.content.decode()
