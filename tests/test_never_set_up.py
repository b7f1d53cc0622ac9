"""A site whose database was never set up: one Chinese line from whoever starts it, and 503 on every page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client

from cms.core.management.commands import serve
from search import tables

ROOT = Path(__file__).resolve().parents[1]
SAID = "数据库还没有准备好：请先运行 manage.py setup。"
pytestmark = pytest.mark.once


def run(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XINHUO_")}
    env = {**kept, "XINHUO_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("words", [("worker",), ("worker", "--wait"), ("serve", "--port", "18431")])
def test_nothing_is_started(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path, *words)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{SAID}\n")


@pytest.mark.parametrize(
    "words",
    [
        ("search", "党"),
        ("search_index", "status"),
        ("search_index", "build"),
        ("createsuperuser", "--noinput", "--username", "chief"),
    ],
)
def test_what_needs_the_tables_leads_there(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path, *words)
    assert done.returncode == 1 and SAID.rstrip("。") in done.stderr
    assert not re.search("[a-z]+ [a-z]+", done.stdout + done.stderr.replace("manage.py setup", ""))


def test_a_database_that_does_not_answer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> set[str]:
        raise OperationalError("connection refused")

    monkeypatch.setattr(tables, "missing", away)
    serve.check_set_up()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/login/", "/search/?q=a"])
def test_no_page_looks_as_if_it_worked(address: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wagtailcore_site RENAME TO elsewhere")
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == 503 and "数据库还没有升级好" in answer.content.decode()
