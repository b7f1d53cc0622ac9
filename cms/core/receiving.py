"""A request is received whole before it takes a thread: whoever sends slowly keeps nobody waiting.

gunicorn gives a client a thread with its first byte, and a few that dribble hold them all. Here the worker's own loop,
which waits for all sockets at once, collects what each sends, a large body on the disk, and hands it on when it is complete.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import time
from tempfile import SpooledTemporaryFile

from gunicorn.http.errors import LimitRequestHeaders
from gunicorn.http.unreader import SocketUnreader

LONGEST = 128 << 10  # bytes of a request line: a query of 10,000 Hanzi, percent-encoded, takes 90,000
LONGEST_HEAD = LONGEST + (64 << 10)  # with its headers
LARGEST = 520 << 20  # bytes of a body: one upload of 500 MB, as in site/deploy/nginx/xinhuo.conf
COMMON = 22 << 20  # of one that comes from no page of the admin: Django takes forms of 20 MB
BEGINNING = 32  # bytes
IN_MEMORY = 32 << 10  # bytes of a request that are kept without the disk
SPARE = 64 << 20  # bytes that stay free on the disk where bodies are received
LOOK = 8 << 20  # bytes between two looks at it
SILENT = 10.0  # seconds a client may stand still
FOR_HEAD = 20.0  # seconds for line and headers
SLOWEST, STRETCH = 8 << 10, 20.0  # bytes a second of a body, in every stretch of so many seconds
_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d+)[ \t]*\r?$")
_NO_LENGTH = re.compile(rb"(?im)^transfer-encoding[ \t]*:")
_ADMIN = re.compile(rb"^\S+ (?:https?://[^/ ]+)?/admin/")
_SESSION = re.compile(rb"(?im)^cookie[ \t]*:.*\bsessionid=")
_EXPECTS = re.compile(rb"(?im)^expect[ \t]*:[ \t]*100-continue[ \t]*\r?$")


def largest(head: bytes) -> int:
    """Of the body of a request that begins so. Who has no session is told so only when all is received: so not much is."""
    return LARGEST if _ADMIN.match(head) and _SESSION.search(head) else COMMON


class NoRoom(OSError):
    """On the disk where bodies are received."""


class Incoming:
    """What one client has sent so far of its next request."""

    def __init__(self) -> None:
        self.stored = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - its reader closes it
        self.began_with = b""  # enough to tell whether an address of the API is asked
        self.tail = b""  # of what came, until the head is complete
        self.size = 0
        self.whole = 0  # bytes of the request, once the head is complete and says so
        self.refused = 0  # the status, when its body is not waited for
        self.answered = False  # nothing more is wanted: what comes would only cut the answer off, unread
        self.expects = False  # the client waits to be told that it may send its body
        self.began = self.last = self.stretch = time.monotonic()
        self.before = 0  # bytes, when this stretch began

    def feed(self, data: bytes) -> bool:
        """Whether nothing more is needed. Raises OSError when the disk is full, NoRoom when it would be."""
        before = self.size
        if before < BEGINNING:
            self.began_with += data[: BEGINNING - before]
        self.stored.write(data)
        self.size += len(data)
        self.last = time.monotonic()
        if before <= IN_MEMORY < self.size or self.size // LOOK > before // LOOK:
            self._need(0)
        if not self.whole:
            if found := _END.search(self.tail + data):
                self.stored.seek(0)
                head = self.stored.read(before - len(self.tail) + found.end())
                self.stored.seek(0, os.SEEK_END)
                self._read(head)
            self.tail = (self.tail + data)[-3:]
        # a head that is too long is refused by whoever reads it
        complete = self.size >= self.whole if self.whole else self.size > LONGEST_HEAD
        if complete:
            self.stored.seek(0)  # writes what is not yet on the disk
        return complete

    def _read(self, head: bytes) -> None:
        self.stretch = self.last
        self.whole = len(head)
        length = _LENGTH.search(head)
        if _NO_LENGTH.search(head):
            self.refused = 411  # Django reads only bodies whose length is told
        elif length and (len(length[1]) > 18 or int(length[1]) > largest(head)):
            self.refused = 413
        elif length:
            self.whole += int(length[1])
        if self.whole == len(head):
            return
        self.expects = self.whole > self.size and bool(_EXPECTS.search(head))
        if self.whole > IN_MEMORY:
            self._need(self.whole - self.size)

    def _need(self, more: int) -> None:
        if shutil.disk_usage(tempfile.gettempdir()).free < more + SPARE:
            raise NoRoom(errno.ENOSPC, "no room for a body")

    def is_late(self, now: float) -> bool:
        if now > self.last + SILENT:
            return True
        if not self.whole:
            return now > self.began + FOR_HEAD
        if now < self.stretch + STRETCH:
            return False
        late = self.size - self.before < SLOWEST * STRETCH
        self.stretch, self.before = now, self.size
        return late

    def is_api(self) -> bool:
        return b" /api/" in self.began_with

    def due(self) -> float:
        """Earlier for who keeps us waiting longer: a head since it began, a body by how slowly it arrives.

        Before all of them, who has been answered and only has to close.
        """
        if self.answered:
            return 0.0
        return self.began + (self.size / SLOWEST if self.whole else 0)


class Received(SocketUnreader):
    """Where gunicorn's parser reads from: what was received, never the socket."""

    def __init__(self, sock: object) -> None:
        super().__init__(sock)
        self.incoming: Incoming | None = None
        self.refused = 0

    def take(self, incoming: Incoming) -> None:
        self.incoming, self.refused = incoming, incoming.refused

    def chunk(self, size_hint: int | None = None) -> bytes:
        """At its end nothing; raises LimitRequestHeaders when the end was not waited for."""
        if self.incoming is None:
            return b""
        if data := self.incoming.stored.read(max(self.mxchunk, min(size_hint or 0, self.max_body_chunk))):
            return bytes(data)
        if not self.incoming.whole:
            raise LimitRequestHeaders("head too long")
        self.done()
        return b""

    def rest(self) -> bytes:
        """What came after the request: the beginning of the next."""
        left = self.take_buffered()
        if self.incoming is not None:
            left += self.incoming.stored.read()
            self.done()
        return bytes(left)

    def done(self) -> None:
        if self.incoming is not None:
            self.incoming.stored.close()
            self.incoming = None
