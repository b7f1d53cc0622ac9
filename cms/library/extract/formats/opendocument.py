"""ODF: text, tables and presentations straight from content.xml, and all that meta.xml says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from .. import meta, office
from ..container import Container, attribute, local
from ..job import Job
from ..paged import Structure, with_pages, without_pages
from ..result import Extraction, Refusal, Silence
from ..sniff import ENCRYPTED
from ..text import tidy
from .opendocument_unseen import Styles, clean

_OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//|^(?:file|smb|ftp|https?):|^/|^\.\.(?:/|$)", re.I)
_LINKS = ("a", "bookmark-ref")
_SKIPPED = ("note-citation", "forms", "scripts")
_LOOSE = ("p", "h")
_PRIVATE = ("creator", "initial-creator", "printed-by", "description")  # of the file's properties


def _own_text(paragraph: etree._Element) -> str:
    """Text of one paragraph without that of paragraphs inside it (notes, text boxes), which come by themselves."""
    parts: list[str] = [paragraph.text or ""]
    depth = 0  # inside something that is skipped
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if element is paragraph:
            continue
        name = local(element)
        skipped = name in _LOOSE or name in _SKIPPED
        if event == "start":
            depth += skipped
            if depth:
                continue
            if name == "s":
                count = attribute(element, "c") or "1"
                parts.append(" " * min(int(count) if count.isdecimal() else 1, 80))
            elif name == "tab":
                parts.append("\t")
            elif name == "line-break":
                parts.append("\n")
            parts.append(element.text or "")
        else:
            depth -= skipped
            if not depth:
                parts.append(element.tail or "")
    return "".join(parts).strip()


def blocks(root: etree._Element) -> Iterator[tuple[int, str]]:
    for element in root.iter():
        name = local(element)
        if name not in _LOOSE or not (text := _own_text(element)):
            continue
        level = attribute(element, "outline-level") or "1"
        rank = min(int(level), 6) if name == "h" and level.isdecimal() else 0
        yield (rank if len(text) <= 120 else 0), text


def sheet_blocks(root: etree._Element) -> Iterator[tuple[int, str]]:
    """A table a heading, a row a line."""
    for table in root.iter():
        if local(table) != "table":
            continue
        rows = []
        for row in table.iter():
            if local(row) == "table-row":
                cells = (
                    " ".join(text for _, text in blocks(cell)) for cell in row if local(cell).endswith("cell")
                )
                if line := "\t".join(cell for cell in cells if cell):
                    rows.append(line)
        if rows:
            yield 1, attribute(table, "name")
            yield from ((0, row) for row in rows)


def _safe(job: Job, container: Container) -> bool:
    """False when the file points outside, its headers and backgrounds included; LibreOffice then never sees it."""
    if any(name.startswith(("Basic/", "Scripts/")) for name in container.names):
        job.note("文件带有宏，宏不会执行。")
    roots = (container.xml("content.xml"), container.optional("styles.xml"))
    for element in chain.from_iterable(root.iter() for root in roots if root is not None):
        if local(element) not in _LINKS and _points_outside(attribute(element, "href")):
            job.note("文件含有外部引用（外部图片或对象），没有去读取；因此没有转换为分页的 PDF。")
            return False
    return True


def _points_outside(target: str) -> bool:
    """Of the file itself, whichever way it is written."""
    return bool(
        _OUTSIDE.match(target) or _OUTSIDE.match(posixpath.normpath(unquote(target).replace("\\", "/")))
    )


def _facts(container: Container, structure: Structure) -> None:
    root = container.optional("meta.xml")
    found: dict[str, str] = {}
    for element in root.iter() if root is not None else ():
        value = " ".join(tidy(element.text or "").split())[:300]
        if value:
            found.setdefault(local(element), value)
    structure.title = meta.good_title(found.get("title", ""))
    structure.drafter = found.get("initial-creator", found.get("creator", ""))
    told = (value for name, value in found.items() if name not in _PRIVATE)
    structure.properties = [value for value in told if re.search(r"\w", value)]


def _cleaned(job: Job, container: Container, form: str) -> tuple[dict[str, etree._Element], bool]:
    """(root of every part that holds text, without what shall not be seen; whether anything was taken out)."""
    parts = {"content.xml": container.xml("content.xml")}
    look = container.optional("styles.xml")
    styles = Styles(parts["content.xml"], look)
    different = [clean(_part(parts["content.xml"], "body"), styles, job.left)]
    if look is not None and form == "odt":  # headers and footers; those of slides hold patterns for notes
        parts["styles.xml"] = look
        different.append(clean(_part(look, "master-styles"), styles, job.left))
    return parts, any(different)


def _part(root: etree._Element, name: str) -> etree._Element:
    return next((element for element in root if local(element) == name), root)


def accepted(job: Job, source: Path) -> Path | None:
    """`source`, a text of the job's format, as ODT without what shall not be seen: LibreOffice prints what was deleted. None,
    with a note, when it cannot be had.
    """
    made = office.convert(job, source, job.format, "odt", steps=2)
    if made is None:
        return None
    try:
        with Container(made, job.limits) as container:
            parts, _ = _cleaned(job, container, "odt")
            return container.copy(job.folder / "accepted.odt", parts)
    except Refusal:
        job.note(office.UNCONVERTED)
        return None


def extract(job: Job) -> Extraction:
    structure = Structure()
    source = None
    with Container(job.path, job.limits) as container:
        manifest = container.optional("META-INF/manifest.xml")
        if manifest is not None and any(local(e) == "encryption-data" for e in manifest.iter()):
            raise Refusal(ENCRYPTED)
        parts, different = _cleaned(job, container, job.format)
        root = parts["content.xml"]
        safe = _safe(job, container)
        if different and safe and job.format != "ods":
            source = container.copy(job.folder / "cleaned", parts)
        structure.blocks.extend(sheet_blocks(root) if job.format == "ods" else blocks(root))
        _facts(container, structure)
    if job.format == "ods":
        if not structure.blocks:
            raise Silence("没有文字：表格是空的。", title=structure.title)
        return without_pages(job, structure)
    return with_pages(job, structure, convert=safe, source=source)
