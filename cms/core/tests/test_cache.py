"""A cache that is away is an empty one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache.backends.base import BaseCache

from cms.core.cache import Files, Redis
from tests.parts.process import free_port

pytestmark = pytest.mark.once


def away(tmp_path: Path) -> list[BaseCache]:
    """A server that is not there, a folder that cannot be made."""
    (tmp_path / "file").write_bytes(b"")
    return [Redis(f"redis://127.0.0.1:{free_port()}/0", {}), Files(str(tmp_path / "file" / "cache"), {})]


def test_nothing_fails(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for cache in away(tmp_path):
        cache.set("a", 1)
        assert cache.get("a") is None
        assert cache.get("a", 7) == 7
        assert cache.get_many(["a", "b"]) == {}
        assert not cache.has_key("a")
        assert not cache.touch("a")
        assert not cache.delete("a")
        assert cache.get_or_set("a", lambda: 5) == 5
        cache.set_many({"a": 1})
        cache.delete_many(["a"])
        assert "缓存暂时不能用" in caplog.text
        caplog.clear()


def test_what_works_is_kept(tmp_path: Path) -> None:
    cache = Files(str(tmp_path / "cache"), {})
    cache.set_many({"a": 1, "b": None})
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": None}
    assert cache.add("d", 4)
    assert not cache.add("d", 5)
    assert cache.get("d") == 4
