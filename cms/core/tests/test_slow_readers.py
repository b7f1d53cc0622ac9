"""Who reads slowly gets all of his answer, and keeps nobody waiting."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from typing import BinaryIO

import pytest

from cms.core import answering
from cms.core.answering import Outgoing, Stored
from cms.core.receiving import NoRoom

from .server_world import LARGE, ask, read, served

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served(tmp_path_factory) as number:
        yield number


def slow_client(stack: ExitStack, port: int, request: bytes) -> socket.socket:
    client = stack.enter_context(socket.socket())
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.settimeout(20)
    client.connect(("127.0.0.1", port))
    client.sendall(request)
    return client


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


@pytest.mark.parametrize("path", ["/large/", "/file/"])
def test_clients_that_read_slowly_keep_nobody_waiting(port: int, path: str) -> None:
    """Many more than there are threads, and each wants several answers."""
    with ExitStack() as stack:
        clients = [slow_client(stack, port, get(path) * 5) for _ in range(24)]
        for _ in range(5):
            for client in clients:
                client.recv(1500)
            began = time.monotonic()
            assert ask(port, b"/")[0] == 200
            assert time.monotonic() - began < 2


@pytest.mark.parametrize("path", ["/large/", "/file/"])
def test_all_of_an_answer_arrives_in_order(port: int, path: str) -> None:
    with ExitStack() as stack:
        client = slow_client(stack, port, get(path) + get("/next/"))
        raw = bytearray()
        while not raw.endswith(b"/next/|"):
            raw += client.recv(1 << 20)
        assert bytes(raw).split(b"\r\n\r\n", 1)[1].startswith(LARGE)
        client.sendall(get("/again/"))
        assert read(client) == b"/again/|"


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, Outgoing]]:
    theirs, ours = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    outgoing = Outgoing(ours)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    with theirs:
        yield theirs, outgoing
        outgoing.close()


def taken(theirs: socket.socket, ours: Outgoing) -> bytes:
    raw = b""
    while not ours.pump():
        raw += theirs.recv(1 << 20)
    while True:
        try:
            raw += theirs.recv(1 << 20)
        except BlockingIOError:
            return raw


def test_what_is_said_around_a_file_stays_around_it(
    pair: tuple[socket.socket, Outgoing], tmp_path_factory: pytest.TempPathFactory
) -> None:
    theirs, ours = pair
    path = tmp_path_factory.mktemp("sent") / "file"
    path.write_bytes(LARGE)
    ours.sendall(b"head")
    with path.open("rb") as file:
        ours.sendfile(file, 256, 1 << 20)
    ours.sendall(b"middle" * 100_000)
    ours.sendall(b"end")
    assert taken(theirs, ours) == b"head" + LARGE[256 : 256 + (1 << 20)] + b"middle" * 100_000 + b"end"


def test_what_waits_goes_out_while_the_rest_is_made(pair: tuple[socket.socket, Outgoing]) -> None:
    theirs, ours = pair
    ours.sendall(b"a" * 1_000_000)
    taken_first = theirs.recv(1 << 20)
    ours.sendall(b"b")
    assert len(theirs.recv(1 << 20)) > 1000, "the client took some, and gets some more"
    assert taken(theirs, ours).endswith(b"ab") and taken_first
    theirs.close()
    with pytest.raises(OSError):
        for _ in range(9):
            ours.sendall(b"c" * 100_000)


def test_a_file_that_became_shorter_ends_the_answer(
    pair: tuple[socket.socket, Outgoing], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("sent") / "file"
    path.write_bytes(b"abc")
    with path.open("rb") as file, pytest.raises(OSError, match="shorter"):
        pair[1].sendfile(file, 0, 4)
        pair[1].pump()


def test_who_takes_nothing_is_late(
    pair: tuple[socket.socket, Outgoing], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = pair
    ours.sendall(LARGE)
    assert ours.begin()
    clock = time.monotonic() + 100
    monkeypatch.setattr(answering.time, "monotonic", lambda: clock)
    theirs.recv(4096)
    assert not ours.pump() and not ours.is_late(clock + 100) and ours.is_late(clock + 121)


def test_of_two_the_one_that_takes_less_goes_first(pair: tuple[socket.socket, Outgoing]) -> None:
    theirs, ours = pair
    ours.sendall(LARGE)
    ours.begin()
    dues = [ours.due()]
    for _ in range(3):
        theirs.recv(1 << 20)
        ours.pump()
        dues.append(ours.due())
    assert all(earlier < later for earlier, later in pairwise(dues))


def test_no_answer_is_kept_that_the_disk_has_no_room_for(
    pair: tuple[socket.socket, Outgoing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "SPARE", 1 << 60)
    pair[1].sendall(b"a" * 5000)  # little: in memory
    with pytest.raises(NoRoom):
        pair[1].sendall(LARGE)


def test_a_file_stays_open_for_who_reads_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("sent") / "file"
    path.write_bytes(b"abc")
    file: BinaryIO
    with path.open("rb") as file:
        stored = Stored(file.fileno(), 0, 3)
    path.unlink()
    theirs, ours = socket.socketpair()
    with theirs, ours:
        assert stored.send(ours) == 3 and theirs.recv(9) == b"abc"
    stored.close()
