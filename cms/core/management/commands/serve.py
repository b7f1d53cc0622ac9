"""`manage.py serve`: the site and its worker as one foreground process tree. Ctrl-C ends all of it."""

from __future__ import annotations

import errno
import gc
import os
import socket
import sys
from argparse import ArgumentParser
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseFailure
from django.db import connection

from cms.core.apart import run_apart
from cms.core.supervisor import Child, Supervisor
from cms.core.trouble import check_writable
from search import tables

PASSWORD = "admin-password"  # noqa: S105 - the name of the file that cms.demo writes
FIRST = "admin"
MOST = 64  # processes, and threads of each


class Command(BaseCommand):
    help = "启动网站和后台进程，按 Ctrl-C 全部结束"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
        parser.add_argument("--port", default="8000", help="端口，默认 8000")
        parser.add_argument("--workers", type=int, default=2, help="网站进程数，默认 2")
        parser.add_argument("--threads", type=int, default=4, help="每个网站进程的线程数，默认 4")
        parser.add_argument("--setup", action="store_true", help="启动前先准备好数据目录（等于先运行 setup）")

    def handle(
        self, *, host: str, port: str, workers: int, threads: int, setup: bool, **options: Any
    ) -> None:
        number = check_port(host, port)
        for name, given in (("--workers", workers), ("--threads", threads)):
            if not 0 < given <= MOST:
                raise CommandError(f"{name} 应是 1 到 {MOST} 的整数，不能是“{given}”。")
        if setup and (code := run_apart("setup")):
            sys.exit(code)
        check_not_read_only()
        if not setup:
            check_set_up()
        module = os.environ["DJANGO_SETTINGS_MODULE"]
        site = Child(
            "网站",
            [
                *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
                *("--chdir", str(settings.ROOT), "--pythonpath", f"{settings.ROOT / 'site'},{settings.ROOT}"),
                *("--bind", f"[{host}]:{number}" if ":" in host else f"{host}:{number}"),
                *("--worker-class", "cms.core.server.Worker", "--http-parser", "python"),
                *("--workers", str(workers), "--threads", str(threads)),
                *("--timeout", "120", "--graceful-timeout", "8", "--keep-alive", "5"),
                *("--worker-tmp-dir", "/dev/shm" if os.path.isdir("/dev/shm") else "/tmp"),  # noqa: S108, PTH112
                *("--log-level", "warning", "--no-control-socket", "--preload"),
            ],
            vital=True,
            environment={"DJANGO_SETTINGS_MODULE": module},
        )
        worker = Child(
            "后台进程",
            [sys.executable, str(settings.ROOT / "manage.py"), "worker", "--wait"],
            environment={"DJANGO_SETTINGS_MODULE": module},
        )
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
        shown = f"[{shown}]" if ":" in shown else shown
        gc.freeze()  # end quickly
        supervisor = Supervisor([site, worker], self.say, lambda: answers(shown, number))
        said = greeting(f"http://{shown}:{number}/")
        connection.close()  # this process asks nothing more
        code = supervisor.run(said)
        if code:
            sys.exit(code)

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def check_not_read_only() -> None:
    """Raises OSError, named. A full disk keeps nobody from reading."""
    try:
        check_writable(settings.VAR)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise


def check_set_up() -> None:
    """Raises CommandError over a database without its tables. One that does not answer is waited for by the pages."""
    lacking: set[str] = set()
    with suppress(DatabaseFailure):
        lacking = tables.missing()
    if lacking:
        raise CommandError(tables.SET_UP_FIRST)


def first_password_holds() -> bool:
    """Whether the password that the set-up wrote down is still the administrator's."""
    place = settings.VAR / PASSWORD
    if not place.exists():
        return False
    users = get_user_model()._default_manager.filter(username=FIRST)
    kept: list[str] = []
    with suppress(DatabaseFailure):
        kept = list(users.values_list("password", flat=True))
    try:
        first = place.read_text().strip()
    except (OSError, ValueError):  # of the account that ran the set-up, or written over
        return False
    return any(check_password(first, password) for password in kept)


def greeting(address: str) -> str:
    lines = [f"网站已启动：{address}（按 Ctrl-C 停止）"]
    if first_password_holds():
        lines.append(f"管理后台：{address}admin/　用户名 {FIRST}，密码在 {settings.VAR / PASSWORD}")
    return "\n".join(lines)


def answers(host: str, port: int) -> bool:
    """The site itself speaks HTTP, not only its socket listens."""
    site = HTTPConnection(host.strip("[]"), port, timeout=2)
    try:
        site.request("GET", "/healthz")
        return site.getresponse().status > 0
    except (OSError, HTTPException):
        return False
    finally:
        site.close()


def check_port(host: str, given: str) -> int:
    """The port as a number. Raises CommandError when it is none, taken, or not ours to take."""
    port = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
    if not 0 < port < 65536:
        raise CommandError(f"端口“{given}”不对，应是 1 到 65535 之间的整数，例如 PORT=8000。")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise CommandError(f"监听地址“{host}”不存在：请写本机的地址，例如 127.0.0.1。") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise CommandError(
                f"没有权限使用端口 {port}：请换一个 1024 以上的端口，例如 PORT=8000。"
            ) from error
        except OSError as error:
            other = port + 1 if port < 65535 else port - 1
            raise CommandError(
                f"端口 {port} 已被别的程序占用：请先停掉它，或者换一个端口，例如 make run PORT={other}。"
            ) from error
    return port
