"""Pages that rooms put under the home page of a new, empty site. The portal founds it and knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Maker = Callable[[Any], None]
_makers: dict[str, Maker] = {}


def register(name: str, maker: Maker) -> None:
    """In AppConfig.ready(): `maker(home)` adds a page below the new home page, in the founding transaction."""
    _makers[name] = maker


def make(home: Any) -> None:
    for maker in _makers.values():
        maker(home)
