"""Every test of the room keeps its files in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages

from cms.library.searchable import follow


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where private files lie in this test."""
    folder = tmp_path / "private"
    storage = storages["private"]
    monkeypatch.setattr(storage, "_location", str(folder))
    monkeypatch.setattr(storage, "_constructor_args", ((), {"location": str(folder)}))
    for name in ("base_location", "location"):
        storage.__dict__.pop(name, None)
    yield folder
    for name in ("base_location", "location"):
        storage.__dict__.pop(name, None)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """XINHUO_VAR of this test; search is not asked to follow (search's own tests do that)."""
    folder = tmp_path / "var"
    folder.mkdir()
    monkeypatch.setattr(settings, "VAR", folder)
    monkeypatch.setattr(follow, "prepare", lambda: None)
    monkeypatch.setattr(follow, "drain", lambda progress: "")
    return folder
