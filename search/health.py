"""Is the site fit to serve? Each part is asked briefly and answers in Chinese; nothing here raises."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from . import tables
from .pulse import lag

LEAST_FREE = 200 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Part:
    name: str  # database, search, worker, disk
    well: bool
    message: str


def database() -> str:
    try:
        return tables.SET_UP_FIRST if tables.missing() else ""
    except (DatabaseError, InterfaceError):
        return "数据库没有应答。"


def search() -> str:
    # here: the probe answers even where the engine's library does not load
    from .engine import EngineUnavailable, NoIndex
    from .engines import get_engine

    try:
        engine = get_engine()
        engine.ping()
        with engine.reader():
            return ""
    except NoIndex:
        return "这一版能用的索引还没有建好。"
    except EngineUnavailable:
        return "检索服务没有应答。"


def worker() -> str:
    try:
        state = lag()
    except (DatabaseError, InterfaceError):
        return "数据库不能用，无法得知后台进程的状态。"
    if not state.alive:
        return "后台进程没有运行。"
    if state.worker and state.worker.ailing:
        return state.worker.note
    if state.late:
        return (
            f"后台进程落后：{state.waiting} 条变更在等待，最早的已等 {state.oldest.total_seconds():.0f} 秒。"
        )
    return ""


def disk() -> str:
    """Really writes a few bytes: permissions, a read-only mount and a full disk all show."""
    folders = {
        "数据目录（XINHUO_VAR）": settings.VAR,
        "文件目录（XINHUO_STORAGE_URL）": Path(settings.MEDIA_ROOT).parent,
        "临时目录（TMPDIR）": Path(tempfile.gettempdir()),  # what is sent to the site is received here
    }
    return next(filter(None, (_room(folder, name) for name, folder in folders.items())), "")


def _room(folder: Path, name: str) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x" * 4096)
            probe.flush()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return f"{name}所在的磁盘已满。"
        if error.errno == errno.EROFS:
            return f"{name}所在的磁盘是只读的。"
        return f"{name}不可写，请检查权限。"
    return "" if free >= LEAST_FREE else f"{name}所在的磁盘只剩 {free // 1024 // 1024} MB。"


CHECKS: Mapping[str, Callable[[], str]] = {
    "database": database,
    "search": search,
    "worker": worker,
    "disk": disk,
}
NAMES = {"database": "数据库", "search": "检索", "worker": "后台进程", "disk": "磁盘"}


def parts() -> list[Part]:
    found = []
    for name, check in CHECKS.items():
        try:
            message = check()
        except Exception as error:
            message = f"检查{NAMES[name]}时出错：{type(error).__name__}。"
        found.append(Part(name, not message, message or "正常"))
    return found
