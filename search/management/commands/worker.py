"""`manage.py worker`: the one process that indexes and runs the rooms' background jobs."""

from __future__ import annotations

import logging
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.locks import Busy, Lost
from search.trouble import explain
from search.worker import Worker


class Command(BaseCommand):
    requires_system_checks = []  # starts in half the time; `check` is for deployments
    help = "后台进程：更新索引、提取文字；同一份数据只能有一个"

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("elastic_transport").setLevel(logging.ERROR)
        worker = Worker(self.say)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, worker.stop)
        try:
            worker.run()
        except Busy as busy:
            who = f"（进程号 {busy.holder}）" if busy.holder else ""
            raise CommandError(f"已经有一个后台进程在运行{who}，不需要再启动一个。", returncode=3) from busy
        except Lost:
            self.stderr.write("与数据库的连接断开，后台进程退出；由 serve 或系统服务重新启动。")
            sys.exit(4)
        except OSError as error:
            raise CommandError(explain(error), returncode=5) from error

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
