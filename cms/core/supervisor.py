"""A handful of processes as one tree: started together, ended together, restarted when they fall.

The kernel ends the children when their parent dies, even by kill -9 (PR_SET_PDEATHSIG, Linux). A SIGINT that only
`make` got ends them too: make then waits for its recipe, which heard nothing.
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds of life after which a fall counts as the first one again
GRACE = 15.0


@dataclass
class Child:
    name: str  # Chinese, for people
    command: Sequence[str]
    vital: bool = False  # its end before it ever was steady ends the tree
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    due: float = 0.0

    def start(self) -> None:
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda: die_with_parent(parent),  # no threads here
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends the others in order
        )
        self.started = time.monotonic()


def die_with_parent(parent: int) -> None:
    """For a child between fork and exec: SIGTERM when `parent` goes, and at once if it has gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


class Make:
    """The `make` that started us, if one did. On SIGINT it gives up its handler and waits for us to end."""

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.watched = _word(f"/proc/{self.pid}/comm") in {"make", "gmake"} and self._catches()

    def gives_up(self) -> bool:
        return self.watched and not self._catches()

    def _catches(self) -> bool:
        caught = re.search(r"^SigCgt:\s*([0-9a-f]+)", _word(f"/proc/{self.pid}/status"), re.M)
        return bool(caught and int(caught[1], 16) >> (signal.SIGINT - 1) & 1)


def _word(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""


class Supervisor:
    def __init__(
        self, children: Sequence[Child], say: Callable[[str], None], ready: Callable[[], bool] = lambda: True
    ) -> None:
        """`ready` is asked until it first says True; `say` gets one Chinese sentence at a time."""
        self.children = children
        self.say = say
        self.ready = ready
        self.greeting = ""
        self.stopping = False

    def run(self, greeting: str = "") -> int:
        """Blocks until a signal, or until a vital child fails at its start; returns the exit code.

        The greeting is said when all is ready.
        """
        self.greeting = greeting
        make = Make()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        code = 0
        try:
            for child in self.children:
                child.start()
            while not self.stopping and not make.gives_up():
                code = self._look()
                if code:
                    break
                if self.greeting and self.ready():
                    self.say(self.greeting)
                    self.greeting = ""
                time.sleep(0.2)
        finally:
            self._end_all()
        return code

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _look(self) -> int:
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.due:
                    child.start()
                continue
            code = child.process.poll()
            if code is None:
                continue
            child.process = None
            steady = now - child.started >= STEADY
            if child.vital and not steady and child.falls == 0:
                self.say(f"{child.name}没有启动成功（退出码 {code}），请看上面的说明。")
                return code if code > 0 else 1
            child.falls = 1 if steady else child.falls + 1
            pause = min(LONGEST_PAUSE, 2.0 ** (child.falls - 1))
            child.due = now + pause
            self.say(f"{child.name}意外结束（退出码 {code}），{pause:.0f} 秒后重新启动。")
        return 0

    def _end_all(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
