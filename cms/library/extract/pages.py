"""Page tools for the reader, run in the limited process: a hostile PDF costs its time and nothing else.

Both answer None for a page that is not there or cannot be drawn, and for a file that is no PDF. They raise Slow for one
that takes too long, Busy when others are drawn that take long, and OSError when the machine cannot draw now: a full
disk, too many processes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypedDict

from .limited import Broken
from .result import Limits
from .workers import Busy, ask

__all__ = ["Busy", "Layout", "Slow", "page_layout", "render_page"]
SECONDS = 10.0  # a page of print takes a tenth of one
PATIENCE = 1.0  # seconds a reader's request waits for others
LIMITS = Limits()


class Slow(Exception):
    """The page takes more time than a page may."""


class Layout(TypedDict):
    """Sizes in page units as shown (cropped, turned); `boxes` run parallel to `text`: left, bottom, right, top."""

    width: float
    height: float
    text: str
    boxes: list[tuple[float, float, float, float] | None]


def render_page(path: Path, page: int, width: int) -> bytes | None:
    """PNG of the page, `width` pixels wide (less when that would be too tall). `page` counts from 1."""
    return _asked({"do": "render", "path": str(path), "page": page, "width": width})


def page_layout(path: Path, page: int) -> Layout | None:
    """The size of a page, its characters and where they stand."""
    data = _asked({"do": "layout", "path": str(path), "page": page})
    if data is None:
        return None
    layout: Layout = json.loads(data)
    return layout


def _asked(request: dict[str, Any]) -> bytes | None:
    try:
        header, body = ask(request, LIMITS, SECONDS, PATIENCE)
    except Broken as broken:
        if broken.why == "time":
            raise Slow from broken
        return None
    return body if header.get("ok") else None
