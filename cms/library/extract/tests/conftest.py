"""Every test here runs with children of its own and a temporary folder that it can look into."""

from __future__ import annotations

import contextlib
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cms.library.extract import Extraction
from cms.library.extract.workers import POOL


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The temporary folder that the parent and its children use; the pool starts empty and ends empty."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    POOL.close()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    POOL.close()


def children() -> list[psutil.Process]:
    """The limited processes of this one, which may have started others: a search engine for other tests."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "cms.library.extract.child" in " ".join(child.cmdline()):
                found.append(child)
    return found


def grandchildren() -> list[str]:
    """What our idle children still have running, and whatever died without being waited for."""
    found = []
    for child in psutil.Process().children():
        try:
            if child.status() == psutil.STATUS_ZOMBIE:
                found.append(f"zombie {child.pid}")
            elif "cms.library.extract.child" in " ".join(child.cmdline()):
                found += [f"{one.name()} {one.pid}" for one in child.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
    return found


def left_in(folder: Path) -> list[str]:
    """Files in the temporary folder that belong to no living child: a child's own folder must be empty when idle."""
    return [
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() or path.is_symlink()
    ]


def text_of(found: Extraction) -> str:
    return "\n".join(section.text for section in found.passages)


def pack(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path
