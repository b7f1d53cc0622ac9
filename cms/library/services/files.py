"""Another file for the same work; the one before is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.core import audit
from cms.library import searchable
from cms.library.extract.sniff import ending
from cms.library.models import FileVersion, Work, WorkState
from cms.library.models.asking import may_publish

from . import store
from .intake import LIMITS, AlreadyHeld, _on_disk
from .places import LibraryProblem
from .shelf import still_there

Refused = Callable[[Work], str]  # a Chinese sentence, "" where nothing is to be said


def replace_file(
    work: Work,
    upload: File | Path,
    name: str,
    *,
    user: Any = None,
    note: str = "",
    refused: Refused = lambda work: "",
) -> FileVersion | None:
    """The new file is queued for extraction; until it is done, or when it cannot be read, readers keep the old one.

    `refused`: why the work must not change, asked when nobody else can change it any more.
    Returns the old file's entry, None when the work had none. Raises LibraryProblem, OSError.
    """
    path, made = _on_disk(upload)
    try:
        measured = store.digest(path)
        if not measured.size:
            raise LibraryProblem("空文件：文件的大小是 0 字节。请检查原文件是否完好。")
        if measured.size > LIMITS.file_bytes:
            raise LibraryProblem(f"文件过大：上限是 {LIMITS.file_bytes >> 20} MB。请分册上传。")
        if measured.sha256 == work.sha256:
            raise LibraryProblem("选择的文件与现在的文件完全相同，没有替换。")
        other = store.known([measured.sha256]).get(measured.sha256)
        if other is not None and other != work.pk:
            raise AlreadyHeld(Work.objects.get(pk=other), measured.sha256)
        place = store.put(path, measured.sha256, name)
    finally:
        if made:
            path.unlink(missing_ok=True)
    try:
        with transaction.atomic():
            return _replace(work, place, measured, name, user, note, refused)
    except (IntegrityError, LibraryProblem) as error:
        store.give_back(place)
        if isinstance(error, LibraryProblem):
            raise
        raise LibraryProblem("馆藏里已有同一个文件，没有替换。") from error


def _replace(
    work: Work, place: str, measured: store.Digest, name: str, user: Any, note: str, refused: Refused
) -> FileVersion | None:
    now = still_there(work)
    if why := refused(now):
        raise LibraryProblem(why)
    approves = may_publish(user)
    if now.live and not approves:  # published while the file was on its way here
        raise LibraryProblem("文献已经发布，读者会马上看到新文件，须由有发布权限的人更换。没有替换。")
    if not approves and now.revisions.filter(approved_go_live_at__isnull=False).exists():
        raise LibraryProblem("文献已经批准定时发布，须由有发布权限的人更换文件。没有替换。")
    # The file comes back that the work had before: its entry makes room.
    for entry in FileVersion.objects.filter(work=now, sha256=measured.sha256).select_related("document"):
        old_document = entry.document
        entry.delete()
        if old_document is not None and old_document.file.name != place:
            old_document.delete()
        elif old_document is not None:
            type(old_document).objects.filter(pk=old_document.pk).delete()
    former = None
    if now.document is not None:
        former = FileVersion.objects.create(
            work=now,
            document=now.document,
            name=now.file_name or now.document.filename,
            sha256=now.sha256,
            size=now.document.file_size or 0,
            added_at=now.file_added_at or now.created_at,
            replaced_by=user,
            note=note[:200],
        )
    document = store.document(place, now.title or name, measured, now.collection_id, user)
    document.save()
    now.document = document
    now.file_name = store.clean_name(name, 200)
    if not now.read_sha256:
        now.format = ending(name)[:10]
    now.sha256 = measured.sha256
    now.file_added_at = timezone.now()
    now.state, now.reason, now.tries, now.claimed_at = WorkState.QUEUED, "", 0, None
    if approves and now.publish_when_ready:
        now.publish_asked_by = user
    elif not approves:  # nobody who may publish has seen this file
        now.withdraw_publishing("更换了文件，须由有发布权限的人重新发布", user)
    now.save()
    # Here too, for the entry goes when its file comes back one day.
    before = {"former": former.name, "reason": note} if former else {}
    audit.record("library.replace", now, user=user, label="替换文献的文件", file=now.file_name, **before)
    searchable.changed([now.pk])
    searchable.wake()
    work.refresh_from_db()
    return former
