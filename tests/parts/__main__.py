"""`python -m tests.parts test [pytest arguments]`: obtain the parts, start the servers, run the suite on both databases."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from ctypes.util import find_library
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from . import elastic, postgres
from .process import PartMissing, die_with_parent, without_settings

ROOT = Path(__file__).resolve().parents[2]
NOTHING_SELECTED = 5  # pytest's exit code
# How a pytest is ended, and the seconds it has before the next: after the first it stops the servers of its tests.
ENDING = ((signal.SIGINT, 30.0), (signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
ONCE = (  # parts of what runs once: about as long as each other
    ["tests", "--ignore=tests/browser/admin"],
    ["cms", "search"],
    ["tests/browser/admin"],
)
DEBIAN = {
    "chromium": "chromium",
    "lib:atomic": "libatomic1",  # for the program that steers Chromium
    "fc-list": "fontconfig",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
    "/usr/lib/postgresql": "postgresql",
    "soffice": "libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
    "java": "openjdk-17-jre-headless",
    "mvn": "maven",
}


def present(probe: str) -> bool:
    if probe.startswith("lib:"):
        return bool(find_library(probe.removeprefix("lib:")))
    return Path(probe).exists() if probe.startswith("/") else bool(shutil.which(probe))


def install_debian_parts() -> None:
    """As root on Debian: install what is missing. Otherwise say what would."""
    missing = [package for probe, package in DEBIAN.items() if not present(probe)]
    if not missing:
        return
    packages = " ".join(missing).split()
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if os.geteuid() or not shutil.which("apt-get"):
        print(f"缺少部件，相关测试将跳过。可用此命令补齐：sudo {' '.join(command)}", flush=True)
        return
    print(f"安装测试所需部件：{' '.join(packages)}", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=env, check=False)
    done = subprocess.run(command, env=env, check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        print(f"安装没有成功，请手动运行：{' '.join(command)}", flush=True)


started: list[subprocess.Popen[bytes]] = []  # who ends the whole ends them


@dataclass(frozen=True)
class Run:
    """One pytest of the suite: what it is called, what it is asked, whether its report is seen as it goes."""

    name: str
    arguments: list[str]
    env: dict[str, str]
    seen: bool = False

    def __call__(self) -> tuple[int, bytes]:
        """Its exit code and what it reported, nothing when that was seen."""
        with tempfile.TemporaryDirectory(prefix="xinhuo-test-") as var, tempfile.TemporaryFile() as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "pytest", "-q", "--durations=15", *self.arguments],
                cwd=ROOT,
                env=self.env | {"XINHUO_VAR": var},
                stdout=None if self.seen else out,
                stderr=subprocess.STDOUT,
                process_group=0,  # Ctrl-C reaches this process alone: a second one would cut off the cleaning up
                preexec_fn=partial(die_with_parent, signal.SIGINT),
            )
            started.append(process)
            code = process.wait()
            out.seek(0)
            return code, out.read()


def runs(arguments: list[str], env: dict[str, str], postgres_url: str | None) -> list[Run]:
    """The suite in parts, the longest first. What needs no database runs once, when all is asked for."""

    def one(name: str, key: str, *its: str, **more: str) -> Run:
        return Run(name, [*its, *arguments], env | {"XINHUO_SEARCH_INDEX_PREFIX": f"test-{key}"} | more)

    whole = not arguments
    listed = [replace(one("SQLite", "sqlite", *(["-m", "not once"] if whole else [])), seen=True)]
    if postgres_url:
        listed.append(one("PostgreSQL", "postgresql", "-m", "not once", XINHUO_DATABASE_URL=postgres_url))
    if whole:
        listed += [
            one(f"只测一次的：{' '.join(rooms)}", f"once-{number}", "-m", "once", *rooms)
            for number, rooms in enumerate(ONCE)
        ]
    return listed


def run_suite(arguments: list[str]) -> int:
    """Two runs at once, a core each, the next when one of them ends; their reports follow the first's."""
    with ExitStack() as stack:
        # compiled once for all, the hundreds of programs too that tests start, and nothing of it in the project
        compiled = stack.enter_context(tempfile.TemporaryDirectory(prefix="xinhuo-test-"))
        env = without_settings(os.environ) | {"PYTHONPYCACHEPREFIX": compiled}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        url = None
        try:
            env["XINHUO_TEST_ELASTIC_URL"] = stack.enter_context(elastic.running())
        except PartMissing as missing:
            print(f"没有 Elasticsearch：{missing}", flush=True)
        try:
            url = stack.enter_context(postgres.running())
        except PartMissing as missing:
            print(f"没有 PostgreSQL：{missing}", flush=True)
            if "CI" in os.environ:
                return 1
        print("在 SQLite 与 PostgreSQL 上同时测试，先显示 SQLite", flush=True)
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=2))
        listed = runs(arguments, env, url)
        ends = [pool.submit(run) for run in listed]
        codes = []
        try:
            for run, end in zip(listed, ends, strict=True):
                code, report = end.result()
                codes.append(code)
                if not run.seen:
                    print(f"\n══ {run.name} ══", flush=True)
                    sys.stdout.buffer.write(report)
                    sys.stdout.flush()
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            end_all([end for end in ends if not end.cancelled()])
            raise
        return verdict(codes)


def end_all(ends: list[Future[tuple[int, bytes]]]) -> None:
    """Ask every pytest once to clean up and end; who does not is ended with what it started."""
    for number, seconds in ENDING:
        for process in started:
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    (os.kill if number == signal.SIGINT else os.killpg)(process.pid, number)
        try:
            if not wait(ends, seconds).not_done:
                return
        except KeyboardInterrupt:  # once more: no longer patient
            continue


def verdict(codes: list[int]) -> int:
    """Exit code of the whole from those of its runs; one that a signal ended has a negative one.

    Only in the first, on SQLite, need anything have been selected.
    """
    first, *others = codes
    return next(
        (abs(code) for code in (first, *(code for code in others if code != NOTHING_SELECTED)) if code), 0
    )


def main() -> int:
    if sys.argv[1:2] != ["test"]:
        print(__doc__)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, signal.default_int_handler)
    install_debian_parts()
    try:
        elastic.fetch()
    except PartMissing as missing:
        print(f"没有 Elasticsearch：{missing}", flush=True)
    return run_suite(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
