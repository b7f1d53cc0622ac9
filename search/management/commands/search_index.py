"""`manage.py search_index build|status|audit|rollback`: the life of the index, for operators."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from search import audit, generations, pulse
from search.engine import Engine, EngineUnavailable
from search.engines import get_engine
from search.locks import Busy
from search.models import Generation, IndexEvent
from search.trouble import explain


class Command(BaseCommand):
    requires_system_checks = []  # starts in half the time; `check` is for deployments
    help = "建立索引、查看状态、核对差异、退回上一代"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="build|status|audit|rollback")
        actions.add_parser("build", help="在旁边建一套新索引，建好后切换")
        actions.add_parser("status", help="各代索引、积压、失败的条目、后台进程")
        check = actions.add_parser("audit", help="核对数据库与索引；有差异时退出码为 1")
        check.add_argument("--repair", action="store_true", help="把差异交给后台进程补上")
        actions.add_parser("rollback", help="退回上一代索引")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        out: Any = getattr(self.stdout, "_out", sys.stdout)
        self.console = Console(file=out)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            getattr(self, action)(get_engine(), options)
        except EngineUnavailable as error:
            raise CommandError(
                "检索服务没有应答：请检查 XINHUO_SEARCH_URL 和服务状态。", returncode=2
            ) from error
        except OSError as error:
            raise CommandError(explain(error), returncode=2) from error
        except KeyboardInterrupt:
            raise CommandError("已中断；正在使用的索引没有变化。", returncode=130) from None

    def build(self, engine: Engine, options: dict[str, Any]) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        try:
            with Progress(*columns, console=self.console) as bar:
                task = bar.add_task("建立索引", total=None)
                made = generations.build(
                    engine, lambda done, total: bar.update(task, completed=done, total=total)
                )
        except Busy as busy:
            raise CommandError(
                f"另一个进程（{busy.holder}）正在建立索引，请等它完成。", returncode=3
            ) from busy
        except generations.Mismatch as error:
            raise CommandError(
                explain(error).replace("将重新建立", "仍使用原来的索引"), returncode=1
            ) from error
        except generations.Unindexable as error:
            raise CommandError(explain(error), returncode=1) from error
        self.console.print(f"已切换到新索引 {made.name}：{made.works} 条，{made.passages} 段。")

    def status(self, engine: Engine, options: dict[str, Any]) -> None:
        current = engine.current()
        table = Table("代次", "状态", "条目", "段落", "建成时间")
        for row in Generation.objects.filter(engine=engine.name).order_by("-started_at"):
            works, passages = _counts(engine, row)
            role = "正在使用" if row.name == current else row.get_state_display()
            finished = row.finished_at.astimezone().strftime("%Y-%m-%d %H:%M") if row.finished_at else "—"
            table.add_row(row.name, role, str(works), str(passages), finished)
        self.console.print(f"引擎：{engine.name}")
        self.console.print(
            table if current else "还没有索引：启动后台进程即自动建立，或运行 search_index build。"
        )
        state = pulse.lag()
        self.console.print(f"等待入库：{state.waiting} 条；最早的已等 {state.oldest.total_seconds():.0f} 秒")
        if state.worker and state.alive:
            self.console.print(f"后台进程：{state.worker}，{state.worker.note}")
        else:
            self.console.print("后台进程：没有运行")
        self.console.print(f"多次失败而放弃的：{state.dead} 条")
        for event in IndexEvent.objects.filter(dead=True).order_by("id")[:20]:
            self.console.print(f"  {event.key}：{event.reason[:200]}", markup=False)

    def audit(self, engine: Engine, options: dict[str, Any]) -> None:
        if not engine.current():
            raise CommandError("还没有索引，无从核对；请先运行 search_index build。", returncode=1)
        found = audit.repair(engine) if options["repair"] else audit.differences(engine)
        for name, keys in (
            ("索引里缺少", found.missing),
            ("索引里多余", found.surplus),
            ("索引已过时", found.stale),
        ):
            for key in keys:
                self.console.print(f"{name}：{key}", markup=False)
        self.console.print(
            f"核对 {found.checked} 条，差异 {len(found.keys)} 处，另有 {found.waiting} 处正等待入库。"
        )
        if found and options["repair"]:
            self.console.print("差异已交给后台进程。")
        elif found:
            sys.exit(1)

    def rollback(self, engine: Engine, options: dict[str, Any]) -> None:
        before = engine.current()
        try:
            back, behind = generations.rollback(engine)
        except KeyboardInterrupt:
            if (now := engine.current()) == before:
                raise
            said = f"已中断；已经退回 {now}，其后变化的由后台进程找出来补上。"
            raise CommandError(said, returncode=130) from None
        except generations.NothingBefore as error:
            raise CommandError("没有上一代索引可退。", returncode=1) from error
        self.console.print(f"已退回 {back.name}；其后变化的 {behind} 条已交给后台进程补上。")


def _counts(engine: Engine, row: Generation) -> tuple[int, int]:
    """What it holds: it may have grown since it was built. As it was then where it cannot be opened, being of another
    make-up.
    """
    try:
        return engine.counts(row.name)
    except EngineUnavailable:
        return row.works, row.passages
