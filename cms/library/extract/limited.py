"""The parent's side of one limited process: how it is started, asked and ended."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from .result import Limits

ROOT = Path(__file__).resolve().parents[3]
PREFIX = "xinhuo-extract-"
JOBS = 200  # after so many, or so much memory, a child makes room for a fresh one
MEMORY = 400 << 20
REPLY = 256 << 20  # bytes of one answer
GRACE = 3.0
# How libraries end that are given no more memory.
STARVED = {-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL}
_START = "import sys; sys.path.insert(0, {root!r}); from cms.library.extract.child import main; main()"


class Broken(Exception):
    """The child died or went silent. `why`: "time", "crash", "memory", "output"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Child:
    """One limited process with a temporary folder that goes when it goes."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.jobs = 0
        self.memory = 0
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        lifeline, self._lifeline = os.pipe()
        bounds = (limits.memory, limits.office_memory, limits.temporary_bytes)
        try:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-E",
                    "-s",
                    "-c",
                    _START.format(root=str(ROOT)),
                    str(lifeline),
                    str(self.folder),
                    *map(str, bounds),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd=self.folder,
                env=self._environment(),
                pass_fds=(lifeline,),
                start_new_session=True,
            )
        except BaseException:
            os.close(self._lifeline)
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        finally:
            os.close(lifeline)
        self._ending = threading.Lock()
        self._gone = threading.Event()
        threading.Thread(target=self._bury, name="extract-child", daemon=True).start()

    def _bury(self) -> None:
        """Waits for the child's end, however it comes, so that no zombie, process of its group or folder outlasts it."""
        with contextlib.suppress(ChildProcessError):
            # Not yet waited for: until then its number, which is its group's, is given to nobody else.
            os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT)
        with self._ending:
            self._kill()
            self.process.wait()
            self._gone.set()
        self._clear()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _clear(self) -> None:
        for _ in range(3):  # a process of the group may have been writing while it died
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                break

    def _environment(self) -> dict[str, str]:
        """Nothing of ours: no keys, no settings, no proxy."""
        folder = str(self.folder)
        return {
            "PATH": os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin"),
            "HOME": folder,
            "TMPDIR": folder,
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "MALLOC_ARENA_MAX": "2",
        }

    @property
    def usable(self) -> bool:
        return not self._gone.is_set() and self.jobs < JOBS and self.memory < MEMORY

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """Raises Broken, OSError when the machine cannot work now; the child must then be ended."""
        self.jobs += 1
        deadline = time.monotonic() + seconds
        data = json.dumps({**request, "seconds": seconds}, ensure_ascii=True).encode()
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write(struct.pack("<I", len(data)) + data)
        except OSError as error:
            raise Broken("crash") from error
        head_size, body_size = struct.unpack("<II", self._read(8, deadline))
        if head_size + body_size > REPLY:
            raise Broken("output")
        header: dict[str, Any] = json.loads(self._read(head_size, deadline))
        body = self._read(body_size, deadline)
        self.memory = header.get("memory", 0)
        if number := header.get("errno"):
            raise OSError(number, os.strerror(number))
        if header.get("retire"):
            self.jobs = JOBS
        return header, body

    def _read(self, size: int, deadline: float) -> bytes:
        assert self.process.stdout
        descriptor = self.process.stdout.fileno()
        data = bytearray()
        while len(data) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise Broken("time")
            chunk = os.read(descriptor, min(1 << 20, size - len(data)))
            if not chunk:
                self._gone.wait(GRACE)
                raise Broken("memory" if self.process.returncode in STARVED else "crash")
            data += chunk
        return bytes(data)

    def end(self) -> None:
        """The whole process group, then its folder."""
        with self._ending:
            if not self._gone.is_set():
                self._kill()
        self._gone.wait(GRACE)
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        with contextlib.suppress(OSError):
            os.close(self._lifeline)
        self._clear()
