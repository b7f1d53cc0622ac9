"""The worker's job: take one waiting work, extract its text in the limited process, settle what was found.

Killed at any moment it leaves the work waiting: there is one worker, so a work found "being extracted" when the
job looks again belongs to one that died.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError, DataError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Revision

from cms.core import audit
from cms.core.storage import private_storage
from cms.core.turns import take_turn
from cms.library import searchable
from cms.library.extract import Extraction
from cms.library.extract.run import run
from cms.library.models import Mention, Passage, Work, WorkState
from cms.library.models.asking import ASKED
from cms.library.turns import NAMES

from . import names, removal, room, store, texts

TRIES = 3  # a file that takes the worker down with it so often is given up
WAITING = (WorkState.QUEUED, WorkState.EXTRACTING)
GIVEN_UP = "处理失败：处理这个文件时程序多次意外中断，文件可能已损坏或是恶意构造的。请用办公软件打开后另存一份，再替换文件。"
UNKEPT = "处理失败：文件里有数据库不能保存的内容。请用办公软件打开后另存一份，再替换文件。"
GONE = "处理失败：原文件不在存储里。请替换文件后重试。"

_owed: set[int] = set()  # works whose try could not be given back


class _At:
    """What this process is at; `cut` when it was told to let go of it."""

    work: Work | None = None
    cut = False


def extract_one() -> bool:
    """True when there was a work to extract. For search.jobs, which pauses ever longer after what this raises."""
    work = claim()
    if work is None:
        return False
    if work.tries > TRIES:
        settle(work, Extraction("failed", GIVEN_UP))
        return True
    _At.work, _At.cut = work, False
    try:
        path = file_path(work)
        found = (
            run(path, work.file_name or path.name, copy_to=copy_part(work.sha256))
            if path
            else Extraction("failed", GONE)
        )
        if _At.cut and found.state in ("refused", "failed"):
            _put_back(work)  # its reader was ended with the worker: that says nothing of the file
            return True
        try:
            settle(work, found)
        except (DataError, ValueError, OverflowError):
            settle(work, Extraction("failed", UNKEPT))
    except Exception as error:
        if reason := room.reason_to_give_up(work, error):
            settle(work, Extraction("failed", reason))
            return True
        # Not the file's fault (the disk is full, the database is away): the worker tries again later.
        _put_back(work)
        raise
    finally:
        _At.work = None
    return True


def let_go() -> None:
    """The worker was asked to stop: the file at hand waits for the next one, with as many tries as before."""
    if work := _At.work:
        _At.cut = True
        _put_back(work)


def _put_back(work: Work) -> None:
    """It waits again, behind the others, and has lost no try."""
    try:
        Work.objects.filter(pk=work.pk, state=WorkState.EXTRACTING, tries__gt=0).update(
            state=WorkState.QUEUED, tries=F("tries") - 1
        )
    except DatabaseError:  # no row can be written either
        _owed.add(work.pk)


def claim() -> Work | None:
    """The next waiting work, marked as being extracted in a transaction of its own."""
    with transaction.atomic():
        work = (
            Work.objects.filter(state__in=WAITING, document__isnull=False)
            .select_related("document")
            .order_by("tries", F("claimed_at").asc(nulls_first=True), "pk")
            .first()
        )
        if work is None:
            return None
        Work.objects.filter(pk=work.pk).update(
            state=WorkState.EXTRACTING,
            tries=F("tries") + int(work.pk not in _owed),
            claimed_at=timezone.now(),
        )
        work.refresh_from_db(fields=["state", "tries", "claimed_at"])
    _owed.discard(work.pk)
    return work


def file_path(work: Work) -> Path | None:
    """Where the work's file lies on this machine; None when it is gone."""
    if work.document is None:
        return None
    path = Path(work.document.file.path)
    return path if path.is_file() else None


def copy_part(sha256: str) -> Path:
    """Where extraction may write the reading copy; `keep_copy` gives it its name."""
    target = Path(private_storage().path(store.copy_place(sha256)))
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}.part")


def keep_copy(sha256: str, made: Path | None) -> str:
    """Move a reading copy to its place in private storage; its name there, "" without one."""
    if made is None:
        return ""
    place = store.copy_place(sha256)
    target = Path(private_storage().path(place))
    if made.exists():  # gone when this is tried for the second time
        with suppress(OSError):
            made.chmod(0o640)
        made.replace(target)
    return place


