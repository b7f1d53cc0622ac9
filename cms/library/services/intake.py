"""An upload becomes a work that waits for its text to be extracted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Collection

from cms.core import audit
from cms.library import searchable
from cms.library.extract import Limits
from cms.library.extract.sniff import ending
from cms.library.models import LibraryPage, Work, WorkState
from cms.library.models.asking import may_publish

from . import store
from .places import LibraryProblem

LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Taken:
    """`new` is False when the library had this very file already: then `work` is the one that has it.

    `reason`: a Chinese sentence for a file that was not new, "" otherwise. `again`: it was refused before and is tried
    once more.
    """

    work: Work
    new: bool
    reason: str = ""
    again: bool = False


class AlreadyHeld(LibraryProblem):
    """The library has this very file, as `work`: its title is only for who reaches it."""

    def __init__(self, work: Work, sha256: str) -> None:
        super().__init__(duplicate(work, sha256))
        self.work = work


HELD = "馆藏里已有同一个文件，没有重复入库。"


def duplicate(work: Work, sha256: str) -> str:
    """What is said of a file with these bytes, which the work has or used to have."""
    if work.sha256 != sha256:
        return f"《{work.title or work.file_name}》以前用过同一个文件，没有重复入库；要换回去，请在那里更换文件。"
    if work.unread:
        return f"同一个文件以前来过，没有收下：{work.reason}"
    return f"馆藏里已有同一个文件：《{work.title or work.file_name}》，没有重复入库。"


def take_in(
    upload: File | Path,
    name: str,
    library: LibraryPage,
    collection: Collection,
    *,
    user: Any = None,
    publish: bool = False,
    fields: Mapping[str, Any] | None = None,
    may_retry: Callable[[Work], bool] = lambda work: True,
) -> Taken:
    """Store the file and queue it. `publish`: open it to readers as soon as its text is there.

    `fields` are a person's own title, kind, issuer and so on; extraction fills only what they leave empty.
    `may_retry`: whether he may have the work tried once more that has this very file, and failed.
    Raises LibraryProblem (empty, too large), OSError (disk full), PermissionDenied (`user` may not publish).
    """
    if publish and not may_publish(user):
        raise PermissionDenied
    path, made = _on_disk(upload)
    try:
        measured = store.digest(path)
        if not measured.size:
            raise LibraryProblem("空文件：文件的大小是 0 字节。请检查原文件是否完好。")
        if measured.size > LIMITS.file_bytes:
            raise LibraryProblem(
                f"文件过大：{measured.size >> 20} MB，上限是 {LIMITS.file_bytes >> 20} MB。请分册上传。"
            )
        if work := _had(measured.sha256):
            if work.sha256 == measured.sha256 and work.unread and may_retry(work):
                with suppress(LibraryProblem):  # deleted at this moment: its file comes in anew
                    return _again(work, store.clean_name(name, 200), user)
            else:
                return Taken(work, False, duplicate(work, measured.sha256))
        place = store.put(path, measured.sha256, name)
    finally:
        if made:
            path.unlink(missing_ok=True)
    values = dict(fields or {})
    try:
        with transaction.atomic():
            title = str(values.pop("title", "")) or store.clean_name(name).rpartition(".")[0] or name
            document = store.document(place, title, measured, collection, user)
            document.save()
            work = Work(
                library=library,
                collection=collection,
                document=document,
                title=str((fields or {}).get("title", "")),
                file_name=store.clean_name(name, 200),
                format=ending(name)[:10],
                sha256=measured.sha256,
                file_added_at=timezone.now(),
                state=WorkState.QUEUED,
                live=False,
                has_unpublished_changes=True,
                added_by=user,
                **values,
            )
            work.save()
            audit.record("library.upload", work, user=user, label="上传文献", file=work.file_name)
            if publish:
                work.refresh_from_db()  # dates may have been given as text
                work.save_revision(user=user, clean=False, log_action=False).publish(user)
            searchable.wake()
    except IntegrityError:  # the same file came in at the same moment by another way
        if other := _had(measured.sha256):
            store.give_back(place)
            return Taken(other, False, duplicate(other, measured.sha256))
        raise
    return Taken(work, True)


def retry(work: Work, name: str = "", user: Any = None) -> None:
    """Extract once more: the file was refused or failed, and something has changed since, perhaps its name.

    Raises LibraryProblem for a work that is gone.
    """
    renamed = {"file_name": name, "format": ending(name)[:10]} if name else {}
    with transaction.atomic():
        there = Work.objects.filter(pk=work.pk).update(
            state=WorkState.QUEUED, reason="", tries=0, claimed_at=None, updated_at=timezone.now(), **renamed
        )
        if not there:
            raise LibraryProblem(f"《{work.title or work.file_name}》刚被删除，没有处理。")
        audit.record(
            "library.retry", work, user=user, label="重新提取文献的文字", file=name or work.file_name
        )
        searchable.changed([work.pk])
        searchable.wake()
    work.refresh_from_db(fields=["state", "reason", "tries", "claimed_at", "updated_at", *renamed])


def _had(sha256: str) -> Work | None:
    pk = store.known([sha256]).get(sha256)
    return Work.objects.filter(pk=pk).first() if pk else None


def _again(work: Work, name: str, user: Any) -> Taken:
    """A file that failed before is tried once more, since whoever brings it again hopes for that, under the name that it
    has now: a wrong ending may have been all that was amiss."""
    reason = duplicate(work, work.sha256)
    retry(work, name, user=user)
    return Taken(work, False, reason, True)


def _on_disk(upload: File | Path) -> tuple[Path, bool]:
    """(path, whether it was made here)."""
    if isinstance(upload, Path):
        return upload, False
    inner = getattr(upload, "temporary_file_path", None)
    if callable(inner):
        return Path(inner()), False
    with tempfile.NamedTemporaryFile(prefix="xinhuo-upload-", delete=False) as out:
        try:
            for chunk in upload.chunks():
                out.write(chunk)
            out.flush()
        except BaseException:  # a full disk
            Path(out.name).unlink(missing_ok=True)
            raise
    return Path(out.name), True
