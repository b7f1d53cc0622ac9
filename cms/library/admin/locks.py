"""Why a work is locked for somebody: file and level are locked with the form."""

from __future__ import annotations

from typing import Any

from wagtail.locks import BasicLock, ScheduledForPublishLock, WorkflowLock

from cms.core.tags import minute
from cms.library.models import Work

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
