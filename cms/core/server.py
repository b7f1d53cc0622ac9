"""gunicorn's worker for this site: long and unescaped Chinese addresses are read, its own refusals are in Chinese.

Used by `manage.py serve` and by the systemd unit (`--worker-class cms.core.server.Worker --http-parser python`).
What arrives here and is sound goes on to Django; only what is no HTTP, or too long to read, is answered here.
"""

from __future__ import annotations

import errno
import re
import resource
import selectors
import socket
import time
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from gunicorn.http import message
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from cms.core.answering import Outgoing
from cms.core.plain_answers import answer
from cms.core.receiving import LONGEST, Incoming, Received

AT_ONCE = 256 << 10  # bytes read from a socket
NOT_ASCII = re.compile(rb"[\x80-\xff]")


class Refused(ParseException):
    """A request that is sound but not taken."""

    REASONS: ClassVar[dict[int, str]] = {411: "Length Required", 413: "Content Too Large"}

    def __init__(self, status: int) -> None:
        self.status, self.reason = status, self.REASONS[status]
        super().__init__(self.reason)


class Request(message.Request):
    """gunicorn caps the request line at 8,190 bytes, and wants what browsers do not escape escaped."""

    began = b""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().__init__(*args, **kwargs)
            if self.unreader.refused:
                raise Refused(self.unreader.refused)
        except ParseException as error:
            error.is_api = b" /api/" in self.began
            raise

    def parse(self, unreader: Any) -> bytes:
        self.limit_request_line = LONGEST
        return super().parse(unreader)

    def read_line(self, unreader: Any, buf: bytearray, limit: int = 0) -> tuple[bytes, bytearray]:
        self.began = bytes(buf[:32])
        return super().read_line(unreader, buf, limit)

    def parse_request_line(self, line_bytes: bytes) -> None:
        """Bytes beyond ASCII in the address are taken as if they came percent-encoded."""
        super().parse_request_line(NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line_bytes))


class _InChinese:
    """Stands in for the socket while gunicorn writes its English error: ours goes out under its status."""

    def __init__(self, sock: Any, is_api: bool) -> None:
        self._sock = sock
        self._is_api = is_api

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def sendall(self, data: bytes) -> None:
        _, status, reason = data.partition(b"\r\n")[0].decode("latin-1").split(" ", 2)
        self._sock.sendall(answer(int(status), reason, self._is_api))


