"""DOCX straight from its XML: lxml with entities, DTDs and network off, so that nothing but text is ever loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..container import Container, attribute, local
from ..job import Job
from ..ooxml import OUTSIDE, look_around, properties
from ..paged import Structure, with_pages
from ..result import Extraction

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.I)
_READING = re.compile(r"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK)\b", re.I)
_SKIPPED = {
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "Fallback",
    "rPr",
    "pPr",
    "sectPr",
    "tblPr",
    "txbxContent",
}


def _value(element: _Element | None) -> str:
    if element is None:
        return ""
    return element.get(f"{_W}val") or element.get(f"{_STRICT}val") or ""


def _child(element: _Element | None, *names: str) -> _Element | None:
    """The descendant reached by these tag names, a step each."""
    for name in names:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


def _hidden(run: _Element) -> bool:
    """Marked as hidden text: its writer sees it, no reader of the print does."""
    mark = _child(run, "rPr", "vanish")
    return mark is not None and _value(mark) not in {"0", "false", "off"}


def heading_styles(root: _Element | None) -> dict[str, int]:
    """Style id → heading level, by outline level or by name."""
    levels: dict[str, int] = {}
    for style in root if root is not None else ():
        if local(style) != "style":
            continue
        identifier = attribute(style, "styleId")
        name = _HEADING.match(_value(_child(style, "name")))
        outline = _value(_child(style, "pPr", "outlineLvl"))
        if name:
            levels[identifier] = int(name[1])
        elif outline.isdecimal() and int(outline) < 9:
            levels[identifier] = int(outline) + 1
    return levels


def text_of(element: _Element) -> str:
    """The visible text of a paragraph; deletions, hidden text and field codes left out. Iterative: depth is the file's choice."""
    parts: list[str] = []
    stack = [element]
    while stack:
        node = stack.pop()
        name = local(node)
        if name == "t":
            parts.append(node.text or "")
        elif name == "tab":
            parts.append("\t")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name == "noBreakHyphen":
            parts.append("-")
        elif name not in _SKIPPED and not (name == "r" and _hidden(node)):
            stack.extend(reversed(node))
    return "".join(parts)


def blocks(root: _Element, styles: dict[str, int]) -> Iterator[tuple[int, str]]:
    """(heading level or 0, text) of every paragraph in order, those of tables and text boxes too."""
    for fallback in list(root.iter("{*}Fallback")):  # the same text once more, for old programs
        parent = fallback.getparent()
        if parent is not None:
            parent.remove(fallback)
    for paragraph in root.iter(f"{_W}p", f"{_STRICT}p"):
        text = text_of(paragraph).strip()
        if not text:
            continue
        level = styles.get(_value(_child(paragraph, "pPr", "pStyle")), 0)
        outline = _value(_child(paragraph, "pPr", "outlineLvl"))
        if outline.isdecimal():
            level = int(outline) + 1 if int(outline) < 9 else 0
        yield (level if len(text) <= 120 else 0), text


def reaches_out(root: _Element) -> bool:
    """Whether a field would read another file or run another program. Fields may be spread over several runs."""
    fields = [node.text or "" for node in root.iter("{*}instrText")]
    fields += [attribute(node, "instr") for node in root.iter("{*}fldSimple")]
    return bool(_READING.search("".join(fields)))


def extract(job: Job) -> Extraction:
    structure = Structure()
    with Container(job.path, job.limits) as container:
        safe = look_around(job, container)
        main = next(
            (name for name in ("word/document.xml", "word/document2.xml") if name in container),
            "word/document.xml",
        )
        styles = heading_styles(container.optional("word/styles.xml"))
        root = container.xml(main)
        if safe and reaches_out(root):
            safe = False
            job.note(OUTSIDE)
        structure.blocks.extend(blocks(root, styles))
        for name in sorted(container.names):
            if re.match(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml$", name):
                part = container.optional(name)
                extra = [text for _, text in blocks(part, {})] if part is not None else []
                known = {text for _, text in structure.blocks}
                structure.blocks.extend((0, text) for text in extra if text not in known)
        properties(container, structure)
    return with_pages(job, structure, convert=safe)
