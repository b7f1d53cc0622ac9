"""More clients than a worker has room for, and a disk that takes no more: who goes, and that the process stays."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import psutil
import pytest

from cms.core.receiving import COMMON, Incoming

from .server_world import ask, post, read, served

GET = b"GET /a/ HTTP/1.1\r\nHost: a\r\n\r\n"
BEGUN = {"head": b"G", "body": post(b"abc" * 9)[:-1]}
FEW = ("--worker-connections", "40")
FEW_FILES = "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))\n"
SMALL_FILES = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\n"
pytestmark = pytest.mark.once


@contextmanager
def halted(process: int) -> Iterator[None]:
    """What happens meanwhile, it sees in one round."""
    os.kill(process, signal.SIGSTOP)
    deadline = time.monotonic() + 20
    while psutil.Process(process).status() != psutil.STATUS_STOPPED:  # the signal is only sent so far
        assert time.monotonic() < deadline
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def connected(stack: ExitStack, port: int, number: int) -> list[socket.socket]:
    return [stack.enter_context(socket.create_connection(("127.0.0.1", port), 20)) for _ in range(number)]


def kept(stack: ExitStack, port: int, number: int) -> list[socket.socket]:
    clients = connected(stack, port, number)
    for client in clients:
        client.sendall(GET)
        assert read(client) == b"/a/|"
    return clients


@pytest.mark.parametrize("are_kept", [False, True], ids=["waiting", "kept"])
def test_who_is_thrown_out_may_have_sent_something_in_that_moment(
    tmp_path_factory: pytest.TempPathFactory, are_kept: bool
) -> None:
    with served(tmp_path_factory, *FEW) as port, ExitStack() as stack:
        process = int(ask(port, b"/process/")[2])
        clients = (kept if are_kept else connected)(stack, port, 39)
        with halted(process):
            connected(stack, port, 1)
            for client in clients:
                client.sendall(GET)
        assert int(ask(port, b"/process/")[2]) == process


def test_the_process_stays_when_it_may_open_no_more_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    with served(tmp_path_factory, begin=FEW_FILES) as port, ExitStack() as stack:
        process = int(ask(port, b"/process/")[2])
        clients = [*connected(stack, port, 90), *kept(stack, port, 1)]
        with halted(process):
            connected(stack, port, 1)
            for client in clients:
                with suppress(OSError):  # it has gone
                    client.sendall(GET)
        assert int(ask(port, b"/process/")[2]) == process


@pytest.mark.parametrize("size", [(1 << 20) + 100, 3 << 20])
def test_the_process_stays_when_a_body_cannot_be_written(
    tmp_path_factory: pytest.TempPathFactory, size: int
) -> None:
    """Some of it is found out only when the file is closed or read."""
    with served(tmp_path_factory, begin=SMALL_FILES) as port:
        process = int(ask(port, b"/process/")[2])
        body = post(b"a" * size)
        with socket.create_connection(("127.0.0.1", port), 20) as site:
            site.sendall(body[:-90])
            site.sendall(body[-90:])
            assert "磁盘空间不足" in read(site).decode()
        assert int(ask(port, b"/process/")[2]) == process


def test_who_stays_after_the_answer_keeps_nobody_waiting(tmp_path_factory: pytest.TempPathFactory) -> None:
    with served(tmp_path_factory, *FEW) as port, ExitStack() as stack:
        for client in connected(stack, port, 5):
            client.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            assert read(client) == b"/a/|" and client.recv(1) == b""
        began = time.monotonic()
        assert ask(port, b"/")[0] == 200
        assert time.monotonic() - began < 1.5


def test_a_refusal_is_read_by_who_still_sends(tmp_path_factory: pytest.TempPathFactory) -> None:
    with served(tmp_path_factory) as port, ExitStack() as stack:
        (client,) = connected(stack, port, 1)
        client.sendall(f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {COMMON + 1}\r\n\r\n".encode())
        assert client.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 413"
        for _ in range(20):
            client.sendall(b"a" * 100_000)
        assert "20 MB" in read(client).decode()


def test_connections_that_are_kept_make_room_for_visitors(tmp_path_factory: pytest.TempPathFactory) -> None:
    with served(tmp_path_factory, *FEW, "--keep-alive", "60") as port, ExitStack() as stack:
        clients = kept(stack, port, 39)
        slow, *_ = connected(stack, port, 3)
        for _ in range(5):
            assert ask(port, b"/")[0] == 200
        assert clients[0].recv(1) == b""  # the one that has been idle longest
        slow.sendall(GET)
        assert read(slow) == b"/a/|"


def test_who_has_the_answer_goes_before_who_waits_for_one() -> None:
    """Over sockets which of them was seen first would be chance."""
    waiting, slow, answered = Incoming(), Incoming(), Incoming()
    slow.feed(post(b"abc" * 9)[:-1])
    answered.answered = True
    assert min(waiting, slow, answered, key=Incoming.due) is answered


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN)
def test_a_visitor_is_not_the_one_who_goes(tmp_path_factory: pytest.TempPathFactory, begun: bytes) -> None:
    with served(tmp_path_factory, *FEW) as port, ExitStack() as stack:
        for client in connected(stack, port, 39):
            client.sendall(begun)
        for _ in range(5):
            assert ask(port, b"/")[0] == 200


@pytest.mark.parametrize("begun", [b"", *BEGUN.values()], ids=["silent", *BEGUN])
def test_an_upload_that_arrives_steadily_is_not_the_one_who_goes(
    tmp_path_factory: pytest.TempPathFactory, begun: bytes
) -> None:
    with served(tmp_path_factory, *FEW) as port, ExitStack() as stack:
        (upload,) = connected(stack, port, 1)
        body = post(b"a" * 400_000)
        upload.sendall(body[:100_000])
        for at in range(100_000, len(body), 100_000):
            for client in connected(stack, port, 45):
                with suppress(OSError):
                    client.sendall(begun)
            assert ask(port, b"/")[0] == 200
            upload.sendall(body[at : at + 100_000])
        assert read(upload).startswith(b"400000 ")


def test_more_clients_than_there_is_room_for_keep_nobody_out(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Each with a body begun, and few files to be had."""
    with served(tmp_path_factory, "--worker-connections", "40") as port, ExitStack() as stack:
        for n in range(90):
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            with suppress(OSError):
                slow.sendall(post(b"a" * 300_000)[:200_000] if n % 2 else b"P")
        for _ in range(3):
            began = time.monotonic()
            assert ask(port, b"/")[0] == 200
            assert time.monotonic() - began < 5
