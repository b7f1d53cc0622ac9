"""The title book of the generation being read, made once a generation and process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from .citations import Title, TitleBook

_KEPT = 4  # generations; tests and evaluation open several
_books: dict[tuple[str, ...], TitleBook] = {}
_lock = threading.Lock()


def book_of(stamp: tuple[str, ...], titles: Callable[[], Iterable[Title]]) -> TitleBook:
    """The book for `stamp` (engine, index, generation and commit); `titles` is called once when there is none."""
    found = _books.get(stamp)
    if found is not None:
        return found
    with _lock:
        found = _books.get(stamp)
        if found is None:
            found = TitleBook(titles())
            while len(_books) >= _KEPT:
                _books.pop(next(iter(_books)))
            _books[stamp] = found
    return found
