"""The text of a stored body, cut into passages where readers can be led: its sections.

Only what stands in the body itself is taken. Titles of pictures and files that it merely names are not: those may be
restricted where the page is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

LONGEST = 1200  # characters of a passage; a longer section becomes several with the same anchor
BREAK = re.compile(r"</(?:p|li|h[1-6]|ul|ol)>|<br\s*/?>")
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Section:
    """`anchor` is that of the heading in the page, "" for the text before the first heading."""

    heading: str
    anchor: str
    text: str


def sections(blocks: Iterable[Mapping[str, Any]], lead: str = "") -> Iterator[Section]:
    """In the order of the page; `lead` (a subtitle) begins the first."""
    heading, anchor, number = "", "", 0
    lines = [lead] if lead else []
    for block in blocks:
        if block["type"] == "heading":
            yield from _cut(heading, anchor, lines)
            number += 1
            heading, anchor, lines = block["value"], f"s{number}", []
        else:
            lines += lines_of(block["type"], block["value"])
    yield from _cut(heading, anchor, lines)


def lines_of(kind: str, value: Any) -> list[str]:
    if kind == "text":
        lines = [unescape(TAG.sub("", part)) for part in BREAK.split(value)]
    elif kind == "quote":
        lines = [*value["text"].splitlines(), value.get("source") or ""]
    elif kind == "table":
        lines = [
            value.get("caption") or "",
            *(re.sub(r"[|\t]+", " ", row) for row in value["cells"].splitlines()),
        ]
    elif kind == "figure":
        lines = [value.get("caption") or value.get("alt") or ""]
    elif kind == "gallery":
        found = (one.get("value", one) for one in value.get("pictures") or ())
        lines = [one.get("caption") or one.get("alt") or "" for one in found]
    else:  # attachment, video
        lines = [value.get("title") or ""] if isinstance(value, dict) else []
    return [line.strip() for line in lines if line.strip()]


def _cut(heading: str, anchor: str, lines: list[str]) -> Iterator[Section]:
    if not lines:
        if heading:
            yield Section(heading, anchor, "")
        return
    held: list[str] = []
    size = 0
    for line in lines:
        if held and size + len(line) > LONGEST:
            yield Section(heading, anchor, "\n".join(held))
            held, size = [], 0
        held.append(line)
        size += len(line)
    yield Section(heading, anchor, "\n".join(held))
