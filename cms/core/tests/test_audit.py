"""The trail holds what people do, nobody can change it, and its export is safe to open."""

from __future__ import annotations

import ast
import csv
import io
import re
from itertools import repeat
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Page, Site

from cms.core import audit
from cms.core.admin.audit_detail import NAMES, told
from cms.core.admin.audit_report import plain, rows
from cms.core.factories import CmsDocumentFactory, CmsImageFactory, UserFactory, collection, restrict, shown
from cms.core.models import AppendOnlyError, AuditEvent, SiteSettings, User
from cms.portal.models import ColumnPage

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def test_append_only() -> None:
    event = audit.record("audit.export")
    event.label = "别的"
    for change in (
        event.save,
        event.delete,
        lambda: AuditEvent.objects.update(label="别的"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: AuditEvent.objects.bulk_update([event], ["label"]),
        lambda: AuditEvent._base_manager.update(label="别的"),
        lambda: AuditEvent._base_manager.filter(pk=event.pk).delete(),
        lambda: AuditEvent._default_manager.update(label="别的"),
    ):
        with pytest.raises(AppendOnlyError):
            change()
    assert AuditEvent.objects.get(pk=event.pk).label == "导出审计记录"


def test_wagtails_actions_are_kept_even_when_the_person_goes(client: Client) -> None:
    root = User.objects.create_superuser("root", real_name="李四")
    home = Page.objects.get(depth=2)
    page = home.add_child(instance=ColumnPage(title="要闻"))
    page.save_revision(user=root, log_action=True).publish(user=root)
    event = AuditEvent.objects.filter(action="wagtail.publish").get()
    assert event.actor_name == "李四（root）" and event.object_title == "要闻"
    root.delete()
    assert AuditEvent.objects.get(pk=event.pk).actor_name == "李四（root）"


def test_what_is_changed_about_the_site_is_told(client: Client) -> None:
    site = Site.objects.get()
    settings = SiteSettings.for_site(site)
    settings.phone, settings.ipv6 = "010-1234567", False
    settings.save()
    client.force_login(User.objects.create_superuser("root", real_name="李四"))
    address = f"/admin/settings/core/sitesettings/{site.pk}/"
    form = client.get(address).context["form"]
    kept = {bound.html_name: value for bound in form if (value := bound.value()) not in (None, False)}
    mark = CmsImageFactory(title="红旗")
    before = AuditEvent.objects.count()
    assert client.post(address, kept).status_code == 302
    assert AuditEvent.objects.count() == before  # nothing was changed
    client.post(address, kept | {"phone": "", "address": "前门大街 1 号", "ipv6": "on", "logo": mark.pk})
    event = AuditEvent.objects.latest("pk")
    assert (event.label, event.actor_name) == ("修改网站信息", "李四（root）")
    assert AuditEvent.objects.count() == before + 1
    assert told(event.detail) == (
        "内容：地址由（空）改为“前门大街 1 号”、电话由“010-1234567”改为（空）、"
        "支持 IPv6 访问由“否”改为“是”、网站标志由（空）改为“红旗”"
    )


def test_rights_and_levels_are_kept() -> None:
    user, group = UserFactory(), Group.objects.create(name="甲")
    user.groups.add(group)
    group.permissions.add(Permission.objects.get(codename="view_audit"))
    user.is_superuser = True
    user.set_password("another-password")
    user.save()
    restrict(collection("内部"))
    seen = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"rights.groups", "rights.group", "auth.superuser", "auth.password", "level.collection"} <= seen
    assert AuditEvent.objects.filter(action="rights.groups").first().detail["what"] == ["甲"]
    assert "another" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_the_trail_speaks_chinese() -> None:
    event = AuditEvent.objects.filter(action="rights.group").first()
    assert event.object_type == "组" and event.actor_name == "系统"
    assert not AuditEvent.objects.filter(object_type__regex="^[a-z]").exists()


