"""What several tests of this room stand on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder of its own for what anybody may fetch."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
