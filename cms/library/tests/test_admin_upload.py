"""批量上传: an answer for each file, with the script and without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core import access
from cms.core.models import AuditEvent
from cms.library import services
from cms.library.admin import formats, upload
from cms.library.extract.sniff import ENDINGS
from cms.library.models import LibraryPage, Work, WorkState

from .admin_world import SCRIPT, address, library, signed_in, text_file, upload_data, work

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/library/upload/"
STATUS = "/admin/library/upload/status/"


@pytest.fixture
def page() -> LibraryPage:
    return library()


def extract() -> None:
    while services.extract_one():
        pass


def test_the_page_names_its_limits(client: Client, page: LibraryPage) -> None:
    signed_in(client)
    shown = client.get(UPLOAD).content.decode()
    for text in ("500 MB", "docx", "ofd", "一次最多 100 个文件", "multiple", "放进书库", "公开级别", "送审"):
        assert text in shown, text
    assert "立即发布" not in shown
    assert {e for _, endings in formats.TYPES for e in endings} <= set(ENDINGS)


def test_without_script_every_file_is_answered(client: Client, page: LibraryPage, corpus: Any) -> None:
    had = work("已有的文献")
    editor = signed_in(client)
    names = ("057_poi_truncated62886.docx", "069_poi_protected_agile.docx")
    bad = [corpus / "badfiles" / name for name in names]
    files = [
        text_file("决定.txt", "中共某某支部委员会关于表彰先进的决定。"),
        text_file("同一个.txt", "已有的文献\n\n这是《已有的文献》的正文，讲党建工作。"),
        text_file("程序.pdf", "MZ 这不是文献"),
        *(path.open("rb") for path in bad),
    ]
    answer = client.post(UPLOAD, upload_data(page, *files))
    shown = answer.content.decode()
    assert answer.status_code == 200
    answers = {a.name: a for a in answer.context["answers"]}
    assert answers["决定.txt"].label == "等待处理"
    assert f"《{had.title}》" in answers["同一个.txt"].reason and answers["同一个.txt"].work == 0
    extract()
    made = Work.objects.get(title="决定")
    assert (made.added_by, made.live, made.state) == (editor, False, WorkState.READY)
    event = AuditEvent.objects.get(action="library.upload", object_id=str(made.pk))
    assert (event.actor_id, event.detail) == (editor.pk, {"file": made.file_name})
    status = client.get(f"{STATUS}?ids={answer.context['ids']}").content.decode()
    assert "可以阅读" in status and "名不副实" in status
    assert "查看处理进展" in shown
    for path in bad:
        row = Work.objects.get(file_name=path.name)
        assert row.state in {WorkState.REFUSED, WorkState.FAILED} and row.reason in status


def test_with_script_one_file_a_request(client: Client, page: LibraryPage) -> None:
    signed_in(client)
    answer = client.post(UPLOAD, upload_data(page, text_file(), kind="law"), **SCRIPT)
    (told,) = answer.json()["answers"]
    assert (told["label"], told["tone"]) == ("等待处理", "wait")
    assert Work.objects.get(pk=told["work"]).kind == "law"
    extract()
    (told,) = client.get(f"{STATUS}?ids={told['work']}", **SCRIPT).json()["answers"]
    assert (told["label"], told["tone"]) == ("可以阅读", "good")
    (again,) = client.post(UPLOAD, upload_data(page, text_file()), **SCRIPT).json()["answers"]
    assert again["label"] == "馆藏里已有" and "没有重复入库" in again["reason"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"library": 0}, "没有这个书库"),
        ({"library": ""}, "请选择书库"),
        ({"level": "restricted"}, "至少勾选一个组"),
        ({"level": "nonsense"}, "nonsense"),
        ({"files": []}, "请先选择要上传的文件"),
        ({"kind": "x"}, "x"),
    ],
)
def test_bad_forms_change_nothing(
    client: Client, page: LibraryPage, data: dict[str, Any], reason: str
) -> None:
    signed_in(client)
    for headers in (SCRIPT, {}):
        answer = client.post(UPLOAD, upload_data(page, text_file()) | data, **headers)
        assert answer.status_code == 400
        told = answer.json()["error"]["message"] if headers else answer.content.decode()
        assert reason in told
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    "name", ["", "..", "../../x.txt", "a\x00b.txt", "很" * 300 + ".txt", "CON", "‮txt.exe", "x"]
)
def test_odd_names(client: Client, page: LibraryPage, name: str) -> None:
    """Whatever it is called, there is an answer, and the file lies where files lie."""
    signed_in(client)
    answer = client.post(UPLOAD, upload_data(page, text_file(name or "x", f"正文{name}")), **SCRIPT)
    assert answer.status_code in {200, 400}
    if answer.status_code == 200 and (key := answer.json()["answers"][0]["work"]):
        assert Work.objects.get(pk=key).document.file.name.startswith("works/")


def test_level_and_publication(client: Client, page: LibraryPage) -> None:
    group = Group.objects.get(name="审批")
    signed_in(client, "审批")
    assert client.get(UPLOAD).status_code in {302, 403}  # 审批 lets out what others bring
    editor = signed_in(client, "编辑")
    editor.groups.add(group)
    client.force_login(type(editor).objects.get(pk=editor.pk))
    data = upload_data(page, text_file(), level="restricted", groups=[group.pk], publish="on")
    (told,) = client.post(UPLOAD, data, **SCRIPT).json()["answers"]
    extract()
    made = Work.objects.get(pk=told["work"])
    assert access.describe(made.audience()) == "限定（审批）" and made.live


def test_it_is_called_by_its_file_and_then_by_its_title(client: Client, page: LibraryPage) -> None:
    """Where Wagtail names a thing by its latest version, which was kept before the title was known."""
    signed_in(client, "编辑").groups.add(Group.objects.get(name="审批"))
    client.post(UPLOAD, upload_data(page, text_file("决定.txt", "关于表彰先进的决定。"), publish="on"))
    made, addresses = Work.objects.get(), ("edit", "history", "unpublish")
    edit = address("edit", made.pk)
    assert "决定.txt" in client.get(edit).content.decode()
    extract()
    made.refresh_from_db()
    assert made.live and made.latest_revision.object_str == made.title == "决定"
    for name in addresses:
        shown = client.get(address(name, made.pk)).content.decode()
        assert "决定" in shown and f"Work（{made.pk}）" not in shown


def test_a_refused_file_is_not_promised_to_readers(client: Client, page: LibraryPage) -> None:
    """It was to be published when read: nothing is, until another file is brought, and that is what is said."""
    editor = signed_in(client, "编辑")
    editor.groups.add(Group.objects.get(name="审批"))
    client.force_login(type(editor).objects.get(pk=editor.pk))
    data = upload_data(page, text_file("程序.pdf", "MZ 这不是文献"), publish="on")
    (told,) = client.post(UPLOAD, data, **SCRIPT).json()["answers"]
    own = address("edit", told["work"])
    assert "处理好后发布" in client.get(address("list")).content.decode()
    assert "处理好以后自动发布" in client.get(own).content.decode()
    extract()
    made = Work.objects.get(pk=told["work"])
    shown, form = (client.get(url).content.decode() for url in (address("list"), own))
    assert made.get_state_display() in shown and made.reason in shown and "没有发布" in shown
    assert "处理好后发布" not in shown and "处理好以后自动发布" not in form
    assert "换上能读的文件以后自动发布" in form
    services.replace_file(made, text_file("决定.txt"), "决定.txt", user=editor)
    extract()
    assert Work.objects.get(pk=made.pk).live


def test_an_editor_cannot_publish_by_upload(client: Client, page: LibraryPage) -> None:
    signed_in(client)
    (told,) = client.post(UPLOAD, upload_data(page, text_file(), publish="on"), **SCRIPT).json()["answers"]
    extract()
    assert not Work.objects.get(pk=told["work"]).live


def test_a_full_disk_is_named(client: Client, page: LibraryPage, private: Path) -> None:
    """The folder of the originals is a file here: nothing can be stored, and that is said."""
    private.write_text("")
    signed_in(client)
    (told,) = client.post(UPLOAD, upload_data(page, text_file()), **SCRIPT).json()["answers"]
    assert told["tone"] == "bad" and "磁盘已满" in told["reason"]
    assert not Work.objects.exists()


def test_status_tells_only_of_works_within_reach(client: Client, page: LibraryPage) -> None:
    made = work("哨兵文献")
    Group.objects.create(name="党委委员")
    services.change_level([made], services.level_named("restricted", ["党委委员"]))
    signed_in(client)
    for ids in (str(made.pk), "x", "", "999999999999999999999", f"{made.pk},{made.pk}", "-1"):
        answer = client.get(f"{STATUS}?ids={ids}")
        assert answer.status_code == 200 and "哨兵文献" not in answer.content.decode()


def test_no_library_is_said(client: Client) -> None:
    signed_in(client)
    assert "还没有书库" in client.get(UPLOAD).content.decode()
    assert (
        client.post(UPLOAD, {"level": "public", "kind": "document", "files": [text_file()]}).status_code
        == 400
    )


@pytest.mark.once
def test_an_answer_is_plain_data() -> None:
    assert set(upload.Answer("a", "b", "good").as_json()) == {
        "name",
        "label",
        "tone",
        "reason",
        "work",
        "url",
    }


def test_a_refused_file_is_taken_under_the_name_that_was_asked_for(client: Client, page: LibraryPage) -> None:
    signed_in(client)
    client.post(UPLOAD, upload_data(page, text_file("记录.xyz")), **SCRIPT)
    extract()
    refused = Work.objects.get()
    assert refused.state == WorkState.REFUSED and "请改名为 .txt" in refused.reason
    client.post(UPLOAD, upload_data(page, text_file("记录.txt")), **SCRIPT)
    extract()
    taken = Work.objects.get()
    assert (taken.state, taken.file_name, taken.format) == (WorkState.READY, "记录.txt", "txt")
    assert taken.passages.exists()


def test_a_refused_file_that_comes_again_is_no_holding(client: Client, page: LibraryPage) -> None:
    """It is tried once more, and why it was refused is said."""
    signed_in(client)
    bad = "MZ 这不是文献"
    (told,) = client.post(UPLOAD, upload_data(page, text_file("甲.pdf", bad)), **SCRIPT).json()["answers"]
    extract()
    reason = Work.objects.get(pk=told["work"]).reason
    (again,) = client.post(UPLOAD, upload_data(page, text_file("甲.pdf", bad)), **SCRIPT).json()["answers"]
    assert (again["label"], again["tone"], again["work"]) == ("再试一次", "wait", told["work"])
    assert reason in again["reason"] and "馆藏里已有" not in again["reason"]
    extract()
    other = services.take_in(
        text_file("乙.txt"), "乙.txt", page, services.collection_for(services.PUBLIC)
    ).work
    with pytest.raises(services.AlreadyHeld, match="没有收下"):
        services.replace_file(other, text_file("丙.pdf", bad), "丙.pdf")
