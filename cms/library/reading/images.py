"""Pages as images with the hits marked on them: drawn by the limited process, kept by version of the file."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from django.core.cache import cache
from django.utils import timezone

from cms.library.extract import pages
from cms.library.extract.pages import Busy

from . import store
from .marks import Rect, Sought, rects

if TYPE_CHECKING:
    from cms.library.extract.pages import Layout
    from cms.library.models import Work

log = logging.getLogger(__name__)
WIDTH, SMALL = 1_100, 240  # pixels
UNDRAWN = 600  # seconds before a page that could not be drawn is tried again
SLOW = 3_600  # the same for one that took too long
MOST_SLOW = 3  # pages of a file that took too long: no other is drawn
MOST_RECTS = 500


class _Turn:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.begun = time.monotonic()


_turns: WeakValueDictionary[str, _Turn] = WeakValueDictionary()  # of what is made now
_lock = threading.Lock()


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
    """None when the page cannot be drawn. Raises Busy: ask again in a few seconds."""
    source = source_of(work)
    if source is None:
        return None
    size = "-s" if small else ""
    tag = f"{source.version[:20]}-{page}{size}"
    made = _made(
        source,
        page,
        f"{page}{size}.png",
        lambda: pages.render_page(source.path, page, SMALL if small else WIDTH),
    )
    return Drawn(made[0], tag, made[1]) if made else None


def cover_height(work: Work) -> int:
    """Pixels of the small image of page 1, 0 when it cannot be drawn, at least for now."""
    try:
        shown = picture(work, 1)
    except Busy:
        return 0
    return max(1, round(SMALL * shown.height / shown.width)) if shown else 0


def picture(work: Work, page: int, sought: Sought | None = None) -> Picture | None:
    """None when there is no image; with nothing sought the size alone is asked for. Raises Busy."""
    source = source_of(work)
    if source is None:
        return None
    layout = _layout(source, page)
    if layout is None:
        return None
    if _given_up(source, page) and not store.read(source.version, f"{page}.png"):
        return None
    size = layout["width"], layout["height"]
    marks = rects(layout["text"], layout["boxes"], size, sought) if sought else []
    return Picture(*size, marks[:MOST_RECTS])


def _layout(source: Source, page: int) -> Layout | None:
    """Size, characters and their boxes of a page, kept as JSON beside its image."""

    def make() -> bytes | None:
        found = pages.page_layout(source.path, page)
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode() if found else None

    if kept := _made(source, page, f"{page}.json", make):
        with contextlib.suppress(ValueError):
            layout: Layout = json.loads(kept[0])
            return layout
    return None


def _made(
    source: Source, page: int, name: str, make: Callable[[], bytes | None]
) -> tuple[bytes, datetime] | None:
    """What is kept under the name, else what is made now. Those who ask for the same at the same time wait for the first.

    What could not be made is not tried again at once: a hostile page costs its time limit, whatever size is asked
    for, and a file of such pages is given up. When it is the machine that cannot (a full disk, too many processes), the
    next who asks tries again.
    """
    if kept := store.read(source.version, name):
        return kept
    with _turn(f"{source.version}:{name}"):
        if kept := store.read(source.version, name):
            return kept
        undrawn = f"library-undrawn:{source.version}:{name}"
        if _given_up(source, page) or cache.get(undrawn):
            return None
        try:
            made = make()
        except OSError:
            log.warning("page %s of %s not drawn now", name, source.path, exc_info=True)
            return None
        except pages.Slow:
            log.warning("page %s of %s takes too long to draw", name, source.path)
            _give_up(source, page)
            return None
        if made is None:
            cache.set(undrawn, True, UNDRAWN)
            return None
        store.write(source.version, name, made)
    return made, timezone.now()


def _given_up(source: Source, page: int) -> bool:
    """The page, or so many of the file, took too long not long ago."""
    slow: list[int] = cache.get(f"library-slow:{source.version}", [])
    return page in slow or len(slow) >= MOST_SLOW


def _give_up(source: Source, page: int) -> None:
    key = f"library-slow:{source.version}"
    cache.set(key, sorted({*cache.get(key, []), page}), SLOW)


@contextlib.contextmanager
def _turn(key: str) -> Iterator[None]:
    """One at a time in this process. Raises Busy for who would wait long: the one before has been at it for long."""
    with _lock:
        turn = _turns.setdefault(key, _Turn())
        patience = max(0.0, pages.PATIENCE - (time.monotonic() - turn.begun))
    if not turn.lock.acquire(timeout=patience):
        raise Busy
    turn.begun = time.monotonic()
    try:
        yield
    finally:
        turn.lock.release()
