"""One owner at a time, on one machine (lock files) and across several (PostgreSQL's advisory locks).

Both are released by the kernel or the server when their holder dies, kill -9 included.
"""

from __future__ import annotations

import fcntl
import os
import zlib
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import connection

WORKER = "worker"  # for the life of a worker
WRITER = "writer"  # for one batch, and for the moment of switching generations
BUILD = "build"  # for the building of a generation


class Busy(Exception):
    """Somebody else holds the lock. `holder` is the process id written in the lock file, or 0."""

    def __init__(self, name: str, holder: int) -> None:
        super().__init__(f"{name} is held by process {holder}")
        self.holder = holder


class Lost(Exception):
    """The database server that kept our lock is gone, so somebody else may hold it by now."""


class Lock:
    """Not reentrant. `with Lock(name)` raises Busy at once; `with Lock(name, wait=True)` queues."""

    def __init__(self, name: str, *, wait: bool = False) -> None:
        self.name = name
        self.wait = wait
        self.path = Path(settings.VAR) / f"{name}.lock"
        self._file = -1
        self._database: Any = None

    def acquire(self) -> None:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | (0 if self.wait else fcntl.LOCK_NB))
            if connection.vendor == "postgresql":
                self._acquire_on_server()
        except BlockingIOError:
            holder = self._holder()
            self.release()
            raise Busy(self.name, holder) from None
        except BaseException:
            self.release()
            raise
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Gives the file's lock back and keeps the server connection for the next time."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        if self._database is not None:
            with suppress(Exception):  # a dead connection has released it already
                self._database.execute("SELECT pg_advisory_unlock(%s)", [self._number])
                return
            self.close()

    def close(self) -> None:
        if self._database is not None:
            with suppress(Exception):
                self._database.close()
            self._database = None

    def check(self) -> None:
        """Raises Lost when the server forgot us. A lock file is never lost."""
        if self._database is not None:
            try:
                self._database.execute("SELECT 1")
            except Exception as error:
                raise Lost(self.name) from error

    def __enter__(self) -> Lock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        self.close()

    @property
    def _number(self) -> int:
        return zlib.crc32(f"xinhuo.{self.name}".encode())

    def _acquire_on_server(self) -> None:
        if self._database is None or self._database.closed:
            self._database = dedicated_connection()
        if self.wait:
            self._database.execute("SELECT pg_advisory_lock(%s)", [self._number])
        elif not self._database.execute("SELECT pg_try_advisory_lock(%s)", [self._number]).fetchone()[0]:
            self.close()
            raise BlockingIOError(self.name)

    def _holder(self) -> int:
        try:
            return int(self.path.read_text() or 0)
        except (OSError, ValueError):
            return 0


def dedicated_connection() -> Any:
    """A plain connection to the PostgreSQL of the settings, outside Django's pool and transactions.

    Raises Django's OperationalError when the server does not answer.
    """
    import psycopg

    parameters = connection.get_connection_params()
    wanted = (
        "host",
        "port",
        "user",
        "password",
        "dbname",
        "service",
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
    )
    given = {name: parameters[name] for name in wanted if name in parameters}
    with connection.wrap_database_errors:
        return psycopg.connect(autocommit=True, **given)
