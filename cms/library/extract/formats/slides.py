"""PPTX straight from its XML: a slide is a page. Notes, remarks, hidden slides and hidden shapes are left out."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from typing import TYPE_CHECKING

from ..container import Container, local
from ..job import Job
from ..ooxml import look_around, properties
from ..paged import Structure, with_pages
from ..result import Extraction, Refusal
from ..unseen import HIDDEN, NOTES, REMARKS, SLIDES, drop, on, says
from .word import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NUMBER = re.compile(r"(\d+)\.xml$")
_TITLES = ("title", "ctrTitle")
_MOST = 5_000


def related(container: Container, name: str) -> dict[str, str]:
    """Relation id → part's name, of what stands inside the file."""
    folder, base = posixpath.split(name)
    root = container.optional(f"{folder}/_rels/{base}.rels")
    found = {}
    for relation in root if root is not None else ():
        if (relation.get("TargetMode") or "").lower() != "external":
            target = relation.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[relation.get("Id") or ""] = posixpath.normpath(path)
    return found


def order(container: Container) -> list[str]:
    """The slides as they are shown; by number where the presentation itself cannot be read."""
    links = related(container, "ppt/presentation.xml")
    root = container.optional("ppt/presentation.xml")
    names = []
    for element in root.iter() if root is not None else ():
        if local(element) == "sldId":
            target = links.get(element.get(_RELATION, ""), "")
            if target in container:
                names.append(target)
    if names:
        return names
    loose = [name for name in container.names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    return sorted(loose, key=lambda name: int(_NUMBER.search(name)[1]))  # type: ignore[index]


def paragraphs(root: _Element) -> list[tuple[int, str]]:
    """(1 for the slide's title, else 0; text)."""
    found: list[tuple[int, str]] = []
    for body in root.iter("{*}txBody"):
        holder = body.getparent()
        place = next((e for e in holder.iter() if local(e) == "ph"), None) if holder is not None else None
        kind = place.get("type", "") if place is not None else ""
        if kind in ("sldNum", "dt"):
            continue
        texts = (text_of(paragraph).strip() for paragraph in body.iter() if local(paragraph) == "p")
        found += [(1 if kind in _TITLES and len(text) <= 120 else 0, text) for text in texts if text]
    return found


def without_hidden(slide: _Element) -> bool:
    """Takes out the shapes that are switched off. True when there were any."""
    hidden = [mark for mark in slide.iter("{*}cNvPr") if on(mark.get("hidden") or "0")]
    for mark in hidden:
        parents = list(islice(mark.iterancestors(), 2))  # the shape's properties, the shape
        drop(parents[-1])
    return bool(hidden)


def _blocks(job: Job, container: Container, name: str, slide: _Element) -> list[tuple[int, str]]:
    """The text of a slide and of the diagrams on it."""
    blocks = paragraphs(slide)
    used = {str(value) for element in slide.iter("{*}relIds") for value in element.attrib.values()}
    for identifier, target in related(container, name).items():
        if "/diagrams/data" in target and identifier in used:
            diagram = container.optional(target)
            blocks += paragraphs(diagram) if diagram is not None else []
        elif "/comments/" in target:
            remarks = container.optional(target)
            job.left |= {REMARKS} if remarks is not None and says(remarks) else set()
        elif "/notesSlides/" in target:
            notes = container.optional(target)
            job.left |= {NOTES} if notes is not None and paragraphs(notes) else set()
    return blocks


def extract(job: Job) -> Extraction:
    structure = Structure(slides=[])
    cleaned: dict[str, _Element] = {}
    source = None
    with Container(job.path, job.limits) as container:
        safe = look_around(job, container)
        names = order(container)
        if len(names) > _MOST:
            raise Refusal(f"页数过多：共 {len(names)} 张幻灯片，上限是 {_MOST} 张。请分册上传。")
        for name in names:
            slide = container.optional(name)
            if slide is not None and not on(slide.get("show")):
                job.left.add(SLIDES)
                continue
            if slide is not None and without_hidden(slide):
                job.left.add(HIDDEN)
                cleaned[name] = slide
            blocks = _blocks(job, container, name, slide) if slide is not None else []
            structure.slides.append(blocks)
            structure.blocks += blocks
        if safe and cleaned:
            source = container.copy(job.folder / "cleaned", cleaned)
        properties(container, structure)
    return with_pages(job, structure, convert=safe and bool(structure.slides), source=source)
