"""The supervisor with real processes: together up, together down, whatever ends the parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from django.core.management.base import CommandError

from cms.core.management.commands.serve import check_port

ROOT = Path(__file__).resolve().parents[3]
TREE = """
import sys
from cms.core.supervisor import Child, Supervisor
steady = [sys.executable, "-c", "import time, os; print('up', os.getpid(), flush=True); time.sleep(300)"]
falling = [sys.executable, "-c", "import os; print('fell', os.getpid(), flush=True)"]
failing = [sys.executable, "-c", "raise SystemExit(7)"]
which = {"steady": steady, "falling": falling, "failing": failing}
children = [Child(name, which[name], vital=name == "failing") for name in sys.argv[1:]]
raise SystemExit(Supervisor(children, lambda said: print(said, flush=True)).run("都已启动"))
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
    lines = [parent.stdout.readline() for _ in range(3)]
    assert "都已启动\n" in lines
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
            check_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_an_impossible_port(port: int) -> None:
    with pytest.raises(CommandError, match="应在 1 到 65535 之间"):
        check_port("127.0.0.1", port)
