"""A bounded folder of page images and page geometry: made when asked for, the longest unread go first.

It lies beside the originals, never in MEDIA: whoever reads from it has asked for the level before. Losing it costs
time only.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from django.conf import settings

MOST = 2 << 30  # bytes on disk
SWEEP_EVERY = 64  # writes of one process
DAY = 86_400

_lock = Lock()
_writes = 0


def folder() -> Path:
    return Path(settings.VAR) / "pages"


def most() -> int:
    return int(getattr(settings, "LIBRARY_PAGES_BYTES", MOST))


def read(version: str, name: str) -> tuple[bytes, datetime] | None:
    """What is kept of one version of a file under `name`, and since when."""
    path = _path(version, name)
    try:
        data = path.read_bytes()
        stat = path.stat()
        if stat.st_atime < time.time() - DAY:
            os.utime(path, (time.time(), stat.st_mtime))
    except OSError:
        return None
    return data, datetime.fromtimestamp(int(stat.st_mtime), UTC)


def write(version: str, name: str, data: bytes) -> None:
    """Whole or not at all. A full disk loses nothing: the image is made again next time."""
    global _writes
    path = _path(version, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError:
        return
    with _lock:
        _writes += 1
        due = _writes % SWEEP_EVERY == 1
    if due:
        sweep()


def sweep() -> int:
    """Removes what has not been read for longest until a tenth of the room is free. Returns the bytes removed."""
    entries = []
    for path in folder().glob("??/*/*"):
        with contextlib.suppress(OSError):
            stat = path.stat()
            entries.append((stat.st_atime, stat.st_size, path))
    total = sum(size for _, size, _ in entries)
    if total <= most():
        return 0
    removed = 0
    for _, size, path in sorted(entries):
        if total - removed <= most() * 9 // 10:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            removed += size
            path.parent.rmdir()  # once it is empty
    return removed


def forget(version: str) -> None:
    shutil.rmtree(_path(version, "x").parent, ignore_errors=True)


def _path(version: str, name: str) -> Path:
    return folder() / version[:2] / version / name
