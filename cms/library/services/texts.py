"""What extraction found, as fields of a work and rows of passages. Nothing is written here."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

from cms.library.extract import Extraction
from cms.library.models import Mention, Passage, Work, WorkKind, WorkState
from cms.library.searchable import family_of, mentions, plain_title

STATES = {
    "ok": WorkState.READY,
    "no_text": WorkState.NO_TEXT,
    "refused": WorkState.REFUSED,
    "failed": WorkState.FAILED,
}
# Drafted fields that the first reading proposes; what a person wrote is never overwritten.
PROPOSED = ("title", "creators", "issuer", "number", "issued_on", "kind")


def fill(work: Work, found: Extraction, *, propose: bool) -> None:
    """Set a work's fields. `propose`: also title, creators, number, date and kind, where they are empty."""
    work.state = STATES[found.state]
    work.reason = found.reason[:300]
    work.notes = list(found.notes)
    work.format = found.format[:10]
    work.outline = found.outline
    work.page_count = found.pages or None
    work.character_count = found.characters
    work.read_sha256 = work.sha256 if work.readable else ""
    if propose:
        work.title = work.title or found.title[:300] or PurePath(work.file_name).stem[:300] or "未命名文件"
        work.number = work.number or found.number[:80]
        work.issued_on = work.issued_on or day_of(found.date)
        if work.kind == WorkKind.DOCUMENT and found.kind_hint in WorkKind.values:
            work.kind = WorkKind(found.kind_hint)
        if found.author and not (work.creators or work.issuer):
            name = "issuer" if work.kind == WorkKind.LAW or found.author.endswith(ORGANS) else "creators"
            setattr(work, name, found.author[:200])
    name_it(work)


ORGANS = ("院", "委员会", "办公厅", "部", "局", "厅", "总署", "政府", "委", "会议", "大会", "法院", "检察院")


def name_it(work: Work) -> None:
    """Set what follows from title and kind."""
    work.plain_title = plain_title(work.title)
    work.family = family_of(work.title) if work.kind == WorkKind.LAW else ""


def day_of(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def passages_of(work: Work, found: Extraction) -> list[Passage]:
    return [
        Passage(
            work=work,
            ord=number,
            page=section.page,
            page_label=section.page_label[:20],
            path=list(section.path),
            anchor=section.anchor[:40],
            text=section.text,
        )
        for number, section in enumerate(found.passages, 1)
    ]


def mentions_of(work: Work, found: Extraction) -> list[Mention]:
    """The titles a work names, its own left out."""
    names: set[str] = set()
    for section in found.passages:
        if "《" in section.text:
            names |= mentions(section.text)
    return [Mention(work=work, name=name) for name in sorted(names - {work.plain_title})]