def test_only_auditors_read_the_report(client: Client) -> None:
    for groups in ([], ["编辑"], ["系统管理"], ["安全管理"]):
        client.force_login(UserFactory(groups=groups))
        assert client.get("/admin/reports/audit/").status_code in {302, 403}
    client.force_login(UserFactory(groups=["审计管理"]))
    answer = client.get("/admin/reports/audit/?who=王&at_from=2020-01-01&address=127.0.0.1&what=x")
    assert answer.status_code == 200 and "审计记录" in answer.content.decode()
    assert client.get("/admin/reports/audit/results/").status_code == 200
    assert (
        client.get("/admin/reports/audit/?address=nonsense&at_from=nonsense&action=nonsense").status_code
        == 200
    )


def test_csv_export(client: Client) -> None:
    evil = UserFactory(real_name="=cmd|'/c calc'!A1")
    audit.record("auth.login", evil, user=evil)
    client.force_login(UserFactory(groups=["审计管理"]))
    answer = client.get("/admin/reports/audit/?export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("﻿时间,操作")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
    assert AuditEvent.objects.filter(action="audit.export").exists()


def test_details_are_told_in_chinese(client: Client) -> None:
    """What our own entries and Wagtail's hold, as the export writes it."""
    group, place = Group.objects.create(name="甲组"), collection("限定处")
    restrict(place, group)
    User.objects.create_superuser("root")
    home = Page.objects.get(depth=2)
    page = home.add_child(instance=ColumnPage(title="要闻", slug="yw"))
    into = home.add_child(instance=ColumnPage(title="档案", slug="da"))
    page.save_revision(log_action=True).publish()
    page.refresh_from_db()
    page.move(into, pos="last-child")
    restrict(into)
    client.force_login(UserFactory(groups=["审计管理"]))
    login = AuditEvent.objects.get(action="auth.login")
    assert login.detail == {}
    client.get("/admin/reports/audit/?export=csv&who=王&at_from=&action=auth.login")
    answer = client.get("/admin/reports/audit/?export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault(row["操作代码"], []).append(row["详情"])
    assert found["audit.export"] == ["", "筛选条件：操作人：王，操作：登录"]
    assert found["auth.superuser"] == ["现在：是"]
    assert "公开级别：限定；方式：加入；内容：甲组；组：甲组" in found["level.collection"]
    assert found["wagtail.move"] == [f"原处：首页（编号 {home.pk}）；新处：档案（编号 {into.pk}）"]
    assert found["wagtail.view_restriction.create"] == ["公开级别：内部"]
    everything = [detail for details in found.values() for detail in details]
    assert not [detail for detail in everything if re.search(r"[a-z_]{3,}：|[{}\[\]']|True|None", detail)]


@pytest.mark.once
@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (
            {"revision": {"id": 5, "created": "2026-11-25T01:30:00Z", "go_live_at": None, "has_live_version": True}},
            "版本：编号 5，写成时间：2026-11-25 09:30，已有发布的版本：是",
        ),
        (
            {
                "workflow": {
                    "id": 1,
                    "title": "普通审核",
                    "status": "in_progress",
                    "task_state_id": 7,
                    "task": {"id": 2, "title": "审核"},
                    "next": None,
                },
                "comment": "请补图",
            },
            "工作流：普通审核（编号 1），状态：进行中，环节：审核（编号 2）；意见：请补图",
        ),
        ({"created": "not a time", "other": [1, "二"]}, "写成时间：not a time；other：1、二"),
        ({"data": None}, ""),
    ],
)  # fmt: skip
def test_details_of_workflows_and_versions(detail: dict[str, object], said: str) -> None:
    assert told(detail) == said


def test_what_is_recorded_has_a_chinese_name() -> None:
    """Every detail that some call of audit.record gives."""
    known = NAMES.keys() | {"user", "label", "actor"}
    lacking = []
    for path in ROOT.joinpath("cms").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "record"):
                named = {keyword.arg for keyword in node.keywords if keyword.arg}
                lacking += [(path.name, node.lineno, name) for name in named - known]
    assert not lacking


