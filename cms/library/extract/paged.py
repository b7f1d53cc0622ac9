"""An office file read twice: its PDF gives pages, its own structure headings, properties and what the PDF leaves out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from . import meta, office
from .formats import pdf
from .job import Job
from .result import BESIDE_ANCHOR, PROPERTIES_ANCHOR, Extraction, Refusal, Section, Silence
from .sections import Builder
from .text import tidy

PROPERTIES = "文件属性"
BESIDE = "页面之外的文字"
TOLD = "文件属性里的题名、主题、关键词等也收进了检索；不想公开，请在办公软件里清除属性后再上传。"
_SPACE = re.compile(r"\s+")
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Structure:
    """What the file itself says. `blocks`: (rank, text), rank 0 for a paragraph, 1… for headings. `slides`: the same, a
    list each, of a file that has pages of its own.
    """

    blocks: list[tuple[int, str]] = field(default_factory=list)
    slides: list[list[tuple[int, str]]] = field(default_factory=list)
    title: str = ""
    author: str = ""
    drafter: str = ""  # whose name the program wrote into the file: an author only where the text names him
    date: str = ""
    properties: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.blocks)


def without_pages(job: Job, structure: Structure) -> Extraction:
    """Sections by heading, the way a text without pages is read."""
    from .formats.markup import LAW_FROM, article_anchor, rank_of

    builder = Builder()
    articles = before = 0
    for rank, text in structure.blocks:
        for line in text.split("\n"):
            line = line.strip()
            if not line:
                continue
            if rank:
                builder.heading(rank_of(line, min(rank, 6)), line)
            elif found := article_anchor(line, before):
                articles, before = articles + 1, found[1]
                builder.article(found[0], line)
            else:
                builder.paragraph(line)
    sections, outline = builder.finish()
    kind = "law" if articles >= LAW_FROM else "document"
    return _dress(job, structure, Extraction("ok", kind_hint=kind, outline=outline, passages=sections))


def _dress(job: Job, structure: Structure, found: Extraction) -> Extraction:
    """Title, author, date, number and the properties as a last section."""
    text = structure.text[: 2 * meta.HEAD] or "\n".join(s.text for s in found.passages[:3])
    passages = list(found.passages)
    if structure.properties and passages:
        last = max((s.page or 0 for s in passages), default=0) or None
        passages.append(
            Section(0, "\n".join(structure.properties), last, "", (PROPERTIES,), PROPERTIES_ANCHOR)
        )
        if set(structure.properties) - {structure.title}:
            job.note(TOLD)
    return replace(
        found,
        title=meta.choose_title(structure.title, text, job.name),
        author=(structure.author or meta.author_in(structure.drafter, structure.text))[:200],
        date=meta.name_date(job.name) or meta.paper_date(text) or structure.date,
        number=meta.number(text),
        passages=passages,
    )


def with_pages(
    job: Job, structure: Structure, *, convert: bool = True, source: Path | None = None
) -> Extraction:
    """Pages from LibreOffice's PDF where it can be had, else slides or sections. `source`: what LibreOffice is given
    instead of the file, for it prints what the file's author withdrew. Raises Silence when there is no text.
    """
    copy = office.to_pdf(job, source) if convert else None
    pages: list[str] = []
    outline: list[dict[str, Any]] = []
    if copy:
        try:
            document = pdf.open_pdf(str(copy))
        except Refusal:
            copy = None
        else:
            try:
                pages = pdf.read_pages(job, document)
                outline = pdf.bookmarks(document, len(pages))
            finally:
                document.close()
    if copy and any(pages):
        lost = missing(structure, pages)
        if sum(map(len, lost)) * 2 > sum(len(text) for _, text in structure.blocks) > 400:
            job.note("转换出的页面缺少大部分文字，已改为直接读取文字。")
        else:
            found = _by_page(pages, outline or locate(structure, pages))
            if lost:
                found.passages.append(
                    Section(0, tidy("\n".join(lost)), len(pages), "", (BESIDE,), BESIDE_ANCHOR)
                )
            return _dress(job, structure, replace(found, reading_copy=copy))
    if structure.slides and any(structure.slides):
        slides = [tidy("\n".join(text for _, text in slide)) for slide in structure.slides]
        return _dress(job, structure, _by_page(slides, locate(structure, slides)))
    if tidy(structure.text):
        return without_pages(job, structure)
    reason = (
        "没有文字：文件里没有可以检索的文字（可能全是图片）。如果是扫描件，可以先做文字识别（OCR），再上传。"
    )
    if copy:
        return _dress(job, structure, Extraction("no_text", reason, pages=len(pages), reading_copy=copy))
    raise Silence(reason, title=meta.choose_title(structure.title, "", job.name))


def _by_page(pages: list[str], outline: list[dict[str, Any]]) -> Extraction:
    above = pdf.paths(outline, len(pages))
    passages = [Section(0, text, n + 1, "", above[n], f"p{n + 1}") for n, text in enumerate(pages) if text]
    return Extraction("ok", pages=len(pages), outline=outline, passages=passages)


def missing(structure: Structure, pages: list[str]) -> list[str]:
    """Blocks that stand on no page, being cut off there; none holds what shall not be seen. A block may run over a page's end."""
    whole = _NO_LETTER.sub("", "".join(pages))
    lost = []
    for _, text in structure.blocks:
        dense = _NO_LETTER.sub("", text)
        if dense and dense[:20] not in whole and dense[-20:] not in whole:
            lost.append(text)
    return lost


def locate(structure: Structure, pages: list[str]) -> list[dict[str, Any]]:
    """The headings with the pages on which they are found, in order."""
    dense = [_SPACE.sub("", text) for text in pages]
    outline: list[dict[str, Any]] = []
    page = 0
    for rank, text in structure.blocks:
        title = " ".join(text.split())[:200]
        wanted = _SPACE.sub("", title)
        if not rank or len(wanted) < 2 or len(outline) >= pdf.BOOKMARKS:
            continue
        hit = next((n for n in range(page, len(dense)) if wanted in dense[n]), None)
        if hit is not None:
            page = hit
            outline.append({"title": title, "level": min(rank, 6), "page": hit + 1, "anchor": f"p{hit + 1}"})
    return outline
