"""References after GB/T 7714—2015, 信息与文献 参考文献著录规则, numeric style, always as online works (/OL)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

STANDARD = re.compile(r"^(GB|DB\d*|[A-Z]{2})(/[TZ])? ?\d")
MANY = re.compile(r"[、，,;；]\s*")
BOOK, REPORT, NEWSPAPER, STANDARDS, OTHER = "M", "R", "N", "S", "Z"


@dataclass(frozen=True, slots=True)
class Cited:
    """What a reference needs to know of a work. `series` is the newspaper an issue belongs to, or the book of a volume."""

    kind: str  # document, book, law, newspaper
    title: str
    creators: str = ""
    issuer: str = ""
    number: str = ""
    issued_on: date | None = None
    series: str = ""


def type_mark(work: Cited) -> str:
    """The document type mark of annex B: 专著 M, 报纸 N, 报告 R, 标准 S, 其他 (laws and regulations) Z."""
    if work.kind == "book":
        return BOOK
    if work.kind == "newspaper":
        return NEWSPAPER
    if STANDARD.match(work.number):
        return STANDARDS
    return OTHER if work.kind == "law" else REPORT


def names(creators: str) -> str:
    """At most three names, then 等 (8.1.2)."""
    parts = [part.strip() for part in MANY.split(creators) if part.strip()]
    return ", ".join(parts[:3]) + (", 等" if len(parts) > 3 else "")


def cite(work: Cited, url: str, seen: date, page: int | str = "") -> str:
    """One reference. `page` is the page cited, "" for the whole work; `seen` the day of access."""
    mark = f"[{type_mark(work)}/OL]"
    who = names(work.creators) or ("" if work.kind in ("book", "newspaper") else work.issuer)
    head = f"{who}. " if who else ""
    access = f"[{seen.isoformat()}]. {url}."
    if work.kind == "newspaper":
        day = work.issued_on.isoformat() if work.issued_on else ""
        paper = ", ".join(part for part in (work.series or work.issuer, day) if part)
        sheet = f"({int(page):02d})" if page else ""
        return (
            f"{head}{work.title}{mark}. {paper}{sheet}{access}"
            if paper
            else f"{head}{work.title}{mark}. {access}"
        )
    if work.kind == "book":
        title = (
            f"{work.series}: {work.title}" if work.series and work.series not in work.title else work.title
        )
        published = ", ".join(
            part for part in (work.issuer, str(work.issued_on.year) if work.issued_on else "") if part
        )
        pages = f": {page}" if page else ""
        return f"{head}{title}{mark}. {published}{pages}{access}"
    title = f"{work.title}: {work.number}" if work.number else work.title
    day = f"({work.issued_on.isoformat()})" if work.issued_on else ""
    pages = f": {page}" if page else ""
    body = f"{day}{pages}{access}".removeprefix(": ")
    return f"{head}{title}{mark}. {body}"
