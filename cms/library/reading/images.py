"""Pages as images with the hits marked on them: drawn by the limited process, kept by version of the file."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.utils import timezone

from cms.library.extract import pages

from . import store
from .marks import Rect, Sought, rects

if TYPE_CHECKING:
    from cms.library.extract.pages import Layout
    from cms.library.models import Work

log = logging.getLogger(__name__)
WIDTH, SMALL = 1_100, 240  # pixels
UNDRAWN = 600  # seconds before a page that could not be drawn is tried again
MOST_RECTS = 500


@dataclass(frozen=True, slots=True)
class Picture:
    """The image of a page as the reader shows it: its size in page units, the marks in them."""

    width: float
    height: float
    rects: list[Rect]

    @property
    def shown_width(self) -> int:
        """Pixels of the image; its height follows."""
        return WIDTH

    @property
    def shown_height(self) -> int:
        return max(1, round(WIDTH * self.height / self.width))


@dataclass(frozen=True, slots=True)
class Drawn:
    png: bytes
    tag: str  # names version, page and size
    changed: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """The PDF that a work's pages are drawn from; `version` changes with the file."""

    path: Path
    version: str


def source_of(work: Work) -> Source | None:
    file: Any = work.reading_copy or None
    shown = work.shown_file
    if not file and work.format == "pdf" and shown.document:
        file = shown.document.file
    if not file:
        return None
    try:
        path = Path(file.path)
    except NotImplementedError:  # a remote storage has no path
        return None
    written = _written(path) if work.reading_copy else 0  # one that is made again lies at the same place
    facts = "|".join(
        map(str, (work.pk, shown.document and shown.document.pk, file.name, shown.sha256, written))
    )
    return Source(path, hashlib.sha256(facts.encode()).hexdigest()[:40])


def _written(path: Path) -> int:
    """When the file was written, 0 when there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def drawn(work: Work, page: int, small: bool = False) -> Drawn | None:
    """None when the page cannot be drawn."""
    source = source_of(work)
    if source is None:
        return None
    name = f"{page}{'-s' if small else ''}.png"
    tag = f"{source.version[:20]}-{name.removesuffix('.png')}"
    if kept := store.read(source.version, name):
        return Drawn(kept[0], tag, kept[1])
    png = _tried(source, name, lambda: pages.render_page(source.path, page, SMALL if small else WIDTH))
    if png is None:
        return None
    store.write(source.version, name, png)
    return Drawn(png, tag, timezone.now())


def cover_height(work: Work) -> int:
    """Pixels of the small image of page 1, 0 when it cannot be drawn."""
    shown = picture(work, 1)
    return max(1, round(SMALL * shown.height / shown.width)) if shown else 0


def picture(work: Work, page: int, sought: Sought | None = None) -> Picture | None:
    """None when there is no image; with nothing sought the size alone is asked for."""
    source = source_of(work)
    if source is None:
        return None
    layout = _layout(source, page)
    if layout is None:
        return None
    size = layout["width"], layout["height"]
    marks = rects(layout["text"], layout["boxes"], size, sought) if sought else []
    return Picture(*size, marks[:MOST_RECTS])


def _layout(source: Source, page: int) -> Layout | None:
    """Size, characters and their boxes of a page, kept as JSON beside its image."""
    name = f"{page}.json"
    if kept := store.read(source.version, name):
        with contextlib.suppress(ValueError):
            found: Layout = json.loads(kept[0])
            return found
    layout: Layout | None = _tried(source, name, lambda: pages.page_layout(source.path, page))
    if layout is not None:
        store.write(
            source.version, name, json.dumps(layout, ensure_ascii=False, separators=(",", ":")).encode()
        )
    return layout


def _tried(source: Source, name: str, make: Callable[[], Any]) -> Any:
    """What could not be made is not tried again at once: a hostile page costs its time limit each time.

    When it is the machine that cannot (a full disk, too many processes), the next who asks tries again.
    """
    key = f"library-undrawn:{source.version}:{name}"
    if cache.get(key):
        return None
    try:
        made = make()
    except OSError:
        log.warning("page %s of %s not drawn now", name, source.path, exc_info=True)
        return None
    if made is None:
        cache.set(key, True, UNDRAWN)
    return made
