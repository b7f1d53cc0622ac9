"""`manage.py createsuperuser`: Django's own command, speaking Chinese."""

from __future__ import annotations

import getpass
import re
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import createsuperuser as django
from django.core.management.base import CommandError

SAID = (
    (r"Superuser created successfully\.", "超级管理员已建立。"),
    (r"Error: Your passwords didn't match\.", "两次输入的密码不一样，请重新输入。"),
    (r"Error: Blank passwords aren't allowed\.", "密码不能是空的，请重新输入。"),
    (r"Error: This field cannot be blank\.", "这一项不能是空的，请重新填写。"),
    (r"Error: That (.+) is already taken\.", r"\1已经有人用了，请换一个。"),
    (r"(.+) cannot be blank\.", r"\1不能是空的。"),
    (r"You must use --(\w+) with --noinput\.", r"用了 --noinput，就要写出 --\1。"),
    (r"\s*Operation cancelled\.", "\n已取消，没有建立账号。"),
    (
        r"Superuser creation skipped.*",
        "这里不能输入，没有建立账号。请在终端里运行，或者加 --noinput 并写出各项。",
    ),
    (r"Error: (.+)", r"\1"),
)
ANYWAY = "这个密码太简单，仍然要用吗？输入 y 表示仍然要用，其他表示重新输入："
PROMPTS = {"Password: ": "密码：", "Password (again): ": "再输一次密码："}


def chinese(text: str) -> str:
    return next((re.sub(f"^{said}$", ours, text) for said, ours in SAID if re.fullmatch(said, text)), text)


class Command(django.Command):
    help = "建立一个超级管理员账号"
    requires_migrations_checks = False  # said in English; what tables lack is told when it is met

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        told = {
            "interactive": "不提问：各项都由参数写出，密码取自环境变量 DJANGO_SUPERUSER_PASSWORD",
            "database": "用哪个数据库，默认 default",
        }
        for action in parser._actions:
            if action.dest in {"username", *get_user_model().REQUIRED_FIELDS}:
                action.help = (
                    "登录名"
                    if action.dest == "username"
                    else "这个账号的"
                    + str(getattr(get_user_model()._meta.get_field(action.dest), "verbose_name", ""))
                )
            action.help = told.get(action.dest, action.help)

    def handle(self, *args: Any, **options: Any) -> Any:
        for stream in (self.stdout, self.stderr):
            write = stream.write
            stream.write = lambda text="", *more, write=write: write(chinese(str(text)), *more)  # type: ignore[method-assign]
        asked = SimpleNamespace(getpass=lambda text="Password: ": getpass.getpass(PROMPTS[text]))
        with patch.object(django, "getpass", asked), patch.object(django, "input", _input, create=True):
            try:
                return super().handle(*args, **options)
            except CommandError as error:
                raise CommandError(chinese(str(error))) from error


def _input(text: str = "") -> str:
    return input(ANYWAY if text.startswith("Bypass password") else text.replace(": ", "："))
