"""What a Word document holds and no reader of it shall see, taken out of its XML: changes are accepted,
remarks and hidden text go.

Hidden text is marked on its run or by a style, which may inherit it. The mark is a switch: of a paragraph's, a run's and a
table's style each turns it over (ECMA-376, 17.7.3), and what the run itself says holds.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ..container import attribute, local
from ..unseen import DELETED, HIDDEN, drop, on, unwrap

if TYPE_CHECKING:
    from lxml.etree import _Element

_DELETIONS = ("del", "moveFrom")
_INSERTIONS = ("ins", "moveTo")
_MARKS = ("rPr", "trPr", "ctrlPr")  # where these names mark their holder and hold nothing themselves
_ONLY_MARKS = (
    *_DELETIONS, *_INSERTIONS, "commentRangeStart", "commentRangeEnd", "commentReference", "cellDel", "cellIns", "cellMerge"
)  # fmt: skip
_RANGES = ("moveFromRange", "moveToRange", "customXmlDel", "customXmlIns", "customXmlMove")
_LOOSE = ("bookmarkStart", "bookmarkEnd", "proofErr", "pPr")
_DEEP = 50  # styles based on styles


def child(element: _Element | None, *names: str) -> _Element | None:
    """The descendant reached by these tag names, a step each."""
    for name in names:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


def value(element: _Element | None) -> str:
    return "" if element is None else attribute(element, "val")


def _mark(properties: _Element | None) -> bool | None:
    """What these properties say about being hidden; None when nothing."""
    special, plain = child(properties, "specVanish"), child(properties, "vanish")
    if special is not None and on(value(special)):
        return True
    return None if plain is None else on(value(plain))


class Styles:
    """Which styles hide what is set in them."""

    def __init__(self, root: _Element | None) -> None:
        self.own: dict[str, bool | None] = {}
        self.based: dict[str, str] = {}
        self.default: dict[str, str] = {}
        self.always = bool(_mark(child(root, "docDefaults", "rPrDefault", "rPr")))
        for style in root if root is not None else ():
            if local(style) != "style":
                continue
            identifier = attribute(style, "styleId")
            self.own[identifier] = _mark(child(style, "rPr"))
            self.based[identifier] = value(child(style, "basedOn"))
            if on(attribute(style, "default") or "0"):
                self.default[attribute(style, "type")] = identifier
        self.any = self.always or any(self.own.values())

    def _hides(self, identifier: str) -> bool:
        for _ in range(_DEEP):
            mark = self.own.get(identifier)
            if mark is not None:
                return mark
            identifier = self.based.get(identifier, "")
        return False

    def hide(self, run: _Element) -> bool:
        """Whether a run is hidden, by itself or by the styles it stands in."""
        marks = [_mark(properties) for properties in run if local(properties) == "rPr"]
        direct = next((mark for mark in marks if mark is not None), None)
        if direct is not None or not self.any:
            return bool(direct)
        if self.always:
            return True
        paragraph = next(run.iterancestors("{*}p"), None)
        table = next(run.iterancestors("{*}tbl"), None)
        named = (
            value(child(run, "rPr", "rStyle")) or self.default.get("character", ""),
            value(child(paragraph, "pPr", "pStyle")) or self.default.get("paragraph", ""),
            value(child(table, "tblPr", "tblStyle")),
        )
        return sum(map(self._hides, named)) % 2 == 1


def _gone(element: _Element, styles: Styles) -> tuple[_Element | None, str] | None:
    """(what goes because of this element, why: a kind, or "" for what is only a mark). None: nothing goes."""
    name, parent = local(element), element.getparent()
    within = local(parent) if parent is not None else ""
    if name in _DELETIONS and within not in _MARKS:
        return element, DELETED
    if name == "del" and within == "trPr":
        return _above(element, 2), DELETED
    if name == "hidden" and within == "trPr" and on(value(element)):
        return _above(element, 2), HIDDEN
    if name == "r" and styles.hide(element):
        return element, HIDDEN
    if name in ("docPr", "cNvPr") and on(element.get("hidden") or "0"):
        return _above(element, 2 if name == "docPr" or within.endswith("Pr") else 1), HIDDEN
    if "visibility:hidden" in (element.get("style") or "").replace(" ", "").lower():
        return element, HIDDEN
    mark = name.endswith("Change") or name in _ONLY_MARKS or name.startswith(_RANGES)
    return (element, "") if mark else None


def _says(element: _Element) -> bool:
    """Whether there are words in it, codes of fields apart: entries of an index are always hidden."""
    return any((text.text or "").strip() for text in element.iter("{*}t", "{*}delText"))


def _above(element: _Element, steps: int) -> _Element | None:
    return next(islice(element.iterancestors(), steps - 1, None), None)


def clean(root: _Element, styles: Styles, left: set[str]) -> bool:
    """Changes the tree; names in `left` what was there. True when anything is different now."""
    changed = False
    ended: list[_Element] = []  # paragraphs whose end was deleted
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is None:
            continue
        name, within = local(element), local(parent)
        if name in _INSERTIONS and within not in _MARKS:
            unwrap(element)
            changed = True
            continue
        if name in _DELETIONS and within == "rPr" and (paragraph := _above(element, 3)) is not None:
            ended += [paragraph] if local(paragraph) == "p" else []
        if name == "cellDel" and (cell := _above(element, 2)) is not None:
            left |= {DELETED} if _says(cell) else set()
            for run in list(cell.iter("{*}r")):
                drop(run)
        found = _gone(element, styles)
        if found is None or found[0] is None:
            continue
        changed = True
        if found[1] and _says(found[0]):
            left.add(found[1])
        drop(found[0])
    for paragraph in ended:
        _join(paragraph)
    return changed


def _join(paragraph: _Element) -> None:
    """A paragraph whose end was deleted runs into the next."""
    following = paragraph.getnext()
    rest = [e for e in paragraph if local(e) not in _LOOSE]
    if following is None or local(following) != "p":
        if not rest and following is not None and paragraph.getparent() is not None:
            drop(paragraph)
        return
    at = 1 if len(following) and local(following[0]) == "pPr" else 0
    for element in reversed([e for e in paragraph if local(e) != "pPr"]):
        following.insert(at, element)
    drop(paragraph)


def without_loose_notes(part: _Element, main: _Element) -> None:
    """Takes out footnotes that nothing refers to any more."""
    marks = main.iter("{*}footnoteReference", "{*}endnoteReference")
    known = {(local(mark).removesuffix("Reference"), attribute(mark, "id")) for mark in marks}
    for note in list(part):
        kind = local(note)
        if kind not in ("footnote", "endnote") or attribute(note, "type") not in ("", "normal"):
            continue
        if (kind, attribute(note, "id")) not in known:
            drop(note)
