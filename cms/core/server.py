"""gunicorn's worker for this site: long and unescaped Chinese addresses are read, its own refusals are in Chinese.

Used by `manage.py serve` and by the systemd unit (`--worker-class cms.core.server.Worker --http-parser python`).
What arrives here and is sound goes on to Django; only what is no HTTP, or too long to read, is answered here.
"""

from __future__ import annotations

import errno
import json
import re
import resource
import selectors
import socket
import struct
import time
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from gunicorn.http import message
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import TConn, ThreadWorker

from cms.core.receiving import LONGEST, Incoming, Received

UNREAD = 60  # seconds a client may stand still while it reads
AT_ONCE = 256 << 10  # bytes read from a socket
NOT_ASCII = re.compile(rb"[\x80-\xff]")
BAD = "请求不符合 HTTP 的规定，服务器读不懂。请检查网址后重试。"
SAID = {
    403: ("forbidden", "没有权限", "您没有查看或操作的权限。"),
    408: ("too_slow", "发送得太慢了", "请求没有在规定的时间里发完，可能是网络太慢。请稍后重试。"),
    411: ("length_required", "请求没有写明长度", "请求没有写明长度（Content-Length），服务器没有处理。"),
    413: (
        "too_large",
        "内容太大了",
        "发来的内容太大，服务器没有处理。登录后台上传文件不超过 500 MB，其他内容不超过 20 MB。",
    ),
    507: ("no_space", "磁盘空间不足", "服务器的磁盘空间不足，没有保存。请联系网站管理人员。"),
    414: ("too_long", "网址太长了", "网址太长了，服务器没有处理。请缩短检索词或网址后重试。"),
    431: (
        "headers_too_large",
        "请求头太大了",
        "浏览器发来的请求头太大了。请清除本站的 Cookie 后重试。",
    ),
    500: ("server_error", "网站出了点问题", "网站暂时出了问题，已经记录下来，请稍后再试。"),
}
PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{0}</title></head>'
    "<body><h1>{0}</h1><p>{1}</p></body></html>"
)


def answer(status: int, reason: str, is_api: bool) -> bytes:
    """A whole HTTP answer: a page for people, JSON as everywhere else under /api/."""
    code, title, sentence = SAID.get(status, ("bad_request", "请求有误", BAD))
    if is_api:
        kind = "application/json"
        body = json.dumps({"error": {"code": code, "message": sentence}}, ensure_ascii=False)
    else:
        kind, body = "text/html; charset=utf-8", PAGE.format(title, sentence)
    raw = body.encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(raw)}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n"
    )
    return head.encode("latin-1") + raw


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

    def accept(self, listener: Any) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS):
                self.lacks_files = True
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", UNREAD, 0))
        self.nr_conns += 1
        self._await(TConn(self.cfg, client, address, listener.getsockname()))

    def _make_room(self) -> None:
        """For a visitor: one that is idle goes, or of whatever more wait for, heads or bodies, the slowest.

        Only between two rounds of the poller: within one, something of the client that goes may be at hand.
        """
        if self.keepalived_conns:
            conn = self.keepalived_conns.popleft()
            self.poller.unregister(conn.sock)
            self.nr_conns -= 1
            conn.close()
        elif len(self.pending_conns) > 1:  # else all others are being answered
            heads = [conn for conn in self.pending_conns if not conn.incoming.whole]
            bodies = [conn for conn in self.pending_conns if conn.incoming.whole]
            more = max(heads, bodies, key=len)
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
        if self.lacks_files or self.nr_conns >= self.worker_connections:
            self.lacks_files = False
            self._make_room()

    def finish_request(self, conn: Any, fs: Any) -> None:
        """A client may have sent its next request behind the one that was answered."""
        kept = not fs.cancelled() and not fs.exception() and fs.result()
        unreader = conn.parser.unreader if conn.parser else None
        if isinstance(unreader, Received):
            if kept and (begun := unreader.rest()):
                self._await(conn, begun)
                return
            unreader.done()
        if kept:
            super().finish_request(conn, fs)
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
