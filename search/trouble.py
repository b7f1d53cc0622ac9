"""What is in the way, in a Chinese sentence for the operator."""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError

from . import generations, tables
from .engine import EngineUnavailable


def speaks_for_itself(error: BaseException) -> bool:
    """Where `explain` says it all: the traceback would be other people's code."""
    is_database = isinstance(error, (DatabaseError, InterfaceError))
    told = isinstance(error, EngineUnavailable) or _is_full(error)
    return told or (is_database and tables.lacks(error))


def _is_full(error: BaseException) -> bool:
    """The disk, for a file or for the database."""
    if isinstance(error, (DatabaseError, InterfaceError)):
        return tables.state_of(error) == "53100" or "full" in str(error)
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}


def explain(error: BaseException, what: str = "索引", doing: str = "更新索引") -> str:
    """`what` could not be written while `doing`."""
    if isinstance(error, EngineUnavailable):
        return "检索服务没有应答，恢复后会自动补上。"
    if isinstance(error, (DatabaseError, InterfaceError)):
        if tables.lacks(error):
            return tables.SET_UP_FIRST
        text, state = str(error), tables.state_of(error)
        if _is_full(error):
            return "磁盘已满，数据库写不进去；请清理磁盘空间。"
        if state == "25006" or "readonly" in text:
            return "数据库文件是只读的；请检查数据目录（XINHUO_VAR）的权限。"
        return "数据库暂时不能用，恢复后会自动继续。"
    if isinstance(error, generations.Mismatch):
        return f"新索引与数据库对不上：应有 {error.expected} 条，实有 {error.found} 条；将重新建立。"
    if isinstance(error, generations.Unindexable):
        few = "、".join(error.keys[:5])
        return f"原来能检索的 {len(error.keys)} 条现在编不进索引（{few}），新索引没有启用；原因见日志。"
    if isinstance(error, OSError):
        if _is_full(error):
            return f"磁盘已满，{what}写不进去；请清理磁盘空间。"
        if error.errno in {errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE}:
            return "内存、进程或打开的文件太多，系统不再给；稍后自动再试。"
        if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            return "数据目录（XINHUO_VAR）不可写；请检查权限。"
    return f"{doing}时出错：{type(error).__name__}，稍后再试；详情见日志。"
