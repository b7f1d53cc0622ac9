"""A work's contents as a tree of links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

DEEPEST = 3
LONGEST = 400  # entries shown beside a page; a law's articles are not all listed there


@dataclass(slots=True)
class Entry:
    title: str
    url: str
    page: int
    label: str = ""
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
    for number, item in enumerate(outline):
        if number >= LONGEST:
            break
        title = str(item.get("title") or "").strip()
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


def mark_current(entries: list[Entry], page: int) -> None:
    """The last entry that begins on or before `page` is where the reader is."""
    best: Entry | None = None
    todo = list(entries)
    flat: list[Entry] = []
    while todo:
        entry = todo.pop(0)
        flat.append(entry)
        todo = entry.children + todo
    for entry in flat:
        if entry.page <= page and (best is None or entry.page >= best.page):
            # The first entry on this very page, else the last one before it.
            if best is not None and best.page == entry.page == page:
                continue
            best = entry
    if best:
        best.current = True
