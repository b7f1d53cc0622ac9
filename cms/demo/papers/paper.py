"""A paper: head, and lines told apart by what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

LineKind = Literal["h1", "h2", "quote", "row", "text"]


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    text: str
    day: date
    kind: str = "document"  # document, book, law, newspaper
    creators: str = ""
    issuer: str = ""
    subject: str = ""

    def lines(self) -> Iterator[tuple[LineKind, str]]:
        """(kind, text) without empty lines. A row is a line with columns: cells apart by |."""
        for raw in self.text.splitlines():
            line = raw.strip()
            if line.startswith("## "):
                yield "h2", line[3:]
            elif line.startswith("# "):
                yield "h1", line[2:]
            elif line.startswith("> "):
                yield "quote", line[2:]
            elif "|" in line:
                yield "row", line
            elif line:
                yield "text", line


def cells(row: str) -> list[str]:
    row = row.strip()
    if row.startswith("|") and row.endswith("|"):
        row = row[1:-1]
    return [cell.strip() for cell in row.split("|")]
