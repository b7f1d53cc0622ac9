"""Servers of the test run: a free port, another user when root, a group that ends as a whole."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PARTS = Path(os.environ.get("XINHUO_PARTS") or "/var/tmp/xinhuo-parts")  # where another user can read it
MARK = ".made-by-xinhuo-tests"  # `make clean` removes a folder whole only where this says that it is ours


class PartMissing(Exception):
    """A part cannot be had here. The message says which command would bring it."""


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Of an environment that may be a real site's, what a test or benchmark may know: its database and files never."""
    kept = ("XINHUO_TEST_", "XINHUO_PARTS")
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(kept) or not name.startswith(("XINHUO_", "DJANGO_"))
    }


def parts_folder() -> Path:
    """PARTS, made when missing. A folder with somebody's things in it is used, but never marked as ours."""
    PARTS.mkdir(parents=True, exist_ok=True)
    if not any(PARTS.iterdir()):
        (PARTS / MARK).touch()
    return PARTS


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def other_user(preferred: str = "nobody") -> str | None:
    """The user to run a server as that refuses root; None when we are not root."""
    if os.geteuid():
        return None
    for name in (preferred, "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise PartMissing("no unprivileged user on this machine: useradd --system xinhuo-test")


def own(folder: Path, user: str | None) -> None:
    """Give a folder, whole, to the user."""
    if user is None:
        return
    shutil.chown(folder, user)
    for child in folder.rglob("*"):
        shutil.chown(child, user)


def die_with_parent(by: int = signal.SIGTERM) -> None:
    """In the child, after it has changed user: the kernel ends it, by this signal, when the test run is gone."""
    ctypes.CDLL("libc.so.6").prctl(1, by)


class Server:
    """A child process in a group of its own. Use as a context manager."""

    def __init__(
        self, command: Sequence[str], *, user: str | None, log: Path, env: Mapping[str, str] | None = None
    ) -> None:
        self.log = log
        self._out = log.open("wb")
        self.process = subprocess.Popen(
            list(command),
            stdout=self._out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            preexec_fn=die_with_parent,
            env={**os.environ, "HOME": str(log.parent), **(env or {})},
            cwd=log.parent,
        )

    def wait_until(self, ready: Callable[[], bool], seconds: float, what: str) -> None:
        """Poll until ready. Raises PartMissing with the end of the log when it dies or takes too long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if ready():
                return
            time.sleep(0.2)
        self.stop()
        raise PartMissing(f"{what} did not come up:\n{self.log.read_text(errors='replace')[-2000:]}")

    def stop(self, sig: int = signal.SIGTERM, seconds: float = 20) -> None:
        for each in (sig, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, each)
            except ProcessLookupError:
                break
            try:
                self.process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                continue
        self._out.close()
