"""A work's contents as a tree of links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

DEEPEST = 3
LONGEST = 300  # entries of a work's own page, which stays below 100 KB
BESIDE = 60  # entries beside a page being read
LONGEST_TITLE = 60


@dataclass(slots=True)
class Entry:
    title: str
    url: str
    page: int
    current: bool = False
    children: list[Entry] = field(default_factory=list)


def tree(
    outline: Iterable[Mapping[str, Any]],
    url_of: Callable[[int, str], str],
    page_of: Callable[[Mapping[str, Any]], int],
) -> list[Entry]:
    """Entries nested by level. `page_of` gives the page on which an entry is read; 0 leaves it out."""
    roots: list[Entry] = []
    open_: list[tuple[int, Entry]] = []
    for item in outline:
        title = str(item.get("title") or "").strip()
        if len(title) > LONGEST_TITLE:
            title = title[:LONGEST_TITLE] + "…"
        page = page_of(item)
        if not title or page < 1:
            continue
        level = min(max(int(item.get("level") or 1), 1), 9)
        entry = Entry(title, url_of(page, str(item.get("anchor") or "")), page)
        while open_ and (open_[-1][0] >= level or len(open_) >= DEEPEST):
            open_.pop()
        (open_[-1][1].children if open_ else roots).append(entry)
        open_.append((level, entry))
    return roots


def walk(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Every entry in the order of the text."""
    for entry in entries:
        yield entry
        yield from walk(entry.children)


def mark_current(entries: list[Entry], page: int) -> None:
    """Where the reader is: the first entry that begins on this very page, else the last one before it."""
    best: Entry | None = None
    for entry in walk(entries):
        later = best is None or entry.page > best.page or (entry.page == best.page < page)
        if entry.page <= page and later:
            best = entry
    if best:
        best.current = True


def shorten(entries: list[Entry], most: int) -> tuple[list[Entry], bool]:
    """At most `most` entries, and whether any were left out: first those below entries where the reader is not."""
    if sum(1 for _ in walk(entries)) <= most:
        return entries, False
    for entry in entries:
        if not any(inner.current for inner in walk([entry])):
            entry.children = []
    at = next((i for i, entry in enumerate(entries) if any(e.current for e in walk([entry]))), 0)
    below = entries[at].children if entries else []
    inner = next((i for i, entry in enumerate(below) if any(e.current for e in walk([entry]))), 0)
    if entries:
        entries[at].children = _around(below, inner, most // 2)
        for entry in entries[at].children:
            if not entry.current:
                entry.children = []
    return _around(entries, at, most // 2), True


def _around(entries: list[Entry], at: int, most: int) -> list[Entry]:
    start = max(0, min(at - most // 2, len(entries) - most))
    return entries[start : start + most]
