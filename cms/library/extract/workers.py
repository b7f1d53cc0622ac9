"""The parent's side of the limited processes: a small pool, reused, replaced after a crash, a broken limit or many jobs.

Threads may share the pool. A process forked from this one starts with an empty pool of its own.
"""

from __future__ import annotations

import atexit
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .result import Limits

ROOT = Path(__file__).resolve().parents[3]
PREFIX = "xinhuo-extract-"
JOBS = 200  # after so many, or so much memory, a child makes room for a fresh one
MEMORY = 400 << 20
REPLY = 256 << 20  # bytes of one answer
GRACE = 3.0
SIZE = 2
_START = "import sys; sys.path.insert(0, {root!r}); from cms.library.extract.child import main; main()"


class Broken(Exception):
    """The child died or went silent. `why`: "time", "crash", "output"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Busy(Exception):
    """All children are at work, and have been for so long that it is not worth waiting for them."""


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
                raise Broken("crash")
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


class Pool:
    """At most `size` children at once; a caller waits for one."""

    def __init__(self, size: int = SIZE) -> None:
        self.size = size
        self._idle: list[Child] = []
        self._lock = threading.Lock()
        self._free = threading.BoundedSemaphore(size)
        self._begun: list[float] = []  # when those at work began

    @contextlib.contextmanager
    def child(self, limits: Limits, patience: float | None = None) -> Iterator[Child]:
        """A child that works under these limits. It is ended when the body raises.

        Raises Busy when none is free within `patience` seconds from the moment the last of them began its work.
        """
        if not self._free.acquire(timeout=self._wait(patience)):
            raise Busy
        begun = time.monotonic()
        with self._lock:
            self._begun.append(begun)
        try:
            child = self._take(limits)
            try:
                yield child
            except BaseException:
                child.end()
                raise
            if child.usable:
                with self._lock:
                    self._idle.append(child)
            else:
                child.end()
        finally:
            with self._lock:
                self._begun.remove(begun)
            self._free.release()

    def _wait(self, patience: float | None) -> float | None:
        if patience is None:
            return None
        with self._lock:
            return max(0.0, patience - (time.monotonic() - max(self._begun, default=time.monotonic())))

    def _take(self, limits: Limits) -> Child:
        wanted = (limits.memory, limits.office_memory, limits.temporary_bytes)
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return Child(limits)
            bounds = (child.limits.memory, child.limits.office_memory, child.limits.temporary_bytes)
            if child.usable and bounds == wanted:
                return child
            child.end()

    def close(self) -> None:
        """Ends the idle children; those at work end with their jobs."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def forget(self) -> None:
        """In a forked process: the children belong to the other one."""
        for child in self._idle:
            with contextlib.suppress(OSError):
                os.close(child._lifeline)
        self.__init__(self.size)  # type: ignore[misc]


POOL = Pool()
atexit.register(lambda: POOL.close())
os.register_at_fork(after_in_child=lambda: POOL.forget())


def use(size: int) -> None:
    """So many processes at most from now on."""
    global POOL
    if size != POOL.size:
        POOL.close()
        POOL = Pool(size)


def ask(
    request: dict[str, Any], limits: Limits, seconds: float, patience: float | None = None
) -> tuple[dict[str, Any], bytes]:
    """One request to a pooled child. A child that had gone while idle is replaced once. Raises Broken, OSError and,
    with `patience`, Busy (see Pool.child).
    """
    for attempt in (1, 2):
        with contextlib.suppress(_Stale), POOL.child(limits, patience) as child:
            used = child.jobs > 0
            began = time.monotonic()
            try:
                return child.ask(request, seconds)
            except Broken as broken:
                if attempt == 1 and used and broken.why == "crash" and time.monotonic() - began < 0.1:
                    raise _Stale from broken
                raise
    raise Broken("crash")


class _Stale(Exception):
    """The child had ended by itself before it saw the request."""


def sweep() -> int:
    """Removes what a killed process left behind in the temporary folder. Returns how many folders and files."""
    removed = 0
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = left.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
            removed += 1
    return removed
