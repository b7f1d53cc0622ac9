"""`manage.py setup`: bring a data folder to the state this version serves. Safe to run again; a second run takes seconds."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from cms.core.trouble import check_folder


class Command(BaseCommand):
    help = "准备数据库、静态文件和示范站点；可以反复运行，不会覆盖已有内容"
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--no-demo", action="store_true", help="不建示范站点")

    def handle(self, *args: Any, no_demo: bool, **options: Any) -> None:
        for folder in (settings.VAR, Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_ROOT)):
            check_folder(folder)
        self.migrate()
        self.collect_static()
        if not no_demo and "demo" in get_commands():
            call_command("demo", index=True, stdout=self.stdout)
        if "begin" in get_commands():
            call_command("begin", stdout=self.stdout)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def migrate(self) -> None:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("③ 建立数据库")
            call_command("migrate", interactive=False, verbosity=0)

    def collect_static(self) -> None:
        """Only when a source file is newer or other than at the last run: hashing 2,000 files takes 10 s."""
        stamp = Path(settings.STATIC_ROOT) / ".sources"
        seen = hashlib.sha256()
        for finder in get_finders():
            for name, storage in finder.list(ignore_patterns=[]):
                seen.update(f"{name} {os.stat(storage.path(name)).st_mtime_ns}\n".encode())  # noqa: PTH116
        if stamp.exists() and stamp.read_text() == seen.hexdigest():
            return
        self.say("④ 生成静态文件")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(seen.hexdigest())
