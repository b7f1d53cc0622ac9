"""`manage.py search QUERY`: what the site would answer."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from search import health
from search.asked import KINDS, BadParameter, read
from search.presentation import as_json, chips, label
from search.schema import ANONYMOUS, Results, Viewer
from search.search import search


class Command(BaseCommand):
    help = "按网站的检索方式检索一次，列出结果。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", help="要检索的内容")
        parser.add_argument("--user", default="", help="以哪位用户的身份检索，默认不登录")
        parser.add_argument("--site", default="", help="只要这个站点（域名）的结果")
        parser.add_argument("--kind", default="", help=f"只要这一类：{'、'.join(KINDS)}")
        parser.add_argument("--size", default="10", help="列出多少条，默认 10")
        parser.add_argument("--json", action="store_true", help="输出与 /api/v1/search 相同的 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("search").setLevel(logging.ERROR)  # what is the matter is said below
        names = ("site", "kind", "size")
        try:
            asked = read({"q": options["query"], **{name: str(options[name]) for name in names}})
        except BadParameter as bad:
            raise CommandError(bad.message) from None
        results = search(
            asked.query, self._viewer(options["user"]), kind=asked.kind, site=asked.site, size=asked.size
        )
        if results.resting:
            why = health.database() + health.search()
            raise CommandError(f"检索正在休息。{why or '检索服务没有应答。'}")
        if options["json"]:
            self.stdout.write(
                json.dumps(as_json(results, filtered=bool(chips(asked))), ensure_ascii=False, indent=1)
            )
        else:
            self._list(results)

    def _viewer(self, name: str) -> Viewer:
        if not name:
            return ANONYMOUS
        users = get_user_model()
        try:
            user = users._default_manager.get_by_natural_key(name)
        except users.DoesNotExist:
            raise CommandError(f"没有用户“{name}”。") from None
        viewer: Viewer = import_string(settings.SEARCH_VIEWER)(user)
        return viewer

    def _list(self, results: Results) -> None:
        for hint in results.hints:
            self.stdout.write(f"提示：{hint}")
        self.stdout.write(f"共 {results.total} 项结果，用时 {results.took_ms:.1f} 毫秒（{results.engine}）")
        for number, hit in enumerate(results.hits, 1):
            self.stdout.write(f"{number:>3}. {hit.work.title}  {hit.work.url}")
            for found in hit.passages:
                self.stdout.write(f"       {label(found)} {found.snippet}")
