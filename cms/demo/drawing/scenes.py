"""The scenes by name."""

from __future__ import annotations

from collections.abc import Callable

from . import land, rooms, town
from .canvas import Canvas

_MODULES = {
    land: ("hills", "river", "bridge", "field", "path"),
    town: ("street", "house", "gate", "wall", "school"),
    rooms: (
        "hall", "desk", "books", "archive", "canteen", "court", "reading", "ledger", "letter", "network",
    ),
}  # fmt: skip
SCENES: dict[str, Callable[[Canvas], None]] = {
    name: getattr(module, name) for module, names in _MODULES.items() for name in names
}


def draw(name: str) -> bytes:
    """A JPEG of 1200 × 750. Raises KeyError for a scene that does not exist."""
    canvas = Canvas(name)
    SCENES[name](canvas)
    return canvas.jpeg()
