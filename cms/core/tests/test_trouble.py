"""A full disk met by a request: named in Chinese, with its own status, and nothing half-written is left."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models.signals import post_save, pre_save
from django.test import Client, RequestFactory
from django.urls import reverse
from psycopg import errors

from cms.core.factories import picture
from cms.core.models import CmsDocument, Organisation, User
from cms.core.storage import WholeFiles, private_storage
from cms.core.trouble import refusal_for, sentence_for
from cms.core.views import server_error

pytestmark = pytest.mark.django_db


def of_postgres(kind: type[Exception]) -> OperationalError:
    """As Django raises it, from a server that speaks Chinese."""
    error = OperationalError("错误:  服务器说的是中文")
    error.__cause__ = kind("错误:  服务器说的是中文")
    return error


class CutShort(ContentFile):
    """A file whose copying ends in the middle, as on a full disk."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("chief", password="chief"))
    client.raise_request_exception = False
    return client


def files() -> list[str]:
    root = Path(private_storage().path(""))
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def upload(desk: Client, size: int = 20) -> Any:
    return desk.post(
        "/admin/documents/multiple/add/",
        {
            "title": "文件",
            "collection": 1,
            "files[]": SimpleUploadedFile("a.pdf", b"%PDF-1.4 " + b"x" * size),
        },
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


@pytest.mark.once
def test_a_file_cut_short_is_no_file(tmp_path: Path) -> None:
    storage = WholeFiles(location=str(tmp_path))
    with pytest.raises(OSError, match="No space"):
        storage.save("a/b.txt", CutShort(b""))
    assert [path.name for path in tmp_path.rglob("*")] == ["a"]


@pytest.mark.once
def test_two_files_of_one_name_both_stay(tmp_path: Path) -> None:
    storage = WholeFiles(location=str(tmp_path))
    first = storage._save("a.txt", ContentFile(b"1"))
    second = storage._save("a.txt", ContentFile(b"2"))
    assert first == "a.txt" and second != first
    assert (tmp_path / first).read_bytes() == b"1" and (tmp_path / second).read_bytes() == b"2"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.django_db(transaction=True)
def test_an_upload_whose_row_never_came_leaves_no_file(desk: Client) -> None:
    def fall(instance: CmsDocument, **kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    before = files()
    pre_save.connect(fall, sender=CmsDocument)
    try:
        answer = upload(desk)
    finally:
        pre_save.disconnect(fall, sender=CmsDocument)
    assert files() == before and not CmsDocument.objects.exists()
    assert answer.status_code == 507
    error = json.loads(answer.content)["error"]
    assert error["code"] == "disk_full" and "磁盘已满，这次提交没有保存" in error["message"]
    assert "再试一次" in error["message"] and "这一页" not in error["message"]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_full_database_is_named_and_recovers_by_itself(desk: Client) -> None:
    before, people = files(), Client(raise_request_exception=False)

    def enter() -> Any:
        return people.post("/login/", {"username": "chief", "password": "chief"})

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        try:
            refused = next(
                answer for answer in (upload(desk) for _ in range(1_000)) if answer.status_code != 200
            )
            door = next(answer for answer in (enter() for _ in range(1_000)) if answer.status_code != 302)
            home = people.get("/login/")
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert refused.status_code == 507
    assert CmsDocument.objects.count() == len(files()) - len(before)
    assert door.status_code == 507 and "磁盘已满，这次提交没有保存" in door.content.decode()
    assert home.status_code == 200
    assert upload(desk).status_code == 200 and enter().status_code == 302


@pytest.mark.django_db(transaction=True)
def test_what_an_editor_wrote_is_not_lost_with_the_answer(desk: Client) -> None:
    """The page before asks the same full disk and cannot be gone back to."""

    def fall(**kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    address = reverse(Organisation.snippet_viewset.get_url_name("add"))
    written = {"name": '第九党支部"><b>', "sort_order": "0", "code": "", "action-submit": "1"}
    pre_save.connect(fall, sender=Organisation)
    try:
        answer = desk.post(address, written)
    finally:
        pre_save.disconnect(fall, sender=Organisation)
    said = answer.content.decode()
    assert answer.status_code == 507 and "再提交一次" in said and "<b>" not in said
    assert not Organisation.objects.filter(name__contains="第九").exists()
    kept = {
        found[1]: unescape(found[2])
        for found in re.finditer(r'type="hidden" name="(.*?)" value="(.*?)"', said)
    }
    assert kept.pop("csrfmiddlewaretoken") and kept == written
    desk.post(address, kept)
    assert Organisation.objects.filter(name=written["name"]).exists()


def test_a_form_that_lacks_fields_is_the_senders_fault(desk: Client) -> None:
    answer = desk.post("/admin/images/multiple/add/", {"title": "图", "collection": 1, "other": picture()})
    assert answer.status_code == 400 and "这个请求无法处理" in answer.content.decode()


def test_a_very_long_text_reaches_the_form(desk: Client) -> None:
    address = reverse(Organisation.snippet_viewset.get_url_name("add"))
    answer = desk.post(address, {"name": "党" * 1_000_000, "sort_order": "0"})
    assert answer.status_code == 200 and "最多" in answer.content.decode()


def test_a_password_is_never_sent_back(desk: Client) -> None:
    request = RequestFactory().post("/admin/users/new/", {"username": "a", "password1": "secret-1"})
    assert "secret-1" not in server_error(request).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_row_stands_is_kept_though_the_request_failed(desk: Client) -> None:
    def fall(instance: CmsDocument, **kwargs: Any) -> None:
        transaction.on_commit(lambda: open("/nowhere/x", "w").close())  # noqa: PTH123

    before = files()
    post_save.connect(fall, sender=CmsDocument)
    try:
        answer = upload(desk)
    finally:
        post_save.disconnect(fall, sender=CmsDocument)
    assert answer.status_code == 500 and "网站暂时出了问题" in json.loads(answer.content)["error"]["message"]
    assert CmsDocument.objects.count() == 1 and len(files()) == len(before) + 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 507, "disk_full"),
        (OSError(errno.EROFS, "Read-only file system"), 503, "read_only"),
        (of_postgres(errors.DiskFull), 507, "disk_full"),
        (of_postgres(errors.ReadOnlySqlTransaction), 503, "read_only"),
        (of_postgres(errors.AdminShutdown), 503, "database"),
        (of_postgres(errors.TooManyConnections), 503, "database"),
        (of_postgres(errors.InvalidPassword), 503, "database"),
        (of_postgres(errors.UndefinedTable), 503, "database"),
        (of_postgres(psycopg.OperationalError), 503, "database"),
        (of_postgres(errors.LockNotAvailable), 503, "busy"),
        (of_postgres(errors.SerializationFailure), 503, "busy"),
        (of_postgres(errors.ForeignKeyViolation), 409, "gone"),
        (OperationalError("attempt to write a readonly database"), 503, "read_only"),
        (InterfaceError("connection already closed"), 503, "database"),
        (OperationalError("database is locked"), 503, "busy"),
        (of_postgres(errors.DeadlockDetected), 503, "busy"),
        (IntegrityError('duplicate key value violates "wagtailcore_page_path_key"'), 503, "busy"),
        (IntegrityError("UNIQUE constraint failed: wagtailcore_page.path"), 503, "busy"),
    ],
)
def test_what_the_machine_refuses_has_a_status(error: Exception, status: int, code: str) -> None:
    refusal = refusal_for(error)
    assert refusal and (refusal.status, refusal.code) == (status, code)
    later = DatabaseError("current transaction is aborted")
    later.__context__ = error
    assert refusal_for(later) == refusal
    assert "没有保存" in refusal.sentence(True) and "没有保存" not in refusal.sentence(False)


@pytest.mark.once
def test_a_fault_of_ours_is_not_blamed_on_the_machine() -> None:
    assert refusal_for(ValueError("x")) is None and refusal_for(None) is None
    assert refusal_for(FileNotFoundError(errno.ENOENT, "x")) is None


@pytest.mark.parametrize(
    ("statement", "lacking"),
    [
        ("SELECT 1 FROM core_nothing", "core_nothing"),
        ("SELECT core_user.connection FROM core_user", "core_user.connection"),
        ("INSERT INTO core_user (nowhere) VALUES (1)", "nowhere"),
    ],
)
def test_tables_that_are_older_than_the_program(statement: str, lacking: str) -> None:
    with pytest.raises(DatabaseError) as fallen, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    said = f"数据库还没有准备好：请先运行 manage.py setup。（缺少 {lacking}）"
    assert sentence_for(fallen.value) == said
    refused = refusal_for(fallen.value)
    assert refused and refused.status == 503 and "还没有升级好" in refused.why