def test_a_file_that_is_replaced_and_moved_is_told_of(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    place, thing = collection("内部文件"), CmsDocumentFactory()
    restrict(place)
    thing._set_document_file_metadata()  # as of one that was uploaded
    thing.save()
    sent = {"title": "题", "collection": place.pk, "file": SimpleUploadedFile("新.txt", b"new")}
    assert client.post(f"/admin/documents/edit/{thing.pk}/", sent).status_code == 302
    replaced, moved = (
        told(AuditEvent.objects.get(action=action).detail) for action in ("file.replaced", "level.file")
    )
    digests = "原来的校验值：[0-9a-f]{40}；现在的校验值：[0-9a-f]{40}"
    assert re.fullmatch(f"文件：新.txt；原来的文件：document.txt；{digests}", replaced)
    assert moved == "原处：全部文件；新处：内部文件；原来的级别：公开；现在的级别：内部"


@pytest.mark.parametrize("evil", ["=1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "\r=1"])
def test_no_cell_is_a_formula(evil: str) -> None:
    assert plain(evil).startswith("'")
    assert plain("正常") == "正常" and plain(None) == ""


def test_a_restricted_picture_once_a_day_and_person(client: Client) -> None:
    place = collection("内部")
    restrict(place)
    picture = shown(CmsImageFactory(title="内部的图", collection=place)).get_rendition("width-20")
    seen = AuditEvent.objects.filter(action="picture.restricted")
    assert client.get(picture.url).status_code == 302 and not seen.exists()
    for user in (UserFactory(), UserFactory()):
        client.force_login(user)
        for _ in range(2):
            assert client.get(picture.url).status_code == 200
        event = seen.get(actor_id=user.pk)
        assert (event.label, event.object_title, event.address) == ("取阅受限图片", "内部的图", "127.0.0.1")
    assert client.get(picture.url, REMOTE_ADDR="10.1.2.3").status_code == 200
    assert seen.filter(address="10.1.2.3").exists()


def test_groups_of_levels_are_named(client: Client) -> None:
    first, second = (Group.objects.create(name=name) for name in ("甲组", "乙组"))
    client.force_login(UserFactory(groups=["安全管理"]))
    place = collection("限定处")
    for groups in ([first.pk], [first.pk, second.pk], [second.pk]):
        client.post(
            f"/admin/collections/{place.pk}/privacy/",
            {"restriction_type": "groups", "groups": groups},
            HTTP_X_REQUESTED_WITH="XMLHttpRequest",
        )
    kept = AuditEvent.objects.filter(action="level.collection", detail__has_key="how").order_by("pk")
    assert [(e.detail["how"], e.detail["what"], e.detail["groups"]) for e in kept] == [
        ("加入", ["甲组"], ["甲组"]),
        ("加入", ["乙组"], ["甲组", "乙组"]),
        ("移除", ["甲组"], ["乙组"]),
    ]
    assert {e.object_title for e in kept} == {"限定处"}
    page = Page.objects.get(depth=2).add_child(instance=ColumnPage(title="限定栏目"))
    restrict(page, first)
    event = AuditEvent.objects.get(action="level.page")
    assert (event.object_title, event.detail["groups"]) == ("限定栏目", ["甲组"])
    second.collectionviewrestriction_set.remove(place.get_view_restrictions()[0])
    event = AuditEvent.objects.filter(action="level.collection").first()
    assert (event.object_title, event.detail["what"], event.detail["groups"]) == ("限定处", ["乙组"], [])


def test_the_export_cuts_nothing_off() -> None:
    event = AuditEvent(action="auth.login", label="登录")
    assert sum(1 for _ in rows(repeat(event, 200_001))) == 1 + 200_001
