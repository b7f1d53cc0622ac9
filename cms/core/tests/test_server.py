"""gunicorn with our worker, asked over a real socket: what browsers send is read, what is refused is told in Chinese."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from cms.core.server import LONGEST, SILENT

ROOT = Path(__file__).resolve().parents[3]
APP = """
def app(environ, start):
    environ["wsgi.input"].read()
    body = f"{environ['PATH_INFO']}|{environ['QUERY_STRING']}".encode("latin-1")
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
"""
pytestmark = pytest.mark.once
Ask = tuple[int, str, str]  # status, content type, body


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("app")
    (folder / "echo_app.py").write_text(APP)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "echo_app:app", "--pythonpath", f"{folder},{ROOT}"]
    command += ["--bind", f"127.0.0.1:{number}", "--log-level", "critical", "--no-control-socket"]
    command += ["--worker-class", "cms.core.server.Worker", "--http-parser", "python", "--threads", "2"]
    server = subprocess.Popen(command, cwd=folder)
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", number), 1).close()
            break
        except OSError:
            assert time.monotonic() < deadline and server.poll() is None
            time.sleep(0.05)
    yield number
    server.terminate()
    server.wait(20)


def ask(port: int, target: bytes, headers: bytes = b"", wait: float = 20) -> Ask:
    raw = b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), wait) as site:
        site.sendall(raw)
        answer = b"".join(iter(lambda: site.recv(65536), b""))
    head, _, body = answer.decode().partition("\r\n\r\n")
    lines = head.split("\r\n")
    kind = next(line.partition(": ")[2] for line in lines if line.startswith("Content-Type"))
    return int(lines[0].split()[1]), kind, body


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
    ],
)
def test_what_is_refused_is_told_in_chinese(
    port: int, target: bytes, headers: bytes, status: int, said: str
) -> None:
    code, kind, page = ask(port, target, headers)
    assert (code, kind) == (status, "text/html; charset=utf-8")
    assert said in page and "Invalid" not in page and "Error" not in page
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


@pytest.mark.slow
def test_a_request_that_never_ends_is_given_up(port: int) -> None:
    with ExitStack() as stack:
        for begun in (
            b"GET / HTTP/1.1\r\nHost: ",
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na",
        ):
            stack.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(begun)
        assert ask(port, b"/", wait=SILENT * 3)[0] == 200
