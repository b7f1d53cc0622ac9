"""The runner behind `make test`: green only when everything ran to its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.parts.__main__ import ROOT, runs, verdict
from tests.parts.process import without_settings


@pytest.mark.once
@pytest.mark.parametrize(
    ("codes", "green"),
    [
        ([0, 0], True),
        ([0], True),
        ([0, 5], True),  # only tests without a database were asked for
        ([5, 5], False),
        ([5], False),
        ([1, 0], False),
        ([0, 1], False),
        ([0, -11], False),  # a run that crashed
        ([-9, 0], False),
    ],
)
def test_green_is_only_what_ran_to_its_end(codes: list[int], green: bool) -> None:
    assert (verdict(codes) == 0) is green and verdict(codes) >= 0


@pytest.mark.once
def test_a_real_site_in_the_environment_is_left_alone() -> None:
    """Whoever looks after a site may have read /etc/xinhuo.env into the shell."""
    real = {
        "XINHUO_DATABASE_URL": "postgres://x@y/real",
        "XINHUO_STORAGE_URL": "file:/srv/real",
        "XINHUO_SEARCH_URL": "https://real:9200",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
    }
    ours = {"XINHUO_PARTS": "/parts", "XINHUO_TEST_ELASTIC_URL": "http://127.0.0.1:1", "PATH": "/bin"}
    assert without_settings(real | ours) == ours


@pytest.mark.once
def test_each_test_runs_where_it_belongs(request: pytest.FixtureRequest) -> None:
    """All of the suite is in the runs: what depends on the database in the first two, the rest in one part of those."""
    sqlite, postgresql, *once = runs([], {}, "postgres://x@y/z")
    assert sqlite.arguments == postgresql.arguments == ["-m", "not once"]
    assert postgresql.env["XINHUO_DATABASE_URL"] == "postgres://x@y/z" and not sqlite.env.get(
        "XINHUO_DATABASE_URL"
    )
    assert [part.arguments[:2] for part in once] == [["-m", "once"]] * len(once)
    rooms = [room for part in once for room in part.arguments[2:]]
    apart = {room.removeprefix("--ignore=") for room in rooms if room.startswith("--ignore=")}
    asked = {room for room in rooms if not room.startswith("-")}
    assert apart <= asked and sorted(asked - apart) == request.config.getini("testpaths")
    assert len({run.env["XINHUO_SEARCH_INDEX_PREFIX"] for run in [sqlite, postgresql, *once]}) == 2 + len(
        once
    )


@pytest.mark.once
def test_what_is_asked_for_runs_on_both() -> None:
    sqlite, postgresql = runs(["cms/core"], {}, "postgres://x@y/z")
    assert (sqlite.arguments, postgresql.arguments) == (["cms/core"], ["-m", "not once", "cms/core"])
    assert runs(["cms/core"], {}, None) == [sqlite] and sqlite.seen


RUNNER = """
import contextlib, sys
from tests.parts import __main__ as runner
runner.elastic.running = runner.postgres.running = lambda: contextlib.nullcontext("")
runner.elastic.fetch = runner.install_debian_parts = lambda: None
runner.ENDING = tuple((number, {seconds}) for number, _ in runner.ENDING)
sys.argv[1:] = ["test", "-p", "no:cacheprovider", "-c", "{folder}/pytest.ini", "{folder}/test_it.py"]
sys.exit(runner.main())
"""
SLOW = """
import pathlib, time, pytest
@pytest.fixture
def server():
    yield
    time.sleep({seconds})
    pathlib.Path("{folder}/down").touch()
def test_it(server):
    pathlib.Path("{folder}/up").touch()
    time.sleep(60)
"""


def started(folder: Path, *, cleaning: float, patience: float) -> subprocess.Popen[bytes]:
    """The runner with one test, once this stands in the middle."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(SLOW.format(folder=folder, seconds=cleaning))
    script = RUNNER.format(folder=folder, seconds=patience)
    out = (folder / "out").open("wb")
    env = os.environ | {"TMPDIR": str(folder)}  # what it has no time to remove
    command = [sys.executable, "-c", script]
    runner = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out, process_group=0)
    deadline = time.monotonic() + 60
    while not (folder / "up").exists():
        assert runner.poll() is None and time.monotonic() < deadline, (folder / "out").read_text()
        time.sleep(0.1)
    return runner


@pytest.mark.once
@pytest.mark.parametrize(
    ("send", "number"), [(os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM), (os.killpg, signal.SIGKILL)]
)
def test_whoever_ends_it_lets_the_tests_clean_up(tmp_path: Path, send: Any, number: int) -> None:
    """As the terminal does by Ctrl-C, to all of the group; as `kill` does, to the runner alone; as one does who will not wait."""
    runner = started(tmp_path, cleaning=1, patience=30)
    send(runner.pid, number)
    assert runner.wait(40) != 0
    deadline = time.monotonic() + (20 if number == signal.SIGKILL else 0)
    while not (tmp_path / "down").exists():
        assert time.monotonic() < deadline, (tmp_path / "out").read_text()
        time.sleep(0.1)


@pytest.mark.once
def test_who_never_ends_is_ended(tmp_path: Path) -> None:
    runner = started(tmp_path, cleaning=50, patience=1)
    runner.terminate()
    assert runner.wait(20) != 0 and not (tmp_path / "down").exists()
