"""`manage.py import_works PATH…`: files, folders and archives into a library."""

from __future__ import annotations

import errno
import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from cms.core import audit
from cms.library import services
from cms.library.importing.report import DUPLICATE, IMPORTED, LABELS, Report
from cms.library.importing.run import Import
from cms.library.searchable import follow
from cms.library.services import LibraryProblem

SHOWN = 20  # failures named on the screen; the report has them all
GO_ON = "已经入库的不受影响；处理好后再次运行同一条命令，会从这里接着做。"


class Command(BaseCommand):
    help = "把文件、文件夹、zip 和 tar.gz 压缩包导入书库；再次运行不会重复导入"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", metavar="PATH", help="文件、文件夹或压缩包")
        parser.add_argument(
            "--library", default="", metavar="SLUG", help="书库的网址段；只有一个书库时不必写"
        )
        parser.add_argument(
            "--level",
            default="public",
            help="public 公开、internal 内部、restricted 限定；默认公开",
        )
        parser.add_argument(
            "--group", action="append", default=[], metavar="NAME", help="限定给哪个组，可以写多次"
        )
        parser.add_argument(
            "--jobs", default=str(min(2, os.cpu_count() or 1)), metavar="N", help="同时处理几个文件，1 到 32"
        )
        parser.add_argument(
            "--report", default="", metavar="FILE", help="把每个文件的结果写成 JSON，一行一个"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["paths"]:
            raise CommandError(
                "请写出要导入的文件、文件夹或压缩包，例如：manage.py import_works 资料/ --level internal"
            )
        if not os.access(settings.VAR, os.W_OK):
            raise CommandError(f"数据目录（XINHUO_VAR）{settings.VAR} 不可写：磁盘是只读的，或没有写入权限。")
        jobs = self._jobs(str(options["jobs"]))
        paths = [self._path(name) for name in options["paths"]]
        try:
            level = services.level_named(options["level"], options["group"])
            library = services.library_for(options["library"])
            collection = services.collection_for(level)
        except LibraryProblem as problem:
            raise CommandError(str(problem)) from problem
        except DatabaseError as error:
            raise CommandError(explain(error)) from error
        report = self._report(options["report"])
        self.console = Console(file=cast(IO[str], self.stdout._out))
        try:
            self._run(paths, report, library, collection, jobs)
        finally:
            report.close()

    def _run(self, paths: list[Path], report: Report, library: Any, collection: Any, jobs: int) -> None:
        with suppress(follow.Busy):
            follow.prepare()
        try:
            with interruptible(), self._progress() as progress:
                bar = progress.add_task("导入", total=None, counts="")

                def tick(shown: str) -> None:
                    counts = "，".join(f"{LABELS[s]} {report.counts[s]}" for s in LABELS if report.counts[s])
                    progress.update(bar, advance=1, counts=counts)

                try:
                    Import(library, collection, report, jobs=jobs, tick=tick).run(paths)
                finally:
                    self._record(report, library, collection)
        except KeyboardInterrupt:
            self._print(f"已停止。{report.summary()}。{GO_ON}")
            report.close()
            sys.exit(130)
        except (OSError, DatabaseError) as error:
            raise CommandError(f"{explain(error)}{report.summary()}。{GO_ON}") from error
        self._tell(report)
        self._follow(library)

    def _record(self, report: Report, library: Any, collection: Any) -> None:
        """One entry of the audit trail for all: that of each work would hide what it tells."""
        if report.counts[IMPORTED]:
            told = {"what": report.summary(), "collection": collection.name}
            audit.record("library.import", library, label="用命令导入文献", **told)

    def _tell(self, report: Report) -> None:
        kept = "已有的都没有改动，公开级别也和原来一样。" if report.counts[DUPLICATE] else ""
        self._print(f"{report.summary()}。{kept}")
        for answer in report.failures[:SHOWN]:
            self._print(f"  {answer.path}：{answer.reason}")
        if len(report.failures) > SHOWN:
            self._print(f"  ……还有 {len(report.failures) - SHOWN} 份，见 --report 写出的文件。")

    def _follow(self, library: Any) -> None:
        """Until search has it all; Ctrl-C leaves the rest to the worker."""
        try:
            with interruptible(), self._progress() as progress:
                total = follow.waiting()
                bar = progress.add_task("更新索引", total=total, counts="")

                def show(waiting: int) -> None:
                    nonlocal total
                    total = max(total, waiting)
                    progress.update(bar, total=total, completed=total - waiting)

                note = follow.drain(show)
        except KeyboardInterrupt:
            note = "没有等索引更新完"
        if note:
            self._print(
                f"文献已全部入库，检索还没有跟上：{note.rstrip('。')}。后台进程（manage.py worker）运行时会自动补上。",
            )
        elif total:
            self._print(self._found(library))

    def _found(self, library: Any) -> str:
        """What is true now that nothing waits any more."""
        library.refresh_from_db(fields=["live"])
        if not library.live:
            return f"检索已经跟上；“{library.title}”还没有发布，发布以后才能搜到。"
        if left := follow.given_up():
            return f"检索已经跟上，只有 {left} 项多次没能编入，搜不到：请看 manage.py search_index status。"
        return "检索已经跟上，现在就可以搜到。"

    def _print(self, sentence: str) -> None:
        self.console.print(sentence, highlight=False, markup=False, soft_wrap=True)

    def _progress(self) -> Progress:
        return Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )

    def _jobs(self, text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= 32:
            raise CommandError(f"--jobs 应是 1 到 32 的整数，不能是“{text}”。")
        return int(text)

    def _path(self, name: str) -> Path:
        path = Path(name)
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise CommandError(f"没有这个文件或文件夹：{name}") from error
        except (OSError, ValueError) as error:
            raise CommandError(f"打不开：{name}（没有读取权限，或名称有误）") from error
        if not os.access(path, os.R_OK):
            raise CommandError(f"没有读取权限：{name}")
        return path

    def _report(self, name: str) -> Report:
        try:
            return Report(Path(name) if name else None)
        except (OSError, ValueError) as error:
            raise CommandError(f"写不了报告文件 {name}：文件夹不存在，或没有写入权限。") from error


@contextmanager
def interruptible() -> Iterator[None]:
    """A request to end (kill) is treated as Ctrl-C."""

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def explain(error: BaseException) -> str:
    text = str(error)
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return "磁盘已满，文件写不进去，请清理磁盘空间。"
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return f"数据目录不可写（{error.filename or ''}），请检查权限。"
        return f"读写文件时出错：{error.strerror or text}。"
    if "full" in text:
        return "磁盘已满，数据库写不进去，请清理磁盘空间。"
    if "readonly" in text or "read-only" in text:
        return "数据库是只读的，请检查数据目录（XINHUO_VAR）的权限。"
    if "unable to open" in text:
        return "数据库文件打不开，请检查数据目录（XINHUO_VAR）的权限。"
    if "no such table" in text or "does not exist" in text:
        return "数据库还没有建好，请先运行 manage.py setup。"
    if "locked" in text:
        return "数据库正忙，等待超时，请稍后再试。"
    return "数据库没有应答，请检查后再试。"
