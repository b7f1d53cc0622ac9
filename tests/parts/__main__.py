"""`python -m tests.parts test [pytest arguments]`: obtain the parts, start the servers, run the suite on both databases."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from ctypes.util import find_library
from pathlib import Path

from . import elastic, postgres
from .process import PartMissing, without_settings

ROOT = Path(__file__).resolve().parents[2]
NOTHING_SELECTED = 5  # pytest's exit code
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


def run_suite(arguments: list[str]) -> int:
    """Both databases at once, a core each; the report of the second follows the first's."""
    with ExitStack() as stack:
        env = {**without_settings(os.environ), "PYTHONDONTWRITEBYTECODE": "1"}
        runs = [("SQLite", dict(env))]
        try:
            env["XINHUO_TEST_ELASTIC_URL"] = runs[0][1]["XINHUO_TEST_ELASTIC_URL"] = stack.enter_context(
                elastic.running()
            )
        except PartMissing as missing:
            print(f"没有 Elasticsearch：{missing}", flush=True)
        try:
            runs.append(
                ("PostgreSQL", {**env, "XINHUO_DATABASE_URL": stack.enter_context(postgres.running())})
            )
        except PartMissing as missing:
            print(f"没有 PostgreSQL：{missing}", flush=True)
            if "CI" in os.environ:
                return 1
        started = []
        for name, its_env in runs:
            var = stack.enter_context(tempfile.TemporaryDirectory(prefix="xinhuo-test-"))
            its_env |= {"XINHUO_VAR": var, "XINHUO_TEST_RUN": name.lower()}
            its_env["XINHUO_SEARCH_INDEX_PREFIX"] = f"test-{name.lower()}"
            command = [sys.executable, "-m", "pytest", "-q", "--durations=15", *arguments]
            if name != "SQLite":
                command += ["-m", "not once"]
            out = None if name == "SQLite" else stack.enter_context(tempfile.TemporaryFile())
            started.append(
                (
                    name,
                    subprocess.Popen(command, cwd=ROOT, env=its_env, stdout=out, stderr=subprocess.STDOUT),
                    out,
                )
            )
        print("在 SQLite 与 PostgreSQL 上同时测试，先显示 SQLite", flush=True)
        codes = []
        try:
            for name, process, out in started:
                codes.append(process.wait())
                if out is not None:
                    out.seek(0)
                    print(f"\n══ {name} ══", flush=True)
                    sys.stdout.buffer.write(out.read())
                    sys.stdout.flush()
        finally:
            for _, process, _ in started:
                if process.poll() is None:
                    process.terminate()
                    process.wait()
        return verdict(codes)


def verdict(codes: list[int]) -> int:
    """Exit code of the whole from those of SQLite and PostgreSQL; a run that a signal ended has a negative one.

    On PostgreSQL nothing need have been selected: what touches no database runs on SQLite alone.
    """
    first, *others = codes
    return next(
        (abs(code) for code in (first, *(code for code in others if code != NOTHING_SELECTED)) if code), 0
    )


def main() -> int:
    if sys.argv[1:2] != ["test"]:
        print(__doc__)
        return 2
    install_debian_parts()
    try:
        elastic.fetch()
    except PartMissing as missing:
        print(f"没有 Elasticsearch：{missing}", flush=True)
    return run_suite(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
