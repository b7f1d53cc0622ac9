"""What stops a command for reasons of the machine, as a Chinese sentence for whoever runs it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError

NEEDED = 100 << 20  # bytes: below this a set-up is not even begun
FULL = "磁盘已满：{place}没有空间了。请腾出空间后再运行，已有的内容没有改动。"
READ_ONLY = "数据目录不能写入：{place}是只读的，或者当前用户没有权限。请检查目录权限，或用 XINHUO_VAR 另指定一个目录。"
NO_FOLDER = "数据目录建不起来：{place}不是目录，或者上级目录不存在。请检查 XINHUO_VAR 的值。"
NO_DATABASE = "连不上数据库：请检查 XINHUO_DATABASE_URL 的值，以及数据库是否已经启动。（{detail}）"
OLD_TABLES = "数据库还没有准备好：请先运行 manage.py setup。（{detail}）"


def sentence_for(error: BaseException) -> str | None:
    """None when the fault is not the machine's: then the traceback is what helps."""
    if isinstance(error, ImproperlyConfigured):
        return str(error)
    if isinstance(error, OSError):
        place = f"“{error.filename}”" if error.filename else "磁盘"
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return FULL.format(place=place)
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return READ_ONLY.format(place=place)
        if error.errno in (errno.ENOTDIR, errno.EEXIST) and error.filename:
            return NO_FOLDER.format(place=place)
    if isinstance(error, DatabaseError):
        return _of_database(str(error).strip())
    return None


def _of_database(said: str) -> str | None:
    low = said.lower()
    if "disk is full" in low or "disk i/o" in low or "no space left" in low:
        return FULL.format(place="数据库所在的磁盘")
    if "readonly database" in low or "read-only" in low or "unable to open database file" in low:
        return READ_ONLY.format(place="数据库文件所在的目录")
    if "no such table" in low or "no such column" in low or ("does not exist" in low and "relation" in low):
        return OLD_TABLES.format(detail=said.splitlines()[0])
    if any(
        word in low
        for word in ("connection", "could not translate host", "authentication failed", "password")
    ):
        return NO_DATABASE.format(detail=said.splitlines()[0])
    return None


def check_folder(folder: Path) -> None:
    """Raises OSError, named, when nothing can be written there or hardly any room is left."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"x")
    finally:
        probe.unlink(missing_ok=True)
    room = os.statvfs(folder)
    if room.f_bavail * room.f_frsize < NEEDED:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
