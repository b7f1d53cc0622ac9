"""The limited process: takes one job after another on stdin, answers on stdout, each a length and JSON.

It limits itself before it reads the first job: address space, file size, open files, no core dumps, no network. CPU time is
granted job by job. It ends when its parent does (a thread watches a pipe whose other end only the parent holds), when it has
been idle, and it takes its whole process group (LibreOffice) with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import resource
import select
import shutil
import signal
import struct
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

IDLE = 90.0  # seconds without a job
FILES = 512
PR_SET_CHILD_SUBREAPER = 36
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def close_network() -> bool:
    """A network namespace of its own, without any interface. Best effort: needs root or user namespaces."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        uid, gid = os.geteuid(), os.getegid()
        if libc.unshare(CLONE_NEWNET) == 0:
            return True
        if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
            return False
        for name, value in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ):
            with contextlib.suppress(OSError):
                Path("/proc/self", name).write_text(value)
    except (OSError, AttributeError):
        return False
    return True


def adopt() -> None:
    """Processes whose parent ends become this one's children, so that it can wait for them. Best effort."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def limit(memory: int, office_memory: int, file_size: int) -> None:
    """The hard bound of the address space is LibreOffice's, which raises its own soft one."""
    hard = max(memory, office_memory)
    for kind, soft, top in (
        (resource.RLIMIT_AS, memory, hard),
        (resource.RLIMIT_FSIZE, file_size, file_size),
        (resource.RLIMIT_NOFILE, FILES, FILES),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, top))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit then raises OSError
    # What ends a service asks all its processes at once: this one is its parent's to end, who then blames no file.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(5)


def grant(seconds: float) -> None:
    """CPU seconds for one job. The parent's clock is the tighter bound; this one holds even when the parent is gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def end_group(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def watch(lifeline: int, folder: Path) -> None:
    """Ends everything the moment the parent is gone, however it went."""
    select.select([lifeline], [], [])
    end_group(folder)


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def resident() -> int:
    """Bytes held now. Not ru_maxrss: the kernel carries the parent's over into what it starts."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def serve(lifeline: int, folder: Path) -> None:
    from .dispatch import answer

    stdin = os.fdopen(os.dup(0), "rb", buffering=0)
    stdout = os.fdopen(os.dup(1), "wb", buffering=0)
    # What a library prints must not enter the protocol.
    void = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(void, number)
    threading.Thread(target=watch, args=(lifeline, folder), daemon=True).start()
    jobs = 0
    while True:
        ready, _, _ = select.select([stdin], [], [], IDLE)
        if not ready:
            break
        try:
            size = struct.unpack("<I", read_exactly(stdin, 4))[0]
            data = bytearray()
            while len(data) < size:
                data += (
                    read_exactly(stdin, 1) if size - len(data) == 1 else (stdin.read(size - len(data)) or b"")
                )
            request: dict[str, Any] = json.loads(bytes(data))
        except (EOFError, ValueError):
            break
        jobs += 1
        grant(request["seconds"])
        place = folder / f"job{jobs}"
        try:
            place.mkdir()
            header, body = answer(request, place)
        except OSError as error:  # the machine's trouble, not the file's
            header, body = {"ok": False, "errno": error.errno or errno.EIO}, b""
        finally:
            shutil.rmtree(place, ignore_errors=True)
        header["memory"] = resident()
        head = json.dumps(header, ensure_ascii=False).encode("utf-8", errors="replace")
        message = memoryview(struct.pack("<II", len(head), len(body)) + head + body)
        while message:
            message = message[stdout.write(message) :]
    end_group(folder)


def main() -> None:
    """argv: lifeline file descriptor, folder, memory, office memory, file size."""
    lifeline, folder = int(sys.argv[1]), Path(sys.argv[2])
    close_network()
    adopt()
    limit(*map(int, sys.argv[3:6]))
    serve(lifeline, folder)


if __name__ == "__main__":
    main()
