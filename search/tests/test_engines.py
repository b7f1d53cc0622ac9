"""Engines in trouble: what is said when the disk, the folder or the server is not there."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test import override_settings

from search.engine import EngineUnavailable, NoIndex
from search.engines import get_engine, make
from search.engines.embedded import writer as writing
from search.engines.embedded.store import EngineFault, _translated
from search.nodes import All
from search.trouble import explain

from .contract import documents

pytestmark = pytest.mark.once


def test_nobody_there_is_said_at_once() -> None:
    engine = make("http://127.0.0.1:9", "", "nobody")
    begun = time.monotonic()
    for ask in (engine.ping, engine.current, lambda: engine.reader().__enter__()):
        with pytest.raises(EngineUnavailable):
            ask()
    assert time.monotonic() - begun < 2


def test_a_server_that_is_silent_is_left_alone() -> None:
    """Connections are taken and never answered: two seconds once, then no waiting."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        engine = make(f"http://127.0.0.1:{listener.getsockname()[1]}", "", "nobody")
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable), engine.reader():
            pass
        first = time.monotonic() - begun
        with pytest.raises(EngineUnavailable), engine.reader():
            pass
        assert first < 4
        assert time.monotonic() - begun - first < 0.5


@pytest.mark.parametrize("status", [200, 403, 429, 503])
def test_another_server_or_one_that_refuses(status: int) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if status != 200:  # 200 without X-Elastic-Product: a proxy, or something else altogether
                self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        engine = make(f"http://127.0.0.1:{server.server_port}", "", "nobody")
        with pytest.raises(EngineUnavailable), engine.reader():
            pass
    finally:
        server.shutdown()
        server.server_close()


def test_a_certificate_that_is_not_there(tmp_path: Path) -> None:
    engine = make("https://127.0.0.1:9", "", "nobody", ca=str(tmp_path / "none.pem"))
    with pytest.raises(EngineUnavailable, match="XINHUO_SEARCH_CA"):
        engine.ping()


def test_no_index_yet(tmp_path: Path) -> None:
    engine = make("embedded:", str(tmp_path), "")
    assert (engine.current(), engine.generations()) == ("", [])
    with pytest.raises(NoIndex), engine.reader():
        pass


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    engine = make("embedded:", str(tmp_path), "")
    engine.create("1")
    with engine.writer("1"), pytest.raises(EngineUnavailable):
        engine.writer("1")
    engine.writer("1").close()


def test_a_damaged_index_is_unavailable_not_an_error(tmp_path: Path) -> None:
    engine = make("embedded:", str(tmp_path), "")
    engine.create("1")
    engine.switch("1")
    (tmp_path / "index/1/works/meta.json").write_text("{")
    with pytest.raises(EngineUnavailable), engine.reader():
        pass


class _Told:
    """The writer of one store, telling when its commit begins and ends."""

    def __init__(self, real: Any, which: str, told: list[str]) -> None:
        self.real, self.which, self.told = real, which, told

    def commit(self) -> None:
        self.told.append(f"{self.which} begins")
        self.real.commit()
        self.told.append(f"{self.which} ends")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@pytest.mark.parametrize("read", [True, False])
def test_of_what_is_read_passages_are_committed_first(tmp_path: Path, read: bool) -> None:
    engine = make("embedded:", str(tmp_path), "")
    engine.create("1")
    if read:
        engine.switch("1")
    shelf = list(documents.shelf(1, 300))
    told: list[str] = []
    with engine.writer("1") as writer:
        for item in shelf:
            writer.index(item)
        writer.writers = {which: _Told(real, which, told) for which, real in writer.writers.items()}
        writer.commit()
    assert engine.counts("1") == (len(shelf), sum(len(item.passages) for item in shelf))
    if read:
        assert told == ["passages begins", "passages ends", "works begins", "works ends"]
    else:
        assert told.index("works begins") < told.index("passages ends")


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    engine = make("embedded:", str(tmp_path), "")
    engine.create("1")
    left = tmp_path / "index/1/works/.tmpAbCd"
    left.write_bytes(b"half")
    engine.writer("1").close()
    assert not left.exists()


@pytest.mark.parametrize(
    ("text", "number", "sentence"),
    [
        ("An IO error occurred: 'No space left on device (os error 28)'", errno.ENOSPC, "磁盘已满"),
        ("An IO error occurred: 'Read-only file system (os error 30)'", errno.EROFS, "不可写"),
        ("Permission denied (os error 13)", errno.EACCES, "不可写"),
        (
            'IoError { kind: StorageFull, message: "No space left on device", code: 28 }',
            errno.ENOSPC,
            "磁盘已满",
        ),
    ],
)
def test_trouble_with_the_disk_is_named_in_chinese(text: str, number: int, sentence: str) -> None:
    error = _translated(ValueError(text))
    assert isinstance(error, OSError)
    assert error.errno == number
    assert sentence in explain(error)
    assert isinstance(_translated(ValueError("whatever")), EngineFault)


def test_a_writer_that_ended_for_want_of_room_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make("embedded:", str(tmp_path), "")
    engine.create("1")

    def killed(*_: object) -> None:
        raise ValueError("An index writer was killed.. A worker thread encountered an error")

    for spare, expected in ((0, EngineFault), (1 << 62, OSError)):
        monkeypatch.setattr(writing, "SPARE", spare)
        with engine.writer("1") as writer, pytest.raises(expected):
            monkeypatch.setattr(writer, "_forget", killed)
            writer.index(next(iter(documents.shelf(1, 2))))


FULL = """
import resource, signal, sys
from search.engines import make
from search.tests.contract import documents
engine = make("embedded:", sys.argv[1], "")
engine.create("1")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
with engine.writer("1") as writer:
    for item in documents.shelf(1, 300):
        writer.index(item)
    try:
        writer.commit()
    except OSError as error:
        print("told", error.errno)
"""


def test_a_file_that_cannot_grow_is_an_oserror(tmp_path: Path) -> None:
    """As a full disk is, in a process of its own: nothing is committed, and the reason has its number."""
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "site")])}
    ended = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{FULL}", str(tmp_path)],
        env={**environment, "DJANGO_SETTINGS_MODULE": "search.tests.life.settings"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert f"told {errno.EFBIG}" in ended.stdout, ended.stderr[-2000:]
    assert make("embedded:", str(tmp_path), "").counts("1") == (0, 0)


def test_settings_choose_the_engine_and_a_child_gets_its_own(tmp_path: Path) -> None:
    with override_settings(SEARCH_URL="embedded:", VAR=tmp_path):
        engine = get_engine()
        assert get_engine() is engine
        engine.create("1")
        engine.switch("1")
        with engine.reader() as reader:
            assert reader.works(All()).total == 0
        child = os.fork()
        if child == 0:
            status = 1
            try:
                mine = get_engine()
                with mine.writer("1") as writer:
                    for item in documents.shelf(2, 5):
                        writer.index(item)
                    writer.commit()
                with mine.reader() as reader:
                    status = 0 if mine is not engine and reader.works(All()).total == 5 else 2
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        with engine.reader() as reader:
            assert reader.works(All()).total == 5
    with override_settings(SEARCH_URL="http://127.0.0.1:9"):
        assert get_engine().name == "elasticsearch"
