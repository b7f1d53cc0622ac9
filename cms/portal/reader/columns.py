"""Column pages: their own text, sub-columns with counts, a page of the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from cms.portal.models import ColumnPage

from .body import Needs, Writer, stored
from .cards import Card, Latest
from .home import HomeList
from .listing import PageLink, Window, pager, window
from .material import files
from .pagetags import tags_of_column
from .pictures import CARD, LEAD
from .rows import Row
from .tree import Branch, Tree

if TYPE_CHECKING:
    from .reader import Reader


WALL, LISTED = 4, 6  # articles that a topic shows of a sub-column


@dataclass(frozen=True, slots=True)
class SubColumn:
    title: str
    url: str
    count: int | None  # of its articles; None for what is no column, such as a library
    current: bool = False
    summary: str = ""
    archived: str = ""


@dataclass(frozen=True, slots=True)
class ColumnView:
    path: str  # address of this very page of the list
    url: str  # address of the column
    title: str
    summary: str
    kind: str
    promise: int | None
    archived: str
    updated: Card | None
    above: tuple[Branch, ...]
    subs: tuple[SubColumn, ...]
    body: SafeString
    items: tuple[Card, ...]
    total: int | None  # on the first page only
    bucket: int
    pager: tuple[PageLink, ...]
    tags: list[tuple[str, str]]
    lead: Card | None = None  # of a topic: its newest article with a picture, on the first page
    lists: tuple[HomeList, ...] = ()  # of a topic: its sub-columns, on the first page

    @property
    def about(self) -> str:
        """The summary as a sentence, for others follow it."""
        return f"{self.summary}。" if self.summary and self.summary[-1] not in "。！？…" else self.summary

    @property
    def pictured(self) -> bool:
        return any(card.picture for card in self.items)

    @property
    def rest(self) -> tuple[Card, ...]:
        """Without the lead, which is shown apart."""
        return tuple(card for card in self.items if self.lead is None or card.url != self.lead.url)


def column_view(reader: Reader, page: ColumnPage, bucket: int) -> ColumnView | None:
    """None when there is no such page of the list."""
    audience = reader.audience(page)
    tree, cards = reader.tree(audience), reader.cards(audience)
    counts = cards.counts(page.path)
    total = sum(counts.values())
    shown = window(total, bucket)
    if shown is None:
        return None
    rows = _rows(reader, page, shown)
    reader.load_pictures(rows)
    branch = tree.find(page.path)
    url = reader.url(page.url_path or "")
    above = tuple(reader.crumbs(page, audience))
    items = tuple(reader.card(row, CARD, audience) for row in rows)
    newest = max(items, key=lambda c: c.time, default=None) if bucket == 0 else None
    return ColumnView(
        path=url if bucket == 0 else f"{url}p{bucket}/",
        url=url,
        title=page.title,
        summary=page.summary,
        kind=page.column_kind.key,
        promise=page.promise,
        archived=f"{page.archived_on:%Y-%m-%d}" if page.archived_on else "",
        updated=newest,
        above=above,
        subs=_subs(page, tree, counts, total if bucket == 0 else None, url),
        body=_body(reader, page, tree) if bucket == 0 else SafeString(""),
        items=items,
        total=total if bucket == 0 else None,
        bucket=bucket,
        pager=pager(url, shown, newest_bucket=window(total, bucket + 1) is None),
        tags=tags_of_column(branch),
        **_topic(reader, page, tree, rows) if page.kind == "topic" and bucket == 0 else {},
    )


def _topic(reader: Reader, page: ColumnPage, tree: Tree, rows: list[Row]) -> dict[str, Any]:
    """The parts that only a topic's first page has."""
    audience = reader.audience(page)
    cards = reader.cards(audience)
    first = next((row for row in rows if row.lead), None)
    if first is not None:
        reader.load_pictures([first], LEAD)
    lead = reader.card(first, LEAD, audience) if first else None
    below = [(b, b.kind.home == "pictures") for b in tree.children(page.path) if b.kind is not None]
    found = cards.latest([Latest(b.path, WALL if wall else LISTED) for b, wall in below])
    reader.load_pictures(
        row for (_, wall), listed in zip(below, found, strict=True) if wall for row in listed
    )
    lists = [
        HomeList(
            branch.title,
            branch.url,
            "pictures" if wall else "list",
            tuple(reader.card(row, CARD if wall else "", audience) for row in listed),
        )
        for (branch, wall), listed in zip(below, found, strict=True)
    ]
    return {"lead": lead if lead and lead.picture else None, "lists": tuple(lists)}


def _rows(reader: Reader, page: ColumnPage, shown: Window) -> list[Row]:
    """Newest first; the first page begins with what is pinned."""
    cards = reader.cards(reader.audience(page))
    rows = cards.between(page.path, shown.start, shown.stop)[::-1]
    if shown.bucket:
        return [row._replace(pinned=False) for row in rows]
    pinned = cards.pinned(page.path)
    first = {row.pk for row in pinned}
    return pinned + [row for row in rows if row.pk not in first]


def _subs(
    page: ColumnPage, tree: Tree, counts: dict[str, int], total: int | None, url: str
) -> tuple[SubColumn, ...]:
    below = tree.children(page.path)
    if not below or total is None:
        return ()
    return (
        SubColumn("全部", url, total, current=True),
        *(
            SubColumn(
                branch.title,
                branch.url,
                None if branch.kind is None else counts.get(branch.path, 0),
                summary=branch.summary,
                archived=f"{branch.archived_on:%Y-%m-%d}" if branch.archived_on else "",
            )
            for branch in below
        ),
    )


def _body(reader: Reader, page: ColumnPage, tree: Tree) -> SafeString:
    blocks = stored(page.body)
    if not blocks:
        return SafeString("")
    needs = Needs()
    needs.add(blocks)
    reader.pictures.load(needs.pictures)
    audience = reader.audience(page)
    links = {b.pk: b.url for b in tree.by_path.values() if b.pk in needs.pages}
    if articles := needs.pages - links.keys():
        found = reader.cards(audience).addresses(articles)
        links |= {pk: reader.url(url_path) for pk, url_path in found.items()}
    return Writer(reader.pictures, files(needs.documents, reader.previewer), links, audience).html(blocks)
