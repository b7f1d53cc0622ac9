"""gunicorn with our worker, asked over a real socket: what browsers send is read, what is refused is told in Chinese."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import time
import tracemalloc
from collections import namedtuple
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from urllib.parse import quote

import pytest

from cms.core.receiving import COMMON, IN_MEMORY, LARGEST, LONGEST, SILENT, SPARE, Incoming, NoRoom, largest

from .server_world import ask, post, read, served

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served(tmp_path_factory) as number:
        yield number


def test_a_query_of_ten_thousand_hanzi_reaches_the_site(port: int) -> None:
    query = quote("党" * 10_000)
    assert ask(port, f"/search/?q={query}".encode()) == (200, "text/plain", f"/search/|q={query}")


def test_an_address_may_come_unescaped(port: int) -> None:
    assert ask(port, "/ku/?q=党建".encode())[2] == f"/ku/|q={quote('党建')}"
    assert ask(port, "/党建/".encode())[2] == "/党建/|"
    assert ask(port, b"/?q=" + "党".encode("gbk"))[2] == "/|q=%B5%B3"


@pytest.mark.parametrize(
    ("target", "headers", "status", "said"),
    [
        (b"/?q=" + b"a" * LONGEST, b"", 414, "网址太长了"),
        (b"/?q=a b", b"", 400, "请求有误"),
        (b"/", b"Cookie: " + b"a" * 9000 + b"\r\n", 431, "请求头太大了"),
        (b"/", b"A B: c\r\n", 400, "请求有误"),
        (b"/", b"Transfer-Encoding: foo\r\n", 501, "请求有误"),
        (b"/", b"Transfer-Encoding: chunked\r\n", 411, "没有写明长度"),
        (b"/", f"Content-Length: {COMMON + 1}\r\n".encode(), 413, "其他内容不超过 20 MB"),
        (b"/admin/", f"Content-Length: {COMMON + 1}\r\n".encode(), 413, "不超过 500 MB"),
        (b"/admin/", f"Cookie: a=b; sessionid=c\r\nContent-Length: {LARGEST + 1}\r\n".encode(), 413, "太大"),
        (b"/", b"A: b\r\n" * 40_000, 431, "请求头太大了"),
    ],
)
def test_what_is_refused_is_told_in_chinese(
    port: int, target: bytes, headers: bytes, status: int, said: str
) -> None:
    code, kind, page = ask(port, target, headers)
    assert (code, kind) == (status, "text/html; charset=utf-8")
    assert said in page and "Invalid" not in page and "Error" not in page
    if target == b"/admin/":
        return
    code, kind, body = ask(port, b"/api/v1/search" + target[1:], headers)
    assert (code, kind) == (status, "application/json")
    assert json.loads(body)["error"]["message"].endswith("。")


def test_the_next_request_is_served_after_a_refusal(port: int) -> None:
    for _ in range(5):
        with suppress(OSError):  # what stands unread may reset the connection
            assert ask(port, b"/?q=" + b"a" * 3_000_000)[0] == 414
    assert ask(port, b"/")[0] == 200


def test_clients_that_stand_still_keep_nobody_waiting(port: int) -> None:
    """Two threads, and more than two clients that connect and say nothing."""
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        began = time.monotonic()
        assert ask(port, b"/")[0] == 200
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("size", [1, 70_000, IN_MEMORY * 5 + 3])
def test_a_body_arrives_as_it_was_sent(port: int, size: int) -> None:
    body = os.urandom(size)
    told = f"{size} {hashlib.sha256(body).hexdigest()}".encode()
    with socket.create_connection(("127.0.0.1", port), 20) as site:
        for _ in range(2):  # the connection is kept
            site.sendall(post(body))
            assert read(site) == told
        site.sendall(post(body) + post(b"next") + b"GET /last/ HTTP/1.1\r\nHost: a\r\n\r\n")
        answers = b""
        while b"/last/|" not in answers:
            answers += site.recv(65536)
        assert told in answers and b"4 " + hashlib.sha256(b"next").hexdigest().encode() in answers


def test_a_request_in_small_pieces_is_one(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 20) as site:
        for byte in post("党建".encode(), more="Connection: close\r\n"):
            site.sendall(bytes([byte]))
        assert read(site).startswith(b"6 ")


def test_who_waits_to_be_asked_for_the_body_is_asked(port: int) -> None:
    whole = post(b"x" * 100, more="Expect: 100-continue\r\n")
    with socket.create_connection(("127.0.0.1", port), 20) as site:
        site.sendall(whole[:-100])
        assert site.recv(65536).startswith(b"HTTP/1.1 100 ")
        site.sendall(whole[-100:])
        answer = b""
        while b"100 " + hashlib.sha256(b"x" * 100).hexdigest().encode() not in answer:
            answer += site.recv(65536)


def test_a_body_that_nobody_read_does_not_become_the_next_request(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 20) as site:
        site.sendall(post(b"GET /forged/ HTTP/1.1\r\nHost: a\r\n\r\n" * 3, "/unread/") + post(b"x"))
        answers = b""
        while hashlib.sha256(b"x").hexdigest().encode() not in answers:
            answers += site.recv(65536)
        assert b"/unread/|" in answers and b"forged" not in answers


def test_clients_that_dribble_keep_nobody_waiting(port: int) -> None:
    """Many more than there are threads, some within the head, some within the body."""
    with ExitStack() as stack:
        for n in range(60):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(post(b"a" * 100)[: 20 if n % 2 else -50])
        for _ in range(5):
            began = time.monotonic()
            assert ask(port, b"/")[0] == 200
            assert time.monotonic() - began < 2


def test_who_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    head, body = Incoming(), Incoming()
    head.feed(b"GET / HT")
    body.feed(post(b"a" * 5_000_000)[:300_000])
    assert not head.is_late(now) and not body.is_late(now)
    assert head.is_late(now + SILENT + 1) and body.is_late(now + SILENT + 1)
    for _ in range(7):
        now += 5
        head.feed(b"a")
        body.feed(b"a" * 50_000)
        assert not body.is_late(now)
    assert head.is_late(now)
    late = []
    for _ in range(8):  # what came fast before does not count for ever
        now += 5
        body.feed(b"a")
        late.append(body.is_late(now))
    assert any(late)


def test_large_bodies_are_received_for_who_has_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    head = b"POST %b HTTP/1.1\r\nHost: a\r\n%b\r\n"
    session = b"Cookie: x=1; sessionid=abc\r\n"
    assert largest(head % (b"/admin/library/upload/", session)) == LARGEST
    for path, more in (
        (b"/admin/", b""),
        (b"/login/", session),
        (b"/nowhere/", b""),
        (b"/a?/admin/", session),
    ):
        assert largest(head % (path, more)) == COMMON


def test_a_request_that_is_not_complete_takes_little_memory() -> None:
    head = b"GET /?q=" + b"a" * (LONGEST - 2000)
    tracemalloc.start()
    try:
        begun = [Incoming() for _ in range(20)]
        for each in begun:
            for at in range(0, len(head), 1000):
                assert not each.feed(head[at : at + 1000])
        assert tracemalloc.get_traced_memory()[0] < len(begun) * IN_MEMORY * 1.5
    finally:
        tracemalloc.stop()


def test_no_body_is_received_that_the_disk_has_no_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What others have only announced is no reason to refuse one."""
    disk = namedtuple("disk", "total used free")
    free = SPARE + 30_000_000
    monkeypatch.setattr("shutil.disk_usage", lambda path: disk(0, 0, free))
    begun = [Incoming() for _ in range(5)]
    for each in begun:
        each.feed(post(b"a" * 20_000_000)[:1000])
    free = SPARE + 10_000_000
    with pytest.raises(NoRoom):
        Incoming().feed(post(b"a" * 20_000_000)[:1000])
    free = SPARE - 1
    with pytest.raises(NoRoom):
        for _ in range(200):
            begun[0].feed(b"a" * 65_536)
    Incoming().feed(post(b"a" * 1000)[:900])


@pytest.mark.slow
def test_a_request_that_never_ends_is_given_up(port: int) -> None:
    with ExitStack() as stack:
        begun = [b"GET / HTTP/1.1\r\nHost: ", post(b"a" * 9)[:-8], b"GET /api/v1/search?q="]
        clients = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port), SILENT * 3)) for _ in begun
        ]
        for client, first in zip(clients, begun, strict=True):
            client.sendall(first)
        told = [b"".join(iter(lambda: client.recv(65536), b"")).decode() for client in clients]  # noqa: B023 - read at once
    for each in told:
        assert each.startswith("HTTP/1.1 408 ")
    for each in told[:2]:
        assert "<h1>发送得太慢了</h1>" in each
    assert json.loads(told[2].partition("\r\n\r\n")[2])["error"]["code"] == "too_slow"
