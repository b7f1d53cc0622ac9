"""`manage.py worker`: the one process that indexes and runs the rooms' background jobs."""

from __future__ import annotations

import signal
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import tables
from search.locks import Busy, Lost
from search.trouble import explain
from search.worker import Worker

LOOK_EVERY = 1.0


class Command(BaseCommand):
    requires_system_checks = []  # starts in half the time; `check` is for deployments
    help = "后台进程：更新索引、提取文字；同一份数据只能有一个"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--wait", action="store_true", help="已有一个在运行时，等它结束再接替，而不是退出"
        )

    def handle(self, *args: Any, wait: bool, **options: Any) -> None:
        if tables.missing():
            raise CommandError(tables.SET_UP_FIRST)
        worker = Worker(self.say)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, worker.stop)
        try:
            self.take_over(worker) if wait else worker.run()
        except Busy as busy:
            raise CommandError(f"{already(busy)}，不需要再启动一个。", returncode=3) from busy
        except Lost:
            self.stderr.write("与数据库的连接断开，后台进程退出；由 serve 或系统服务重新启动。")
            sys.exit(4)
        except OSError as error:
            raise CommandError(explain(error), returncode=5) from error

    def take_over(self, worker: Worker) -> None:
        said = False
        while not worker.stopping:
            try:
                return worker.run()
            except Busy as busy:
                if not said:
                    self.say(f"{already(busy)}，由它工作；它结束后由这里接替。")
                said = True
                time.sleep(LOOK_EVERY)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def already(busy: Busy) -> str:
    return f"这份数据已经有一个后台进程在运行{f'（进程号 {busy.holder}）' if busy.holder else ''}"