def settle(work: Work, found: Extraction) -> Work:
    """Text, state and what follows from them, in one transaction. The work may have been edited or deleted since.

    A file that was replaced meanwhile keeps waiting: what was extracted belongs to the old one.
    """
    with transaction.atomic():
        take_turn(NAMES)
        now = Work.objects.select_for_update().filter(pk=work.pk).first()
        if now is None or now.sha256 != work.sha256:
            if found.reading_copy:
                found.reading_copy.unlink(missing_ok=True)
            return work
        if found.state in ("refused", "failed") and now.read_sha256:
            return _keep_what_was(now, found.reason)
        touched = {now.plain_title, *names.mentioned_by(now)}
        families = {now.family}
        # later readings of a text know no better than whoever corrected the first
        first = not now.read_sha256 or not now.character_count
        texts.fill(now, found, propose=first)
        former_copy = now.reading_copy.name or ""
        now.reading_copy = keep_copy(now.sha256, found.reading_copy)
        if former_copy and former_copy != now.reading_copy.name:
            removal.remove_on_commit(former_copy)
        now.claimed_at = None
        now.tries = 0 if now.readable else now.tries
        now.passages.all().delete()
        Passage.objects.bulk_create(texts.passages_of(now, found), batch_size=500)
        now.mentions.all().delete()
        mentions = texts.mentions_of(now, found)
        Mention.objects.bulk_create(mentions, batch_size=500)
        now.save()
        if first:
            for draft in {now.latest_revision, now.asked_draft()} - {None}:
                _into_draft(draft, found)
        if now.readable:
            _as_asked(now)
        names.settle_families({*families, now.family})
        names.recount([*touched, now.plain_title, *(m.name for m in mentions)])
        searchable.changed([now.pk])
    return now


def _keep_what_was(work: Work, reason: str) -> Work:
    """A new file that cannot be read, or a second reading that fails, takes nothing from readers."""
    entry = work.former_files.filter(sha256=work.read_sha256).select_related("document").first()
    same = work.sha256 == work.read_sha256
    if same:
        note = f"重新提取没有成功，保留了原来的文字。{reason}"
    elif entry is not None:
        note = f"新文件“{work.file_name}”没有换上，现在仍是原来的文件。{reason}"
        refused = work.document
        work.document, work.file_name, work.sha256 = entry.document, entry.name, entry.sha256
        work.file_added_at = entry.added_at
        entry.delete()
        if refused is not None:
            refused.delete()  # and, on commit, its file
        audit.record("library.replace_failed", work, user=None, label="新文件没有换上", reason=reason)
    else:
        note = reason
    work.state = WorkState.READY if work.character_count else WorkState.NO_TEXT
    work.reason, work.notes, work.tries, work.claimed_at = "", [note], 0, None
    if not same:
        work.withdraw_publishing(note)
    work.save()
    _as_asked(work)
    searchable.changed([work.pk])
    return work


def _as_asked(work: Work) -> None:
    """What was asked for goes out, or at the time it names. Whether he may was looked at when he asked."""
    if not work.publish_when_ready:
        return
    asker, draft = work.publish_asked_by, work.asked_draft()
    if work.publish_revision_id and draft is None:
        work.withdraw_publishing("要求发布的版本已经删除，须由有发布权限的人重新发布")
        work.save(update_fields=ASKED)
        return
    if draft is not None and _ended(draft):
        work.withdraw_publishing("要求发布的版本已经过了下线时间")
        work.save(update_fields=ASKED)
        return
    work.forget_asking()
    work.save(update_fields=ASKED)
    draft = draft or work.save_revision(user=asker, clean=False, log_action=False)
    draft.publish(user=asker, skip_permission_checks=True)
    work.refresh_from_db()


def _ended(draft: Revision) -> bool:
    until = draft.as_object().expire_at
    return until is not None and until <= timezone.now()


def _into_draft(draft: Revision, found: Extraction) -> None:
    """What was found reaches a draft written meanwhile too, where that one says nothing: no word of another draft does."""
    thing = draft.as_object()
    texts.fill(thing, found, propose=True)
    said = thing.serializable_data()
    content = {**draft.content, **{name: said[name] for name in texts.PROPOSED}}
    if content != draft.content:
        draft.content, draft.object_str = content, str(thing)
        Revision.objects.filter(pk=draft.pk).update(content=content, object_str=draft.object_str)
