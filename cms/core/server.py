"""gunicorn's worker for this site: long and unescaped Chinese addresses are read, its own refusals are in Chinese.

Used by `manage.py serve` and by the systemd unit (`--worker-class cms.core.server.Worker --http-parser python`).
What arrives here and is sound goes on to Django; only what is no HTTP, or too long to read, is answered here.
"""

from __future__ import annotations

import errno
import json
import re
import selectors
import socket
import struct
import time
from functools import partial
from typing import Any

from gunicorn.http import message
from gunicorn.http.errors import NoMoreData, ParseException
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import TConn, ThreadWorker

LONGEST = 128 << 10  # bytes of a request line: a query of 10,000 Hanzi, percent-encoded, takes 90,000
SILENT, UNREAD = 10, 60  # seconds a client may stand still while it sends, while it reads
LONGEST_HEAD = 20.0  # seconds for line and headers of a request
NOT_ASCII = re.compile(rb"[\x80-\xff]")
BAD = "请求不符合 HTTP 的规定，服务器读不懂。请检查网址后重试。"
SAID = {
    403: ("forbidden", "没有权限", "您没有查看或操作的权限。"),
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


class Request(message.Request):
    """gunicorn caps the request line at 8,190 bytes, and wants what browsers do not escape escaped."""

    began = b""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().__init__(*args, **kwargs)
        except ParseException as error:
            error.is_api = b" /api/" in self.began
            raise

    def parse(self, unreader: Any) -> bytes:
        self.limit_request_line = LONGEST
        read, until = unreader.chunk, time.monotonic() + LONGEST_HEAD

        def chunk(*wanted: int) -> bytes:
            if time.monotonic() > until:
                raise NoMoreData(b"")
            try:
                return read(*wanted)
            except BlockingIOError as error:  # SILENT is over
                raise NoMoreData(b"") from error

        unreader.chunk = chunk
        try:
            return super().parse(unreader)
        finally:
            del unreader.chunk

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
    """A thread is a client's from its first byte on, and never of one that stands still: gunicorn waits for ever."""

    def accept(self, listener: Any) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        for option, seconds in ((socket.SO_RCVTIMEO, SILENT), (socket.SO_SNDTIMEO, UNREAD)):
            client.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", seconds, 0))
        self.nr_conns += 1
        connection = TConn(self.cfg, client, address, listener.getsockname())
        connection.set_timeout()
        self.pending_conns.append(connection)
        ready = partial(self.on_pending_socket_readable, connection)
        self.poller.register(client, selectors.EVENT_READ, ready)

    def init_process(self) -> None:
        RequestParser.mesg_class = Request
        super().init_process()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        super().handle_error(req, _InChinese(client, getattr(exc, "is_api", False)), addr, exc)
