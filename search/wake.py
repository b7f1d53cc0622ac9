"""Waking the worker within a millisecond: a unix datagram on SQLite, LISTEN/NOTIFY on PostgreSQL.

Waking is a courtesy: the worker also looks by itself every second, so a lost signal costs a second and
nothing else.
"""

from __future__ import annotations

import hashlib
import os
import select
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import connection

from .locks import dedicated_connection

CHANNEL = "xinhuo_worker"
LONGEST = 100  # bytes of a socket's path; the kernel takes 107


class Waker(Protocol):
    def wait(self, timeout: float) -> bool:
        """Sleep until woken (True) or until `timeout` seconds have passed (False)."""

    def close(self) -> None: ...


def socket_path() -> Path:
    path = Path(settings.VAR) / "worker.sock"
    if len(os.fsencode(path)) <= LONGEST:
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"xinhuo-{os.getuid()}-{digest}.sock"


def announce(db: Any) -> None:
    """Inside the transaction: PostgreSQL delivers on commit. SQLite has nothing of the kind."""
    if db.vendor == "postgresql":
        with db.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def send() -> None:
    """After the commit, and from anywhere else: never blocks, never fails."""
    if connection.vendor == "postgresql":
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        sender.sendto(b"x", os.fspath(socket_path()))


def listen() -> Waker:
    """The worker's end. Only the owner of the writer may call it: it takes the socket's path over."""
    return PostgresWaker() if connection.vendor == "postgresql" else SocketWaker()


class SocketWaker:
    def __init__(self) -> None:
        self.path = socket_path()
        self.path.unlink(missing_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(os.fspath(self.path))
        self.path.chmod(0o660)

    def wait(self, timeout: float) -> bool:
        ready, _, _ = select.select([self.socket], [], [], timeout)
        with suppress(BlockingIOError):
            while ready:  # a burst of commits is one awakening
                self.socket.recv(16)
        return bool(ready)

    def close(self) -> None:
        self.socket.close()
        self.path.unlink(missing_ok=True)


class PostgresWaker:
    """A connection of its own, since LISTEN must not sit inside somebody's transaction."""

    def __init__(self) -> None:
        self.connection = dedicated_connection()
        self.connection.execute(f"LISTEN {CHANNEL}")

    def wait(self, timeout: float) -> bool:
        """Raises psycopg.OperationalError when the server is gone."""
        return any(True for _ in self.connection.notifies(timeout=timeout, stop_after=1))

    def close(self) -> None:
        self.connection.close()
