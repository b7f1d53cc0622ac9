"""What stops a command or a request for reasons of the machine, as a Chinese sentence for whoever meets it."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError, IntegrityError, InterfaceError, OperationalError

from search.tables import SET_UP_FIRST, lacks, state_of

NEEDED = 100 << 20  # bytes: below this a set-up is not even begun
FULL = "磁盘已满：{place}没有空间了。请腾出空间后再运行，已有的内容没有改动。"
READ_ONLY = "数据目录不能写入：{place}是只读的，或者当前用户没有权限。请检查目录权限，或用 XINHUO_VAR 另指定一个目录。"
NO_FOLDER = "数据目录建不起来：{place}不是目录，或者上级目录不存在。请检查 XINHUO_VAR 的值。"
NO_DATABASE = "连不上数据库：请检查 XINHUO_DATABASE_URL 的值，以及数据库是否已经启动。（{detail}）"
OLD_TABLES = SET_UP_FIRST + "（缺少 {lacking}）"
LACKING = re.compile(r"(?:.*column named|table|column|relation):? \"?([\w.]+)")
NO_SETTINGS = (
    "DJANGO_SETTINGS_MODULE：没有“{module}”这个配置模块。"
    "试用和开发写 config.settings.dev，正式环境写 config.settings.production。"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a visitor is told: an HTTP status, the code of the API, a heading, and why."""

    status: int
    code: str
    title: str
    why: str
    advice: str = ""  # where nothing is to be repaired

    def sentence(self, sending: bool, kept: bool = False) -> str:
        """`sending`: something was to be saved; `kept`: the page brings along what was written."""
        if not sending:
            return f"{self.why}，这个页面暂时打不开。{self.advice or '请告诉网站管理员。'}"
        saved = f"{self.why}，这次提交没有保存，已有的内容没有改动。"
        if self.advice:
            return f"{saved}{'您写的内容还在这一页里。' if kept else ''}{self.advice}"
        then = (
            "您写的内容还在这一页里，请不要关闭它；修好以后点“再提交一次”。" if kept else "修好以后再试一次。"
        )
        return f"{saved}请告诉网站管理员；{then}"


REFUSALS = {
    FULL: Refusal(507, "disk_full", "磁盘已满", "服务器的磁盘已满"),
    READ_ONLY: Refusal(503, "read_only", "数据目录不能写入", "服务器的数据目录不能写入"),
    NO_DATABASE: Refusal(503, "database", "数据库没有应答", "数据库暂时没有应答"),
    OLD_TABLES: Refusal(503, "database", "网站正在升级", "数据库还没有升级好"),
}
# SQLite; two pages that are put into the same place of the tree.
IN_EACH_OTHERS_WAY = ("database is locked", "page_path", "page.path")
# PostgreSQL by its codes (Appendix A), since it speaks the language of its server.
OUT_OF_TURN = ("40001", "40P01", "55P03")
NO_PARENT = "23503"
STATES = {"53100": FULL, "25006": READ_ONLY, "28": NO_DATABASE, "08": NO_DATABASE, "57P": NO_DATABASE}
STATES |= {"53300": NO_DATABASE, "3D000": NO_DATABASE}
BUSY = Refusal(503, "busy", "现在太忙", "同时保存的人太多，没有轮到", "请过一会儿再试一次。")
DELETED = "foreign key constraint"  # of what is to be written, that to which it belongs has gone meanwhile
GONE = Refusal(
    409, "gone", "内容刚刚被删除", "这里要用到的页面或文件刚刚被删除", "请回到列表看看现在还有什么。"
)


def sentence_for(error: BaseException) -> str | None:
    """None when the fault is not the machine's: then the traceback is what helps."""
    if isinstance(error, ImproperlyConfigured):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return _of_settings(error)
    said = _said(error)
    if isinstance(error, OSError):
        return said and said.format(place=f"“{error.filename}”" if error.filename else "磁盘")
    if said in (FULL, READ_ONLY):
        return said.format(place="数据库所在的磁盘" if said == FULL else "数据库文件所在的目录")
    if said == OLD_TABLES:
        found = LACKING.search(str(error))
        return said.format(lacking=found[1]) if found else said.partition("（")[0]
    return said and said.format(detail=(str(error).strip() or type(error).__name__).splitlines()[0])


def refusal_for(error: BaseException | None) -> Refusal | None:
    """What to answer a request that met the error, or one that led to it; None when it is a fault of ours."""
    seen = 0
    while error is not None and seen < 8:
        if isinstance(error, DatabaseError):
            if state_of(error) in OUT_OF_TURN or any(word in str(error) for word in IN_EACH_OTHERS_WAY):
                return BUSY
            if state_of(error) == NO_PARENT or (
                isinstance(error, IntegrityError) and DELETED in str(error).lower()
            ):
                return GONE
        if found := REFUSALS.get(_said(error) or ""):
            return found
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None


def _of_settings(error: ModuleNotFoundError) -> str | None:
    """Only when the module of settings itself, or a package on the way to it, is what there is not."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    is_it = error.name and f"{module}.".startswith(f"{error.name}.")
    return NO_SETTINGS.format(module=module) if is_it else None


def _said(error: BaseException) -> str | None:
    """One of the sentences above, its blank not filled yet."""
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return FULL
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return READ_ONLY
        if error.errno in (errno.ENOTDIR, errno.EEXIST) and error.filename:
            return NO_FOLDER
    if isinstance(error, (DatabaseError, InterfaceError)):
        return OLD_TABLES if lacks(error) else _of_database(error)
    return None


def _of_database(error: BaseException) -> str | None:
    if state := state_of(error):
        return next((said for begin, said in STATES.items() if state.startswith(begin)), None)
    if isinstance(error, OperationalError) and type(error.__cause__).__module__.startswith("psycopg"):
        return NO_DATABASE  # it did not get so far as to answer
    low = str(error).lower()
    if "disk is full" in low or "disk i/o" in low or "no space left" in low:
        return FULL
    if "readonly database" in low or "unable to open database file" in low:
        return READ_ONLY
    return NO_DATABASE if "connection" in low else None


def check_writable(folder: Path) -> None:
    """Raises OSError, named."""
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"x")
    finally:
        probe.unlink(missing_ok=True)


def check_folder(folder: Path) -> None:
    """Raises OSError, named, when nothing can be written there or hardly any room is left."""
    check_writable(folder)
    room = os.statvfs(folder)
    if room.f_bavail * room.f_frsize < NEEDED:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
