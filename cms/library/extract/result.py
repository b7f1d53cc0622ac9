"""What extraction gives back, and the limits it works under.

Plain frozen dataclasses: they cross from the limited child to its parent as JSON (`to_json`, `from_json`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

State = Literal["ok", "no_text", "refused", "failed"]
MEGA = 1 << 20
# Of a file with pages, what stands on none of them: kept with its last page, shown as what it is.
PROPERTIES_ANCHOR, BESIDE_ANCHOR = "properties", "beside"
OFF_PAGE = frozenset({PROPERTIES_ANCHOR, BESIDE_ANCHOR})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. Bytes, seconds, characters; every one of them names itself in the reason it causes."""

    file_bytes: int = 500 * MEGA
    seconds: float = 110.0  # wall time, LibreOffice included
    office_seconds: float = 90.0  # of which LibreOffice may take so much: 300 pages on a slow, busy machine
    memory: int = 1_500 * MEGA  # address space of the child (of LibreOffice: `office_memory`)
    office_memory: int = 4_000 * MEGA
    temporary_bytes: int = 1_000 * MEGA  # the largest file the child may write
    # Of which Elasticsearch gets 66 MB at once: it takes 100, and a tenth of its heap.
    characters: int = 6_000_000
    page_characters: int = 200_000  # of one page: a poster or a sheet printed on one has some 50,000
    sections: int = 25_000  # more than so many characters or pages make when nobody means harm
    outline: int = 3_000  # entries; of more, the upper levels are kept
    pages: int = 20_000
    unpacked_bytes: int = 400 * MEGA  # sum of a container's members once unpacked
    part_bytes: int = 150 * MEGA  # one member of it
    parts: int = 20_000
    ratio: int = 200  # unpacked : packed, looked at from `ratio_from` on
    ratio_from: int = 20 * MEGA
    pixels: int = 200_000_000


@dataclass(frozen=True, slots=True)
class Section:
    """One article of a law, one section of a text, one page of a file. `path`: headings above, outermost first."""

    ord: int
    text: str
    page: int | None = None
    page_label: str = ""
    path: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """`state` ok: there is text. no_text: the file is good, but holds none that can be searched. refused: we will not
    take it (encrypted, not what its name says, a bomb…). failed: damaged, or it broke a limit. `reason` is a Chinese
    sentence for whoever uploaded it, "" when ok. `outline`: {"title", "level", "page", "anchor"}. `date`: ISO, "" when
    unknown. `reading_copy` is a PDF made by LibreOffice that now belongs to the caller, who moves or removes it.
    """

    state: State
    reason: str = ""
    format: str = ""
    kind_hint: str = "document"  # document, book, law, newspaper
    title: str = ""
    author: str = ""
    date: str = ""
    number: str = ""
    pages: int | None = None
    outline: list[dict[str, Any]] = field(default_factory=list)
    passages: list[Section] = field(default_factory=list)
    reading_copy: Path | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def characters(self) -> int:
        return sum(len(section.text) for section in self.passages)

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        data["reading_copy"] = str(self.reading_copy) if self.reading_copy else None
        data["passages"] = [[s.text, s.page, s.page_label, list(s.path), s.anchor] for s in self.passages]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Extraction:
        values = dict(data)
        values["reading_copy"] = Path(values["reading_copy"]) if values.get("reading_copy") else None
        values["passages"] = [
            Section(number, text, page, label, tuple(path), anchor)
            for number, (text, page, label, path, anchor) in enumerate(values.get("passages", []))
        ]
        return cls(**values)


class Refusal(Exception):
    """We will not take this file; the message is the Chinese reason."""

    state: State = "refused"


class Damage(Refusal):
    """We would, but cannot read it."""

    state: State = "failed"


class Silence(Refusal):
    """The file is good and holds no text we can read. `pages` keeps its page count."""

    state: State = "no_text"

    def __init__(self, reason: str, pages: int | None = None, title: str = "") -> None:
        super().__init__(reason)
        self.pages = pages
        self.title = title
