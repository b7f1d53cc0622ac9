"""gunicorn with our worker and a small application, and how to ask it over a real socket."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

LARGE = bytes(range(256)) * 50_000
ROOT = Path(__file__).resolve().parents[3]
APP = """
import hashlib
import os

LARGE = bytes(range(256)) * 50_000

def app(environ, start):
    sent = b"" if environ["PATH_INFO"] == "/unread/" else environ["wsgi.input"].read()
    body = f"{environ['PATH_INFO']}|{environ['QUERY_STRING']}".encode("latin-1")
    if environ["PATH_INFO"] == "/process/":
        body = str(os.getpid()).encode()
    if sent:
        body = f"{len(sent)} {hashlib.sha256(sent).hexdigest()}".encode()
    if environ["PATH_INFO"] in ("/large/", "/file/"):
        body = LARGE
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    if environ["PATH_INFO"] == "/file/":
        return environ["wsgi.file_wrapper"](open(__file__ + ".large", "rb"))
    return [body[at : at + 50_000] for at in range(0, len(body), 50_000)]
"""
Ask = tuple[int, str, str]  # status, content type, body


@contextmanager
def served(tmp_path_factory: pytest.TempPathFactory, *more: str, begin: str = "") -> Iterator[int]:
    """At this port. Each process of it runs first what `begin` says."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "echo_app.py").write_text(begin + APP)
    (folder / "echo_app.py.large").write_bytes(LARGE)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "echo_app:app", "--pythonpath", f"{folder},{ROOT}"]
    command += ["--bind", f"127.0.0.1:{number}", "--log-level", "critical", "--no-control-socket"]
    command += ["--worker-class", "cms.core.server.Worker", "--http-parser", "python", "--threads", "2"]
    server = subprocess.Popen([*command, *more], cwd=folder)
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", number), 1).close()
            break
        except OSError:
            assert time.monotonic() < deadline and server.poll() is None
            time.sleep(0.05)
    try:
        yield number
    finally:
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


def read(site: socket.socket) -> bytes:
    """One answer on a connection that is kept."""
    raw, length = b"", 0
    while b"\r\n\r\n" not in raw or len(raw.partition(b"\r\n\r\n")[2]) < length:
        more = site.recv(65536)
        assert more, "closed"
        raw += more
        head = raw.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
        length = next((int(line.split()[1]) for line in head if line.startswith(b"content-length")), 0)
    return raw.partition(b"\r\n\r\n")[2]


def post(body: bytes, path: str = "/", more: str = "") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: a\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body
