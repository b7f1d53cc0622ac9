"""The title book of the generation being read, kept by each process.

A commit makes a new book, but no more than a tenth of the time goes into making them: with 100,000 works a book
takes some 2 s, so a title published now may lead only 20 s later. Until then it is found as any other text.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic

from .titlebook import Title, TitleBook

_KEPT = 4  # generations; tests and evaluation open several
_PATIENCE = 10  # times as long as a book took to make, it is used after its commit has passed


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: tuple[str, ...]
    book: TitleBook
    until: float  # when it may be made again


_books: dict[tuple[str, ...], _Kept] = {}  # by engine, index and generation
_lock = threading.Lock()


def book_of(stamp: tuple[str, ...], titles: Callable[[], Iterable[Title]]) -> TitleBook:
    """The book for `stamp` (engine, index, generation, then commits), or a slightly older one; `titles` makes a new one."""
    generation = stamp[:3]
    kept = _books.get(generation)
    if kept is not None and (kept.stamp == stamp or monotonic() < kept.until):
        return kept.book
    if not _lock.acquire(blocking=kept is None):
        return kept.book if kept else TitleBook(())  # another thread is making it
    try:
        again = _books.get(generation)
        if again is not None and again.stamp == stamp:
            return again.book
        started = monotonic()
        book = TitleBook(titles())
        ended = monotonic()
        _books.pop(generation, None)
        while len(_books) >= _KEPT:
            _books.pop(next(iter(_books)))
        _books[generation] = _Kept(stamp, book, ended + _PATIENCE * (ended - started))
        return book
    finally:
        _lock.release()
