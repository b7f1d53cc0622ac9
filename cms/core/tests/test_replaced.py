"""Of a picture or a document that is replaced the old file goes when the new one stays, and not before."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_save
from django.test import Client
from wagtail.documents.forms import get_document_form

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, UserFactory, picture
from cms.core.models import CmsDocument, CmsImage

Patch = pytest.MonkeyPatch
Moment = Callable[[Patch], Any]
LOST = re.compile("找不到该文件|无法找到图片源文件")
NEW = {CmsImage: lambda: picture(size=(40, 30)).read(), CmsDocument: lambda: "新的正文".encode()}


def full(*args: Any, **kwargs: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def while_written(patch: Patch) -> None:
    def cut(storage: FileSystemStorage, name: str, content: Any) -> None:
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"cut")
        full()

    patch.setattr(FileSystemStorage, "_save", cut)


def with_the_row(patch: Patch) -> None:
    for model in NEW:
        post_save.connect(full, sender=model, dispatch_uid=__name__)


def at_the_commit(patch: Patch) -> None:
    def refused(connection: Any) -> None:
        raise OperationalError("database or disk is full")

    patch.setattr(BaseDatabaseWrapper, "_commit", refused)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True))
    client.raise_request_exception = False
    return client


def send(desk: Client, thing: Any, file: SimpleUploadedFile, title: str = "新题") -> Any:
    images = isinstance(thing, CmsImage)
    door = f"/admin/images/{thing.pk}/" if images else f"/admin/documents/edit/{thing.pk}/"
    return desk.post(door, {"title": title, "collection": 1, "file": file})


def good(thing: Any, name: str = "new") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}{Path(thing.file.name).suffix}", NEW[type(thing)]())


def replace(desk: Client, thing: Any, name: str = "new") -> Any:
    return send(desk, thing, good(thing, name))


def stored() -> set[str]:
    root = Path(storages["private"].path(""))
    every = [path for path in root.rglob("*") if path.is_file() or path.parent.name == "documents"]
    return {str(path.relative_to(root)) for path in every}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", [while_written, with_the_row, at_the_commit])
@pytest.mark.parametrize("factory", [CmsImageFactory, CmsDocumentFactory])
def test_what_could_not_be_replaced_is_as_it_was(
    desk: Client, monkeypatch: Patch, factory: Any, moment: Moment
) -> None:
    thing = factory(title="旧题")
    with thing.file.open("rb") as file:
        old = file.read()
    before = stored()
    try:
        with monkeypatch.context() as patch:
            moment(patch)
            answer = replace(desk, thing)
    finally:
        for model in NEW:
            post_save.disconnect(sender=model, dispatch_uid=__name__)
    assert answer.status_code == 507 and "没有保存" in answer.content.decode()
    kept = type(thing).objects.get()
    assert (kept.title, kept.file.name) == ("旧题", thing.file.name)
    with kept.file.open("rb") as file:
        assert file.read() == old
    assert stored() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("factory", [CmsImageFactory, CmsDocumentFactory])
def test_what_was_replaced_has_one_file(desk: Client, factory: Any) -> None:
    thing = factory(title="旧题")
    others = stored() - {thing.file.name, str(Path(thing.file.name).parent)}
    if factory is CmsImageFactory:
        thing.get_rendition("width-20")
    assert replace(desk, thing).status_code == 302
    kept = type(thing).objects.get()
    with kept.file.open("rb") as file:
        assert file.read() == NEW[type(thing)]()
    own = {str(Path(kept.file.name).parent)} if factory is CmsDocumentFactory else set()
    assert stored() - others == {kept.file.name, *own}
    assert not (type(thing) is CmsImage and kept.renditions.exists())


@pytest.mark.django_db(transaction=True)
def test_a_document_keeps_its_address_when_its_new_file_is_called_the_same(desk: Client) -> None:
    thing = CmsDocumentFactory()
    before = thing.url
    assert replace(desk, thing, Path(thing.filename).stem).status_code == 302
    after = CmsDocument.objects.get()
    assert after.url == before and after.file.name != thing.file.name
    assert CmsDocumentFactory().filename == thing.filename


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["甲" * 95, "𠀀" * 70, "e" * 300])
def test_so_does_one_with_a_long_name(desk: Client, name: str) -> None:
    thing = CmsDocumentFactory(file=ContentFile(b"text", f"{name}.txt"))
    assert thing.filename.startswith(name[:50]) and thing.filename.endswith(".txt")
    before = thing.url
    assert replace(desk, thing, name).status_code == 302
    thing.refresh_from_db()
    assert thing.url == before and desk.get(thing.url).status_code != 404


@pytest.mark.django_db(transaction=True)
def test_of_two_that_replace_it_at_one_moment_no_file_is_left(desk: Client) -> None:
    thing = CmsDocumentFactory()
    others = stored() - {thing.file.name, str(Path(thing.file.name).parent)}
    kind, person = get_document_form(CmsDocument), UserFactory(is_superuser=True)
    forms = []
    for title in ("甲", "乙"):
        sent = {"file": SimpleUploadedFile(f"{title}.txt", title.encode())}
        seen = CmsDocument.objects.get()
        forms.append(kind({"title": title, "collection": 1}, sent, instance=seen, user=person))
    for form in forms:
        assert form.is_valid(), form.errors
        form.save()
    left = CmsDocument.objects.get().file.name
    assert stored() - others == {left, str(Path(left).parent)}


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["x.png", "bad.exe", ""], ids=["no picture", "program", "no title"])
@pytest.mark.parametrize("factory", [CmsImageFactory, CmsDocumentFactory])
def test_of_a_refused_form_nobody_hears_that_the_file_is_lost(desk: Client, factory: Any, bad: str) -> None:
    thing = factory()
    answer = (
        send(desk, thing, SimpleUploadedFile(bad, b"MZ\x90")) if bad else send(desk, thing, good(thing), "")
    )
    assert answer.context["form"].errors
    html = answer.content.decode()
    assert not any(said in html for said in ("更换来源", "找不到", "删除此文件", "无法找到"))
    assert answer.context["filesize"] == thing.file.size


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [CmsImageFactory, CmsDocumentFactory])
def test_of_one_that_is_lost_the_refused_form_says_so(desk: Client, factory: Any) -> None:
    thing = factory()
    thing.file.storage.delete(thing.file.name)
    answer = send(desk, thing, good(thing), title="")
    assert answer.status_code == 200 and answer.context["form"].errors
    assert LOST.search(answer.content.decode())
