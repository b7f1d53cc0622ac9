"""What the index holds: one WorkDocument a work or page, and the PassageDocuments it is read by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

PUBLIC = "p"  # the access token of what anybody may see


@dataclass(frozen=True, slots=True)
class WorkDocument:
    """Decides hits, totals, facets and access. `key` is "<source>:<pk>", e.g. "library.work:12"."""

    key: str
    kind: str  # facet: article, column, document, book, law, newspaper
    title: str
    url: str
    ord: int  # unique over all sources, positive; breaks ties: pk * 8 + the source's own number (library 1, portal 2)
    access: str = PUBLIC  # one audience token, see cms.core.access.token
    number: str = ""  # 文号, as printed
    author: str = ""
    issuer: str = ""
    site: str = ""  # host name
    tags: tuple[str, ...] = ()
    date: date | None = None
    summary: str = ""
    prior: int = 0  # how many other works cite this one
    current: bool = True  # False for a repealed or superseded version of a law
    suggest: bool = True  # title is offered by /api/v1/suggest


@dataclass(frozen=True, slots=True)
class PassageDocument:
    """Ranks and is shown. `key` is "<work key>#<pk>"; text is the original, never normalised."""

    key: str
    work: str
    ord: int  # position inside the work, from 1
    text: str
    path: tuple[str, ...] = ()  # headings above it, outermost first
    page: int | None = None  # 1-based page of the file, None where there are no pages
    page_label: str = ""
    anchor: str = ""  # permanent, e.g. "a54" for 第五十四条
    url: str = ""


@dataclass(frozen=True, slots=True)
class Indexable:
    """A work with all its passages; its whole text is the passages' headings and texts joined."""

    work: WorkDocument
    passages: tuple[PassageDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. `tokens` are the audience tokens this person may see, always with PUBLIC."""

    tokens: frozenset[str] = frozenset({PUBLIC})
    user: object = None  # opaque to search; handed back to Source.visible


ANONYMOUS = Viewer()


@dataclass(frozen=True, slots=True)
class PassageHit:
    passage: PassageDocument
    snippet: str
    marks: tuple[tuple[int, int], ...] = ()  # code-point offsets into snippet


@dataclass(frozen=True, slots=True)
class Hit:
    work: WorkDocument
    score: float
    passages: tuple[PassageHit, ...] = ()
    home: str = ""  # the work's own address, where `work` opens at a place that was cited


@dataclass(frozen=True, slots=True)
class Results:
    query: str
    total: int = 0  # works and pages, not passages
    hits: tuple[Hit, ...] = ()
    facets: dict[str, dict[str, int]] = field(
        default_factory=dict
    )  # {"kind": {"law": 3}, "site": …, "tag": …, "year": …}
    hints: tuple[str, ...] = ()  # Chinese sentences
    terms: tuple[
        str, ...
    ] = ()  # what is marked, normalised: the words asked for, or those that stand for them
    engine: str = ""
    took_ms: float = 0.0
    page: int = 1
    pages: int = 1
    nearest: bool = False  # only the works of the best passages, chosen anew in each narrower search
    resting: bool = False  # the engine does not answer; people are told so
