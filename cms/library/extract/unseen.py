"""What an author withdrew or wrote for colleagues only. It is left out of the text and of the pages, and said so."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

REMARKS = "批注"
DELETED = "已删除的修订内容"
HIDDEN = "隐藏文字"
SHEETS = "隐藏的工作表"
CELLS = "隐藏的行或列"
SLIDES = "隐藏的幻灯片"
NOTES = "演讲者备注"
KINDS = (REMARKS, DELETED, HIDDEN, SHEETS, CELLS, SLIDES, NOTES)
_OFF = ("0", "false", "off")


def note(kinds: Collection[str]) -> str:
    """One sentence for whoever uploaded the file; "" when nothing was left out."""
    named = "、".join(kind for kind in KINDS if kind in kinds)
    return f"文件里的{named}没有收入正文，但仍留在原文件里。" if named else ""


def on(value: str | None) -> bool:
    """A switch of office XML that is there: without a value it is on."""
    return (value or "").lower() not in _OFF


def says(element: etree._Element) -> bool:
    """Whether there is any text in it."""
    return any(text.strip() for text in element.itertext())


def drop(element: etree._Element) -> None:
    """Takes an element out and leaves the text behind it where it stands."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Leaves the children in the element's place. For elements that hold no text of their own."""
    for child in list(element):
        element.addprevious(child)
    drop(element)