class Worker(ThreadWorker):
    """Its loop receives what clients send; a thread is taken for a whole request (cms.core.receiving)."""

    lacks_files = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sending: list[Any] = []  # connections whose answers their clients still take

    def accept(self, listener: Any) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS):
                self.lacks_files = True
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        self.nr_conns += 1
        self._await(TConn(self.cfg, Outgoing(client), address, listener.getsockname()))

    def _make_room(self) -> None:
        """For a visitor: one that is idle goes, or of whatever more wait for, heads, bodies or answers, the slowest.

        Only between two rounds of the poller: within one, something of the client that goes may be at hand.
        """
        if self.keepalived_conns:
            conn = self.keepalived_conns.popleft()
            self.poller.unregister(conn.sock)
            self.nr_conns -= 1
            conn.close()
            return
        heads = [conn for conn in self.pending_conns if not conn.incoming.whole]
        bodies = [conn for conn in self.pending_conns if conn.incoming.whole]
        more = max(heads, bodies, self.sending, key=len)
        if len(more) > 1:  # else others are being answered
            if more is self.sending:
                self._abandon(min(more, key=lambda conn: conn.sock.due()))
            else:
                self._leave(min(more, key=lambda conn: conn.incoming.due()))

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """The next request on a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)

    def _await(self, conn: Any, begun: bytes = b"") -> None:
        conn.incoming = Incoming()
        conn.sock.setblocking(False)
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))
        if begun:
            self._take(conn, begun)

    def _receive(self, conn: Any, client: Any) -> None:
        try:
            data = client.recv(AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._leave(conn)
        elif not conn.incoming.answered:
            self._take(conn, data)

    def _take(self, conn: Any, data: bytes) -> None:
        try:
            if not conn.incoming.feed(data):
                if conn.incoming.expects:
                    conn.incoming.expects = False
                    conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
                return
        except OSError:  # no room on the disk for its body, or it has gone
            self.log.warning("a request could not be received", exc_info=True)
            self._refuse(conn, 507, "Insufficient Storage")
            return
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        conn.data_ready = True
        conn.init()
        if not isinstance(conn.parser.unreader, Received):
            conn.parser.unreader = Received(conn.sock)
        conn.parser.unreader.take(conn.incoming)
        self.enqueue_req(conn)

    def _refuse(self, conn: Any, status: int, reason: str) -> None:
        conn.incoming.answered = True
        with suppress(OSError):  # writes what it holds
            conn.incoming.stored.close()
        with suppress(OSError):
            conn.sock.send(answer(status, reason, conn.incoming.is_api()))
            conn.sock.shutdown(socket.SHUT_WR)

    def _leave(self, conn: Any) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        self.nr_conns -= 1
        with suppress(OSError):
            conn.incoming.stored.close()
        conn.close()

    def murder_pending(self) -> None:
        """Those that dribble, one when all places are taken, at the end of the worker those that have not begun."""
        now = time.monotonic()
        for conn in list(self.pending_conns):
            late = conn.incoming.is_late(now)
            if late and conn.incoming.size and not conn.incoming.answered:
                self._refuse(conn, 408, "Request Timeout")
            elif late or not (self.alive or conn.incoming.size):
                self._leave(conn)
        for conn in [conn for conn in self.sending if conn.sock.is_late(now)]:
            self._abandon(conn)
        if self.lacks_files or self.nr_conns >= self.worker_connections:
            self.lacks_files = False
            self._make_room()

    def finish_request(self, conn: Any, fs: Any) -> None:
        """The thread is free; what the client has not taken yet is sent from here."""
        kept = not fs.cancelled() and not fs.exception() and fs.result()
        if conn.sock.begin():
            self.sending.append(conn)
            self.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self._send, conn, kept))
        else:
            self._answered(conn, kept)

    def _send(self, conn: Any, kept: bool, client: Outgoing) -> None:
        try:
            if client.pump():
                self._unsend(conn)
                self._answered(conn, kept)
        except OSError:  # it has gone, or its file
            self._abandon(conn)

    def _unsend(self, conn: Any) -> None:
        self.poller.unregister(conn.sock)
        self.sending.remove(conn)

    def _abandon(self, conn: Any) -> None:
        self._unsend(conn)
        if conn.parser and isinstance(conn.parser.unreader, Received):
            conn.parser.unreader.done()
        self.nr_conns -= 1
        conn.close()

    def _answered(self, conn: Any, kept: bool) -> None:
        """A client may have sent its next request behind the one that was answered."""
        unreader = conn.parser.unreader if conn.parser else None
        if isinstance(unreader, Received):
            if kept and (begun := unreader.rest()):
                self._await(conn, begun)
                return
            unreader.done()
        if kept:
            conn.set_timeout()
            if not self.alive:
                conn.timeout = min(conn.timeout, time.monotonic() + STOP_KEEPALIVE_LINGER)
            self.keepalived_conns.append(conn)
            self.poller.register(
                conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn)
            )
        else:
            self._part(conn)

    def _part(self, conn: Any) -> None:
        """The client closes when it has read the answer. gunicorn waits for that, and with it all others."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:  # it has closed
            self.nr_conns -= 1
            conn.close()
        else:
            self._await(conn)
            conn.incoming.answered = True

    def init_process(self) -> None:
        RequestParser.mesg_class = Request
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]  # a connection and its body are two files
        wanted = 4 * self.worker_connections
        soft = wanted if most == resource.RLIM_INFINITY else min(most, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))
        super().init_process()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        is_api = getattr(exc, "is_api", False)
        if isinstance(exc, Refused):
            with suppress(OSError):
                client.sendall(answer(exc.status, exc.reason, is_api))
        else:
            super().handle_error(req, _InChinese(client, is_api), addr, exc)
