"""PPTX straight from its XML: a slide is a page, with its notes."""

from __future__ import annotations

import posixpath
import re

from ..container import Container, local
from ..job import Job
from ..ooxml import look_around, properties
from ..paged import Structure, with_pages
from ..result import Extraction, Refusal
from .word import text_of

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


def paragraphs(container: Container, name: str) -> list[tuple[int, str]]:
    """(1 for the slide's title, else 0; text)."""
    root = container.optional(name)
    found: list[tuple[int, str]] = []
    for body in root.iter() if root is not None else ():
        if local(body) != "txBody":
            continue
        holder = body.getparent()
        place = next((e for e in holder.iter() if local(e) == "ph"), None) if holder is not None else None
        kind = place.get("type", "") if place is not None else ""
        if kind in ("sldNum", "dt"):
            continue
        texts = (text_of(paragraph).strip() for paragraph in body.iter() if local(paragraph) == "p")
        found += [(1 if kind in _TITLES and len(text) <= 120 else 0, text) for text in texts if text]
    return found


def extract(job: Job) -> Extraction:
    structure = Structure(slides=[])
    with Container(job.path, job.limits) as container:
        safe = look_around(job, container)
        names = order(container)
        if len(names) > _MOST:
            raise Refusal(f"页数过多：共 {len(names)} 张幻灯片，上限是 {_MOST} 张。请分册上传。")
        for name in names:
            blocks = paragraphs(container, name)
            for target in related(container, name).values():
                if "/notesSlides/" in target or "/comments/" in target or "/diagrams/data" in target:
                    blocks += [(0, text) for _, text in paragraphs(container, target)]
            structure.slides.append(blocks)
            structure.blocks += blocks
        properties(container, structure)
    return with_pages(job, structure, convert=safe)
