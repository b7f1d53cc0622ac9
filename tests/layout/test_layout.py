"""The house keeps its shape: who may import whom, how long a file may be, and that `site/` stays a source root."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = sorted(p.name for p in (ROOT / "cms").iterdir() if (p / "__init__.py").exists())
LIMIT = 300
pytestmark = pytest.mark.once


def sources() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=ROOT, capture_output=True, text=True
    )
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.exists():
            yield path


def imports(path: Path) -> Iterator[str]:
    """Absolute dotted names that a file imports, at any depth, relative ones resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name in ("conftest.py", "factories.py")


def test_site_is_no_package() -> None:
    assert not (ROOT / "site/__init__.py").exists()
    assert '"site"' not in (ROOT / "site/config/settings/base.py").read_text()
    ignored = subprocess.run(["git", "check-ignore", "site/config/urls.py"], cwd=ROOT, capture_output=True)
    assert ignored.returncode == 1, ".gitignore hides site/"


def test_standard_site_module_survives(tmp_path: Path) -> None:
    """With frozen modules off, a package named site beside manage.py would shadow the standard library's."""
    env = {**os.environ, "XINHUO_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "frozen_modules=off",
            "manage.py",
            "shell",
            "-c",
            "import site; print(site.__file__)",
        ],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "lib" in done.stdout and str(ROOT / "site") not in done.stdout


def test_search_knows_no_room() -> None:
    bad = [
        (str(p.relative_to(ROOT)), i)
        for p in sources()
        if p.is_relative_to(ROOT / "search")
        for i in imports(p)
        if i.split(".")[0] == "cms"
    ]
    assert not bad


def test_rooms_reach_search_by_its_doors_only() -> None:
    """Only searchable.py sees all of search; others see search.search, what marks a text, the shapes
    in search.schema, and whether the database was set up."""
    doors = ("search.search", "search.text", "search.pieces", "search.schema", "search.tables")
    bad = []
    for path in sources():
        if not path.is_relative_to(ROOT / "cms") or is_test(path) or "searchable" in str(path):
            continue
        for name in imports(path):
            if name.split(".")[0] == "search" and not any(
                name == d or name.startswith(d + ".") for d in doors
            ):
                bad.append((str(path.relative_to(ROOT)), name))
    assert not bad


def test_no_circle_between_rooms() -> None:
    arrows: dict[str, set[str]] = {room: set() for room in ROOMS}
    for path in sources():
        parts = path.relative_to(ROOT).parts
        if parts[0] != "cms" or len(parts) < 3 or is_test(path) or "migrations" in parts:
            continue
        for name in imports(path):
            to = name.split(".")
            if to[0] == "cms" and len(to) > 1 and to[1] in ROOMS and to[1] != parts[1]:
                arrows[parts[1]].add(to[1])
    assert not arrows["core"], f"core imports {arrows['core']}"
    assert "library" not in arrows["portal"]
    done: list[str] = []
    while len(done) < len(arrows):
        free = [r for r in arrows if r not in done and arrows[r] <= set(done)]
        assert free, f"circle among {sorted(set(arrows) - set(done))}: {arrows}"
        done += free


def test_files_stay_small() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in sources()
        if not {"migrations", "content", "data"} & set(p.parts)
        and (n := len(p.read_text().splitlines())) > LIMIT
    }
    assert not long


def test_themes_hold_no_python() -> None:
    assert not list((ROOT / "themes").rglob("*.py"))


def test_silent_writes_stay_in_services() -> None:
    """QuerySet.update and bulk_create announce nothing: only services, which announce themselves, may use them."""
    allowed = ("services", "migrations", "tests", "search", "content")
    bad = []
    for path in sources():
        relative = path.relative_to(ROOT)
        if relative.parts[0] != "cms" or any(a in relative.parts or relative.stem == a for a in allowed):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name, owner = node.func.attr, ast.unparse(node.func.value)
                if name in ("bulk_create", "bulk_update") or (
                    name == "update" and ("objects" in owner or ".filter(" in owner)
                ):
                    bad.append(f"{relative}:{node.lineno}")
    assert not bad
