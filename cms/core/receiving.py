"""A request is received whole before it takes a thread: whoever sends slowly keeps nobody waiting.

gunicorn gives a client a thread with its first byte, and a few that dribble hold them all. Here the worker's own loop,
which waits for all sockets at once, collects what each sends, a large body on the disk, and hands it on when it is complete.
"""

from __future__ import annotations

import re
import time
from tempfile import SpooledTemporaryFile

from gunicorn.http.errors import LimitRequestHeaders
from gunicorn.http.unreader import SocketUnreader

LONGEST = 128 << 10  # bytes of a request line: a query of 10,000 Hanzi, percent-encoded, takes 90,000
LONGEST_HEAD = LONGEST + (64 << 10)  # with its headers
LARGEST = 520 << 20  # bytes of a body: one upload of 500 MB, as in site/deploy/nginx/xinhuo.conf
IN_MEMORY = 1 << 20  # bytes of a request that are kept without the disk
SILENT = 10.0  # seconds a client may stand still
FOR_HEAD = 20.0  # seconds for line and headers
SLOWEST = 8 << 10  # bytes a second of a body, on the whole
_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$")
_NO_LENGTH = re.compile(rb"(?im)^transfer-encoding[ \t]*:")
_EXPECTS = re.compile(rb"(?im)^expect[ \t]*:[ \t]*100-continue[ \t]*\r?$")


class Incoming:
    """What one client has sent so far of its next request."""

    def __init__(self) -> None:
        self.stored = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - its reader closes it
        self.head: bytearray | None = bytearray()  # until it is complete
        self.size = 0
        self.whole = 0  # bytes of the request, once the head says so
        self.expects = False  # the client waits to be told that it may send its body
        self.began = self.last = time.monotonic()

    def feed(self, data: bytes) -> bool:
        """Whether nothing more is needed. Raises OSError when the disk is full."""
        self.stored.write(data)
        self.size += len(data)
        self.last = time.monotonic()
        if self.head is not None:
            before = max(0, len(self.head) - 3)
            self.head += data
            if found := _END.search(self.head, before):
                self._read(bytes(self.head[: found.end()]))
            elif len(self.head) > LONGEST_HEAD:
                return True  # refused by whoever reads it
        return self.head is None and self.size >= self.whole

    def _read(self, head: bytes) -> None:
        self.head = None
        length = _LENGTH.search(head)
        if _NO_LENGTH.search(head) or not length or int(length[1]) > LARGEST:
            self.whole = len(head)
        else:
            self.whole = len(head) + int(length[1])
            self.expects = self.whole > self.size and bool(_EXPECTS.search(head))

    def is_late(self, now: float) -> bool:
        if now > self.last + SILENT:
            return True
        return now > self.began + FOR_HEAD + (0 if self.head is not None else self.size / SLOWEST)


class Received(SocketUnreader):
    """Where gunicorn's parser reads from: what was received, never the socket."""

    def __init__(self, sock: object) -> None:
        super().__init__(sock)
        self.incoming: Incoming | None = None

    def take(self, incoming: Incoming) -> None:
        incoming.stored.seek(0)
        self.incoming = incoming

    def chunk(self, size_hint: int | None = None) -> bytes:
        """At its end nothing; raises LimitRequestHeaders when the end was not waited for."""
        if self.incoming is None:
            return b""
        if data := self.incoming.stored.read(max(self.mxchunk, min(size_hint or 0, self.max_body_chunk))):
            return bytes(data)
        if self.incoming.head is not None:
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
