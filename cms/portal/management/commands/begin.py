"""`manage.py begin`: an empty home page of our own where only Wagtail's welcome page stands. Called by `setup`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.portal.services import begin


class Command(BaseCommand):
    help = "在新建的数据库里放好空的首页和理论库；已有网站时什么也不做"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if begin():
            self.stdout.write("　已建好空的首页和理论库，登录后台即可建栏目、写文章")
            self.stdout.flush()
