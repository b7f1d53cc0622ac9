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
from ..unseen import REMARKS, says
from .word_unseen import Styles, child, clean, value, without_loose_notes

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.I)
_PART = re.compile(r"word/[^/]+\.xml$")
_ROOTS = (
    "document",
    "hdr",
    "ftr",
    "footnotes",
    "endnotes",
)  # of the parts that hold text, whatever they are called
_READING = re.compile(r"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK)\b", re.I)
_SKIPPED = {
    "instrText",
    "Fallback",
    "rPr",
    "pPr",
    "sectPr",
    "tblPr",
    "txbxContent",
}


def heading_styles(root: _Element | None) -> dict[str, int]:
    """Style id → heading level, by outline level or by name."""
    levels: dict[str, int] = {}
    for style in root if root is not None else ():
        if local(style) != "style":
            continue
        identifier = attribute(style, "styleId")
        name = _HEADING.match(value(child(style, "name")))
        outline = value(child(style, "pPr", "outlineLvl"))
        if name:
            levels[identifier] = int(name[1])
        elif outline.isdecimal() and int(outline) < 9:
            levels[identifier] = int(outline) + 1
    return levels


def text_of(element: _Element) -> str:
    """The text of a paragraph without field codes. Iterative: depth is the file's choice."""
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
        elif name not in _SKIPPED:
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
        level = styles.get(value(child(paragraph, "pPr", "pStyle")), 0)
        outline = value(child(paragraph, "pPr", "outlineLvl"))
        if outline.isdecimal():
            level = int(outline) + 1 if int(outline) < 9 else 0
        yield (level if len(text) <= 120 else 0), text


def reaches_out(root: _Element) -> bool:
    """Whether a field would read another file or run another program. Fields may be spread over several runs."""
    fields = [node.text or "" for node in root.iter("{*}instrText")]
    fields += [attribute(node, "instr") for node in root.iter("{*}fldSimple")]
    return bool(_READING.search("".join(fields)))


def _cleaned(job: Job, container: Container, main: str) -> tuple[dict[str, _Element], bool]:
    """(root of every part that holds text, without what shall not be seen; whether anything was taken out)."""
    parts = {main: container.xml(main)}
    for name in sorted(filter(_PART.match, container.names)):
        part = container.optional(name) if name != main else None
        if part is None:
            continue
        if local(part) in _ROOTS:
            parts[name] = part
        elif local(part) == "comments" and says(part):
            job.left.add(REMARKS)
    styles = Styles(container.optional("word/styles.xml"))
    different = [clean(root, styles, job.left) for root in parts.values()]
    for root in parts.values():
        without_loose_notes(root, parts[main])
    return parts, any(different)


def extract(job: Job) -> Extraction:
    structure = Structure()
    source = None
    with Container(job.path, job.limits) as container:
        safe = look_around(job, container)
        main = next(
            (name for name in ("word/document.xml", "word/document2.xml") if name in container),
            "word/document.xml",
        )
        levels = heading_styles(container.optional("word/styles.xml"))
        parts, different = _cleaned(job, container, main)
        if safe and any(map(reaches_out, parts.values())):
            safe = False
            job.note(OUTSIDE)
        if safe and different:
            source = container.copy(job.folder / "cleaned", parts)
        structure.blocks.extend(blocks(parts.pop(main), levels))
        for part in parts.values():
            known = {text for _, text in structure.blocks}
            structure.blocks.extend((0, text) for _, text in blocks(part, {}) if text not in known)
        properties(container, structure)
    return with_pages(job, structure, convert=safe, source=source)
