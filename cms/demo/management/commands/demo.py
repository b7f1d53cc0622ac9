"""`manage.py demo`: make the demo site, or complete it. Never touches what a person has changed."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from cms.demo.services import OwnSite, make_demo


class Command(BaseCommand):
    help = "建立或补全示范站点；可以反复运行，人改过、移过、删过的内容保持原样"

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            made = make_demo(self.say)
        except OwnSite as own:
            self.say(str(own))
            return
        if made:
            self.say(f"　示范站点已就绪：新建 {made} 项，用时 {time.monotonic() - started:.0f} 秒")
        elif options["verbosity"] > 1:
            self.say("　示范站点没有要补的内容")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
