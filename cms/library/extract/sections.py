"""From a stream of headings and paragraphs to sections with heading path and permanent anchor."""

from __future__ import annotations

from typing import Any

from .result import Section
from .text import tidy

FULL = 900  # characters of a section without a number of its own, cut between paragraphs
LONGEST = 6_000  # a single paragraph is cut here
ARTICLE = 12_000  # what follows an article beyond this is an annex, and cut like any other text


class Builder:
    """Feed it heading(), paragraph() and article() in the order of the text; then take `sections` and `outline`."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.outline: list[dict[str, Any]] = []
        self._path: list[tuple[int, str]] = []
        self._lines: list[str] = []
        self._size = 0
        self._anchor = ""
        self._whole = False  # an article is not cut
        self._pending: list[dict[str, Any]] = []
        self._used: dict[str, int] = {}
        self._count = 0

    def heading(self, rank: int, title: str) -> None:
        """`rank`: smaller is higher. A heading ends those of its own rank and below."""
        title = " ".join(title.split())[:200]
        if not title:
            return
        self._close()
        while self._path and self._path[-1][0] >= rank:
            self._path.pop()
        self._path.append((rank, title))
        entry = {"title": title, "level": len(self._path), "page": None, "anchor": ""}
        self.outline.append(entry)
        self._pending.append(entry)

    def article(self, anchor: str, line: str) -> None:
        """A numbered article begins; paragraphs after it belong to it."""
        self._close()
        self._anchor, self._whole = anchor, True
        self._add(line)

    def paragraph(self, line: str) -> None:
        self._room(len(line))
        start = 0  # the rest is never copied: a line may be as long as its file
        while len(line) - start > LONGEST:
            half, end = start + LONGEST // 2, start + LONGEST
            cut = max(line.rfind(mark, half, end) for mark in "。；\n ") + 1 or end
            self._add(line[start:cut])
            if not self._whole:
                self._close()
            start = cut
            self._room(len(line) - start)
        self._add(line[start:])

    def _room(self, wanted: int) -> None:
        """What stands there is a section of its own where so much more is too much for it."""
        if self._size and self._size + wanted > (ARTICLE if self._whole else FULL):
            self._close()

    def _add(self, line: str) -> None:
        self._lines.append(line)
        self._size += len(line)

    def _close(self) -> None:
        text = tidy("\n".join(self._lines)) if self._lines else ""
        if text:
            self._count += 1
            anchor = self._anchor or f"s{self._count}"
            seen = self._used[anchor] = self._used.get(anchor, 0) + 1
            if seen > 1:  # the same article quoted again in an annex
                anchor = f"{anchor}x{seen}"
            for entry in self._pending:
                entry["anchor"] = anchor
            self._pending.clear()
            path = tuple(title for _, title in self._path)
            self.sections.append(Section(len(self.sections), text, None, "", path, anchor))
        self._lines, self._size, self._anchor, self._whole = [], 0, "", False

    def finish(self) -> tuple[list[Section], list[dict[str, Any]]]:
        """Sections and outline. A heading at the very end with nothing under it becomes a section of its own."""
        self._close()
        if self._pending:
            self._lines = [self._pending[-1]["title"]]
            self._close()
        return self.sections, self.outline
