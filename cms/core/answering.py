"""An answer takes no thread while its client reads it: what a socket does not take at once waits for the worker's loop.

gunicorn sends from the thread that answered, and a few clients that read slowly hold them all.
"""

from __future__ import annotations

import errno
import os
import shutil
import socket
import struct
import tempfile
import time
from collections import deque
from tempfile import SpooledTemporaryFile
from typing import Any

from cms.core.receiving import IN_MEMORY, SLOWEST, SPARE, NoRoom

AT_ONCE = 256 << 10  # bytes given to a socket
TURN = 4 << 20  # bytes given to one client before the others have their turn
AHEAD = (
    256 << 10
)  # bytes that the system may hold for a client: it says that some are taken when a third has gone
UNREAD = 120.0  # seconds a client may take nothing of which we hear: who takes 2 KB a second is heard of


class Said:
    """Bytes that the site made: in memory while they are few, else on the disk."""

    def __init__(self) -> None:
        self.stored = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it is sent
        self.size = self.at = 0

    def add(self, data: bytes) -> None:
        """Raises NoRoom."""
        size = self.size + len(data)
        looks = self.size <= IN_MEMORY < size or self.size // TURN < size // TURN
        if looks and shutil.disk_usage(tempfile.gettempdir()).free < SPARE:
            raise NoRoom(errno.ENOSPC, "no room for an answer")
        self.stored.seek(self.size)
        self.stored.write(data)
        self.size = size

    def left(self) -> int:
        return self.size - self.at

    def send(self, to: socket.socket) -> int:
        self.stored.seek(self.at)
        sent = to.send(self.stored.read(AT_ONCE))
        self.at += sent
        return sent

    def close(self) -> None:
        self.stored.close()


class Stored:
    """A part of a file, which is read as it is sent. Kept open here: who answered closes his own."""

    def __init__(self, file: int, at: int, size: int) -> None:
        self.file = os.dup(file)
        self.at, self.end = at, at + size

    def left(self) -> int:
        return self.end - self.at

    def send(self, to: socket.socket) -> int:
        sent = os.sendfile(to.fileno(), self.file, self.at, min(AT_ONCE, self.left()))
        if not sent:
            raise OSError(errno.EIO, "the file has become shorter")
        self.at += sent
        return sent

    def close(self) -> None:
        os.close(self.file)


class Outgoing:
    """A client's socket that never waits; what it does not take is kept in order."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, AHEAD)
        self._waiting: deque[Said | Stored] = deque()
        self.began = self.last = time.monotonic()
        self.sent = 0  # bytes, since it began

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def setblocking(self, flag: bool) -> None:
        """Whatever gunicorn wishes."""
        self._client.setblocking(False)

    def sendall(self, data: bytes) -> None:
        """Raises OSError when the client has gone, NoRoom when the disk is full."""
        if self.pump():  # of what is made bit by bit, what waits goes out meanwhile
            data = data[self._now(data) :]
        if not data:
            return
        if not self._waiting or not isinstance(self._waiting[-1], Said):
            self._waiting.append(Said())
        self._waiting[-1].add(data)  # type: ignore[union-attr]

    def sendfile(self, file: Any, offset: int = 0, count: int = 0) -> None:
        self._waiting.append(Stored(file.fileno(), offset, count))
        self.pump()

    def pump(self) -> bool:
        """Send what the client takes now; whether that was all. Raises OSError when the client has gone."""
        most = TURN
        while self._waiting and most > 0:
            if not self._waiting[0].left():
                self._waiting.popleft().close()
                continue
            try:
                sent = self._waiting[0].send(self._client)
            except BlockingIOError:
                break
            most -= sent
            self._took(sent)
        return not self._waiting

    def begin(self) -> bool:
        """The loop sends from here on; whether there is anything to send."""
        self.began = self.last = time.monotonic()
        self.sent = 0
        return bool(self._waiting)

    def is_late(self, now: float) -> bool:
        return now > self.last + UNREAD

    def due(self) -> float:
        """Earlier for who keeps us waiting longer."""
        return self.began + self.sent / SLOWEST

    def close(self) -> None:
        """At once, where something is left to send: the client shall not take it for the end."""
        if self._waiting:
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        while self._waiting:
            self._waiting.popleft().close()
        self._client.close()

    def _now(self, data: bytes) -> int:
        done = 0
        try:
            while done < len(data):
                done += self._client.send(data[done : done + AT_ONCE])
        except BlockingIOError:
            pass
        return done

    def _took(self, count: int) -> None:
        self.last = time.monotonic()
        self.sent += count
