"""What an OpenDocument file holds and no reader of it shall see, taken out of its content.xml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..container import attribute, local
from ..unseen import CELLS, DELETED, HIDDEN, NOTES, REMARKS, SHEETS, SLIDES, drop, on, says

if TYPE_CHECKING:
    from lxml.etree import _Element

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_SHOWN = f"{{{_URN}text:1.0}}display"  # of a text style, a section, a field
_DRAWN = f"{{{_URN}drawing:1.0}}display"
_CHANGES = ("change", "change-start", "change-end", "annotation-end")
_MOST = 1 << 20  # columns
_DEEP = 50  # styles based on styles


class Styles:
    """Which styles hide what is set in them: text, sheets and slides. (family, name) → True, False, or None: not said."""

    def __init__(self, *roots: _Element | None) -> None:
        self.own: dict[tuple[str, str], bool | None] = {}
        self.based: dict[tuple[str, str], str] = {}
        for style in (style for root in roots if root is not None for style in root.iter("{*}style")):
            key = attribute(style, "family"), attribute(style, "name")
            self.own[key] = _hides(style)
            self.based[key] = attribute(style, "parent-style-name")

    def hide(self, family: str, name: str) -> bool:
        for _ in range(_DEEP):
            mark = self.own.get((family, name))
            if mark is not None:
                return mark
            name = self.based.get((family, name), "")
        return False


def _hides(style: _Element) -> bool | None:
    for properties in style:
        kind = local(properties)
        if kind == "text-properties" and (shown := properties.get(_SHOWN)):
            return shown == "none"
        if kind == "table-properties" and (shown := attribute(properties, "display")):
            return not on(shown)
        if kind == "drawing-page-properties" and (shown := attribute(properties, "visibility")):
            return shown == "hidden"
    return None


def _kind(element: _Element, styles: Styles) -> str | None:
    """Why an element goes: a kind, or "" for what is only a mark. None: it stays."""
    name = local(element)
    if name in _CHANGES:
        return ""
    if name == "tracked-changes":
        return DELETED if any(map(says, element.iter("{*}deletion", "{*}cell-content-change"))) else ""
    if name == "annotation":
        return REMARKS
    if name == "notes":
        return NOTES
    if name == "page" and styles.hide("drawing-page", attribute(element, "style-name")):
        return SLIDES
    if name == "table" and styles.hide("table", attribute(element, "style-name")):
        return SHEETS
    if name == "table-row" and attribute(element, "visibility") in ("collapse", "filter"):
        return CELLS
    shown = element.get(_SHOWN)
    hidden = (
        shown == "none"
        or (shown == "condition" and attribute(element, "is-hidden") == "true")
        or element.get(_DRAWN) == "none"
        or (name == "span" and styles.hide("text", attribute(element, "style-name")))
        or (name in ("p", "h") and styles.hide("paragraph", attribute(element, "style-name")))
        or (name == "hidden-text" and attribute(element, "is-hidden") != "false")
        or (name in ("p", "h") and any(map(_switched_off, element.iter("{*}hidden-paragraph"))))
    )
    return HIDDEN if hidden else None


def _switched_off(mark: _Element) -> bool:
    return attribute(mark, "is-hidden") == "true"


def _in_hidden_columns(table: _Element) -> Iterator[_Element]:
    """Cells of the columns that are folded away."""
    hidden: list[tuple[int, int]] = []
    at = 0
    for column in _own(table, "table-column"):
        end = at + _repeated(column)
        if attribute(column, "visibility") in ("collapse", "filter"):
            hidden.append((at, end))
        at = end
    if not hidden:
        return
    for row in _own(table, "table-row"):
        at = 0
        for cell in row:
            end = at + _repeated(cell)
            if any(first <= at and end <= last for first, last in hidden):
                yield cell
            at = end


def _own(table: _Element, name: str) -> Iterator[_Element]:
    """Rows or columns of a table, in groups too, but not those of a table in one of its cells."""
    return (e for e in table.iter("{*}" + name) if next(e.iterancestors("{*}table")) is table)


def _repeated(element: _Element) -> int:
    count = attribute(element, "number-columns-repeated")
    return min(int(count), _MOST) if count.isdecimal() else 1


def clean(body: _Element, styles: Styles, left: set[str]) -> bool:
    """Changes the tree; names in `left` what was there. True when anything is different now."""
    gone = [
        (cell, CELLS) for table in body.iter("{*}table") for cell in _in_hidden_columns(table) if says(cell)
    ]
    gone += [(e, kind) for e in body.iter() if local(e) and (kind := _kind(e, styles)) is not None]
    for element, kind in gone:
        if kind and (says(element) or kind in (SLIDES, SHEETS)):
            left.add(kind)
        _empty(element) if local(element).endswith("cell") else drop(element)
    return bool(gone)


def _empty(cell: _Element) -> None:
    """The cell stays, to hold its column's place."""
    for child in list(cell):
        drop(child)
