"""The supervisor with real processes: together up, together down, whatever ends the parent."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.core.management import CommandError, call_command

from cms.core.factories import UserFactory
from cms.core.management.commands.serve import PASSWORD, check_not_read_only, check_port, greeting

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.once
TREE = """
import os, sys
from cms.core.supervisor import Child, Supervisor
steady = [sys.executable, "-c", "import time, os; os.write(1, f'up {os.getpid()}{chr(10)}'.encode()); time.sleep(300)"]
falling = [sys.executable, "-c", "import os; os.write(1, f'fell {os.getpid()}{chr(10)}'.encode())"]
failing = [sys.executable, "-c", "raise SystemExit(7)"]
which = {"steady": steady, "falling": falling, "failing": failing}
children = [Child(name, which[name], vital=name == "failing") for name in sys.argv[1:]]
raise SystemExit(Supervisor(children, lambda said: os.write(1, f"{said}\\n".encode())).run("都已启动"))
"""


def start(*names: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", TREE, *names], stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ}
    )


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_child_outlives_the_parent(number: signal.Signals) -> None:
    parent = start("steady", "steady")
    until(lambda: len(psutil.Process(parent.pid).children()) == 2)
    children = psutil.Process(parent.pid).children()
    assert parent.stdout
    said = ""
    while not ("都已启动" in said and said.count("up") == 2):  # three processes write to one pipe
        said += parent.stdout.readline()
    parent.send_signal(number)
    assert parent.wait(20) == (0 if number != signal.SIGKILL else -signal.SIGKILL)
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_a_fallen_worker_is_started_again() -> None:
    parent = start("steady", "falling")
    assert parent.stdout
    seen: list[str] = []
    while sum(line.startswith("fell") for line in seen) < 2:
        seen.append(parent.stdout.readline())
    parent.terminate()
    parent.wait(20)
    assert any("秒后重新启动" in line for line in seen)


def test_a_site_that_cannot_start_ends_all() -> None:
    parent = start("steady", "failing")
    output, _ = parent.communicate(timeout=30)
    assert parent.returncode == 7
    assert "没有启动成功" in output


def test_a_busy_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"端口 {port} 已被别的程序占用"):
            check_port("127.0.0.1", str(port))


@pytest.mark.parametrize("port", ["0", "-1", "65536", "八千", "８０００", "", "80 80"])
def test_an_impossible_port(port: str) -> None:
    with pytest.raises(CommandError, match="1 到 65535 之间"):
        check_port("127.0.0.1", port)


def test_a_port_that_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert check_port("127.0.0.1", str(port)) == port


def test_a_signal_that_only_make_got_ends_the_tree(tmp_path: Path) -> None:
    """Ctrl-C reaches everybody; `kill -INT` make alone. make then waits for a recipe that heard nothing."""
    (tmp_path / "tree.py").write_text(TREE)
    (tmp_path / "Makefile").write_text(f"run:\n\t@exec {sys.executable} {tmp_path}/tree.py steady steady\n")
    make = subprocess.Popen(
        ["make", "-s", "run"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a run in the background ignores it
    )
    until(lambda: len(psutil.Process(make.pid).children(recursive=True)) == 3)
    assert make.stdout
    lines = [make.stdout.readline() for _ in range(3)]
    assert "都已启动\n" in lines
    family = psutil.Process(make.pid).children(recursive=True)
    make.send_signal(signal.SIGINT)
    assert make.wait(20) != 0
    assert psutil.wait_procs(family, timeout=10)[1] == []


APART = """
import sys
sys.path[:0] = ["site"]
import django
django.setup()
from cms.core.apart import run_apart
code = run_apart(sys.argv[1], *sys.argv[2:])
print("code", code)
"""


def test_a_command_apart_gives_its_code_and_says_why() -> None:
    def run(*arguments: str) -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, "-c", APART, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
        )
        return done.stdout, done.stderr

    assert run("check")[0].endswith("code 0\n")
    out, err = run("serve", "--port", "0")
    assert out == "code 1\n" and "1 到 65535" in err and "Traceback" not in err


@pytest.mark.parametrize("option", ["workers", "threads"])
@pytest.mark.parametrize("number", [0, -1, 65])
def test_a_site_of_no_process_is_not_begun(option: str, number: int) -> None:
    with pytest.raises(CommandError, match=f"--{option} 应是 1 到 64 的整数"):
        call_command("serve", port="8999", **{option: number})


def test_whoever_reads_no_further_gets_no_traceback() -> None:
    told = subprocess.Popen(
        [sys.executable, "manage.py", "help"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert told.stdout and told.stderr
    told.stdout.close()
    said = told.stderr.read().decode()
    assert told.wait(60) == 1 and "Traceback" not in said and "Broken" not in said


@pytest.mark.parametrize(
    ("number", "starts"), [(errno.EROFS, False), (errno.EACCES, False), (errno.ENOSPC, True)]
)
def test_a_site_that_can_write_nothing_does_not_say_that_it_is_up(
    monkeypatch: pytest.MonkeyPatch, number: int, starts: bool
) -> None:
    def refuse(path: Path, data: bytes) -> int:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with nullcontext() if starts else pytest.raises(OSError, match=os.strerror(number)):
        check_not_read_only()


@pytest.mark.django_db
def test_the_first_password_is_named_as_long_as_it_holds(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    assert PASSWORD not in greeting("http://127.0.0.1:8000/")
    (tmp_path / PASSWORD).write_text("the-first-one-2026\n")
    chief = UserFactory(username="admin")
    chief.set_password("the-first-one-2026")
    chief.save()
    assert f"密码在 {tmp_path / PASSWORD}" in greeting("http://127.0.0.1:8000/")
    (tmp_path / PASSWORD).write_bytes(b"\xff\xfe")
    assert PASSWORD not in greeting("http://127.0.0.1:8000/")
    (tmp_path / PASSWORD).write_text("the-first-one-2026\n")
    chief.set_password("another-one-2026")
    chief.save()
    assert PASSWORD not in greeting("http://127.0.0.1:8000/")
