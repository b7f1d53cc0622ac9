"""`manage.py axes_reset_username NAME`: django-axes's own command, in Chinese, and with a word on a name nobody has."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from axes.utils import reset
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "解除密码连续输错后的登录锁定"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="+", metavar="登录名", help="被锁定的登录名，可以写几个")

    def handle(self, *, names: list[str], **options: Any) -> None:
        for name in names:
            if reset(username=name):
                self.stdout.write(f"已解除“{name}”的登录锁定。")
            elif get_user_model().objects.filter(username=name).exists():
                self.stdout.write(f"“{name}”没有被锁定。")
            else:
                raise CommandError(f"没有登录名为“{name}”的账号。")
