"""`manage.py demo`: make the demo site, or complete it. Never touches what a person has changed."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from cms.demo.services import OwnSite, make_demo


class Command(BaseCommand):
    help = "建立或补全示范站点；可以反复运行，人改过、移过、删过的内容保持原样"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--index", action="store_true", help="有新建内容时接着重建检索索引")

    def handle(self, *args: Any, index: bool, **options: Any) -> None:
        started = time.monotonic()
        try:
            made = make_demo(self.say)
        except OwnSite as own:
            self.say(str(own))
            return
        if made:
            self.say(f"　示范站点已就绪：新建 {made} 项，用时 {time.monotonic() - started:.0f} 秒")
            if index:
                self.build_index()
        elif options["verbosity"] > 1:
            self.say("　示范站点没有要补的内容")

    def build_index(self) -> None:
        """So that the first visitor finds something at once; from then on the worker follows."""
        self.say("⑥ 建立检索索引")
        try:
            call_command("search_index", "build", stdout=StringIO())
        except Exception as error:  # the site stands without it, and the worker tries again and says why
            self.say(f"　检索索引由后台进程稍后建立（{error}）")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
