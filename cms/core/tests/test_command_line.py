"""What a command says of itself and of a wrong option is Chinese."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
ENGLISH = re.compile(r"[a-z']{3,} [a-z']{2,} [a-z']{2,}")


def said(*words: str, **world: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.ROOT,
        env={**os.environ, **world},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("command", ["import_works", "search_index", "evaluate_search", "serve"])
def test_help(command: str) -> None:
    code, text = said(command, "--help")
    assert code == 0 and "选项" in text and "显示版本号" in text
    assert not ENGLISH.search(text), ENGLISH.search(text)


def test_a_wrong_option() -> None:
    code, text = said("search_index", "audit", "--loud")
    assert code == 2 and "不认识这些参数：--loud" in text
    assert not ENGLISH.search(text)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("search_index", "status"), "没有应答"),
        (("search", "党建"), "请先运行 manage.py setup"),  # what waits to be indexed is asked for first
    ],
)
def test_a_search_server_that_is_away(words: tuple[str, ...], why: str, tmp_path: Path) -> None:
    world = {"XINHUO_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    code, text = said(*words, XINHUO_SEARCH_URL="http://127.0.0.1:1", **world)
    assert code and why in text and not ENGLISH.search(text.lower()), text


def test_a_command_that_there_is_not() -> None:
    code, text = said("serch")
    assert code == 1 and "没有“serch”这条命令。是不是 search？" in text and not ENGLISH.search(text)
    code, text = said("help")
    assert code == 0 and "import_works" in text and not ENGLISH.search(text)


def test_nothing_a_command_makes_is_read_by_other_accounts(tmp_path: Path) -> None:
    place = tmp_path / "var"
    world = {**os.environ, "XINHUO_VAR": str(place), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    world.pop("XINHUO_DATABASE_URL", None)
    before = os.umask(0)
    try:
        subprocess.run(
            [sys.executable, "manage.py", "showmigrations"],
            cwd=settings.ROOT,
            env=world,
            check=True,
            capture_output=True,
        )
    finally:
        os.umask(before)
    made = [place, *place.rglob("*")]
    assert place / "xinhuo.sqlite3" in made
    assert not [path for path in made if path.stat().st_mode & 0o007]
