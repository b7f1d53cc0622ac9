"""The life of the index on both engines, each story in processes of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]


# Of the two runs of the suite each tells its stories on its own database.
DATABASES = ["postgresql" if os.environ.get("XINHUO_DATABASE_URL", "").startswith("postgres") else "sqlite"]


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/life.sqlite3"
        return
    import psycopg

    server = urlsplit(request.getfixturevalue("postgres_url"))._replace(path="/postgres").geturl()
    name = f"life_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elastic)])
def search_url(request: pytest.FixtureRequest) -> str:
    return "embedded:" if request.param == "embedded" else request.getfixturevalue("elastic_url")


def tell(story: str, tmp_path: Path, database_url: str, search_url: str, **more: str) -> None:
    environment = {
        **os.environ,
        "XINHUO_VAR": str(tmp_path / "var"),
        "XINHUO_DATABASE_URL": database_url,
        "XINHUO_SEARCH_URL": search_url,
        "XINHUO_SEARCH_INDEX_PREFIX": f"life_{uuid.uuid4().hex[:8]}",
        "DJANGO_SETTINGS_MODULE": "search.tests.life.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site"), os.environ.get("PYTHONPATH", "")]),
        **more,
    }
    command = [sys.executable, "-m", "search.tests.life.scenarios", story]
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-6000:]


@pytest.mark.slow
@pytest.mark.parametrize("story", ["follows", "repairs", "kills"])
def test_story(story: str, tmp_path: Path, database_url: str, search_url: str) -> None:
    tell(story, tmp_path, database_url, search_url)


@pytest.mark.slow
@pytest.mark.elastic
def test_search_server_goes_away_and_comes_back(tmp_path: Path, database_url: str, elastic_url: str) -> None:
    with tap(elastic_url, tmp_path / "shut") as url:
        tell("outage", tmp_path, database_url, url, XINHUO_TEST_TAP=str(tmp_path / "shut"))


@contextmanager
def tap(url: str, shut: Path) -> Iterator[str]:
    """A TCP proxy before `url` that refuses and cuts every connection while the file `shut` exists."""
    target = (urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port or 80)
    listener = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while (data := source.recv(65536)) and not shut.exists():
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                if shut.exists():
                    client.close()
                    continue
                server = socket.create_connection(target)
                threading.Thread(target=pump, args=(client, server), daemon=True).start()
                threading.Thread(target=pump, args=(server, client), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
