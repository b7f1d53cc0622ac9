"""Why a work is locked for somebody: file and level are locked with the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.locks import BasicLock, ScheduledForPublishLock, WorkflowLock
from wagtail.models import Revision, WorkflowState

from cms.core.tags import minute
from cms.library.models import Work

from . import scope
from .policy import policy

VOLUMES = "其中有的卷、册、期没有变更：它们不在您的范围内，或已被锁定、正在审核、已定时发布。"
FILE_TOO = "文件和级别也一同锁定。"


def why_locked(user: Any, work: Work) -> str:
    """A Chinese sentence, "" for whom it is not locked. `work` as it is in the database now."""
    lock = work.get_lock()
    if lock is None or not lock.for_user(user):
        return ""
    name = f"《{work.title or work.file_name}》"
    if isinstance(lock, ScheduledForPublishLock) and (planned := work.scheduled_revision):
        when = minute(planned.approved_go_live_at)
        return f"{name}已定于 {when} 发布，取消定时以后才能改动；{FILE_TOO}"
    if isinstance(lock, WorkflowLock):
        return f"{name}正在送审，等待“{lock.task.name}”，现在只有这一步的人员能改动；{FILE_TOO}"
    if isinstance(lock, BasicLock) and work.locked_by is not None:
        keeper = work.locked_by.get_full_name() or work.locked_by.get_username()
        return f"{name}已由{keeper}锁定，解锁以后才能改动；{FILE_TOO}"
    return f"{name}已锁定，解锁以后才能改动；{FILE_TOO}"


def volumes_of(user: Any) -> Callable[[Sequence[int]], list[int]]:
    """Which of some volumes go along when he changes the level of their book: he may do it to each alone."""

    def asked(keys: Sequence[int]) -> list[int]:
        may = policy.allowed(user, "publish", list(scope.works_for(user).filter(pk__in=keys)))
        doubtful = _perhaps_locked(may)
        return [work.pk for work in may if work.pk not in doubtful or not why_locked(user, work)]

    return asked


def _perhaps_locked(works: Sequence[Work]) -> set[int]:
    """Two queries, whatever their number; a lock is asked for one by one."""
    kind, keys = ContentType.objects.get_for_model(Work), [str(work.pk) for work in works]
    asked = WorkflowState.objects.active().filter(base_content_type=kind, object_id__in=keys)
    planned = Revision.objects.filter(
        base_content_type=kind, object_id__in=keys, approved_go_live_at__isnull=False
    )
    found = {int(key) for some in (asked, planned) for key in some.values_list("object_id", flat=True)}
    return found | {work.pk for work in works if work.locked}
