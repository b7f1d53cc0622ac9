"""Every test of the room keeps its files in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import storages


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
