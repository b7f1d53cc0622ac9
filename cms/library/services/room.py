"""A file that needs more temporary room than the whole disk has: else it would be tried for ever, as when a disk is full."""

from __future__ import annotations

import errno
import shutil
import tempfile

from cms.core.storage import private_storage
from cms.library.extract import Limits
from cms.library.models import Work

TIMES = 3
EMPTY = 0.9  # of the temporary disk: then nothing but the file itself took the room
TOO_SMALL = (
    "处理失败：处理这个文件需要的临时空间，超过了服务器的整个临时目录（{size} MB）。"
    "请系统管理员扩大临时目录，再“重新提取”；或把文件分册后上传。"
)

_short: dict[tuple[int, str], int] = {}  # (work, file): how often there was no room. A restart counts anew.


def reason_to_give_up(work: Work, error: Exception) -> str:
    """A Chinese sentence when this file alone filled an otherwise empty temporary disk a few times, else ""."""
    key = (work.pk, work.sha256)
    if not _by_itself(error):
        _short.pop(key, None)
        return ""
    _short[key] = _short.get(key, 0) + 1
    if _short[key] < TIMES:
        return ""
    del _short[key]
    return TOO_SMALL.format(size=shutil.disk_usage(tempfile.gettempdir()).total >> 20)


def _by_itself(error: Exception) -> bool:
    """What the reader wrote is gone by now. The disk of the library itself must have room, or that may have been full."""
    if not isinstance(error, OSError) or error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return False
    try:
        temporary = shutil.disk_usage(tempfile.gettempdir())
        kept = shutil.disk_usage(private_storage().path(""))
    except OSError:
        return False
    return temporary.free >= temporary.total * EMPTY and kept.free > Limits().temporary_bytes
