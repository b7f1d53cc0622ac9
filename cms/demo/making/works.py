"""The library's works: real files, taken in by the same services as anybody's."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.library import services
from cms.library.extract import run
from cms.library.models import LibraryPage, Work, WorkKind
from cms.library.services import batch, extraction, store

from ..content.notation import Entry, dated, entries, names
from ..papers import make as make_paper
from .columns import LIBRARY
from .files import paper_of
from .notes import Notes

AT_ONCE = 2  # files extracted side by side, each in a process of its own


def keys() -> list[str]:
    return [f"work:{name}" for name in names("works")]


def make(notes: Notes, user: Any) -> None:
    library = notes.find(LibraryPage, LIBRARY)
    wanted = [name for name in names("works") if notes.lacks(f"work:{name}")]
    if library is None or not wanted:
        return
    found = {name: entries("works", name)[0] for name in wanted}
    with tempfile.TemporaryDirectory(prefix="xinhuo-demo-") as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        prepared = pool.map(lambda name: _item(name, found[name], notes, Path(folder)), wanted)
        levels: dict[str, list[tuple[str, batch.Item]]] = defaultdict(list)
        for name, item in zip(wanted, prepared, strict=True):
            levels[found[name].head.get("级别", "public")].append((name, item))
        for level, items in levels.items():
            items.sort(key=lambda item: item[1].fields["issued_on"])  # the last on the shelf is the newest
            _take(level, items, library, notes, user)
    _introduce(found.values())


def _introduce(made: Iterable[Entry]) -> None:
    """Newspapers were opened by their issues, which know nothing of them but the name."""
    for entry in made:
        if "报刊简介" in entry.head:
            paper = Work.objects.filter(
                kind=WorkKind.NEWSPAPER, parent=None, title=entry.head["报刊"], summary=""
            )
            for work in paper:
                work.summary, work.issuer = entry.head["报刊简介"], entry.head["主办"]
                work.save(update_fields=["summary", "issuer"])


def _good(items: list[tuple[str, batch.Item]]) -> list[tuple[str, batch.Item]]:
    """Without what could not be read here (no room on the disk, say): it is tried again at the next run."""
    return [(name, item) for name, item in items if item.found.state in ("ok", "no_text")]


def _take(
    level: str, items: list[tuple[str, batch.Item]], library: LibraryPage, notes: Notes, user: Any
) -> None:
    touched: set[str] = set()
    items = _good(items)
    with transaction.atomic():
        have = store.known([item.measured.sha256 for _, item in items])
        new = [item for _, item in items if item.measured.sha256 not in have]
        collection = services.collection_for(services.level_named(level))
        services.add_many(new, library, collection, user=user, touched=touched)
        services.settle_families({item.work.family for item in new if item.work and item.work.family})
        services.recount(touched)
        for name, item in items:
            notes.add(f"work:{name}", item.work)
            if item.work:
                shelved = datetime.combine(item.fields["issued_on"], time(16))
                item.work.created_at = timezone.make_aware(shelved)
                item.work.save(update_fields=["created_at"])


def _item(name: str, entry: Entry, notes: Notes, folder: Path) -> batch.Item:
    """The file on disk, with its text."""
    head = entry.head
    day = notes.day(entry.days())
    ending, content = make_paper(head["格式"], paper_of(entry, notes))
    path = folder / f"{name}.{ending}"
    path.write_bytes(content)
    shelf = (
        batch.Shelf(WorkKind.NEWSPAPER, head["报刊"], int(head.get("期次", 0))) if "报刊" in head else None
    )
    fields = {
        "title": head["题名"],
        "kind": WorkKind(head.get("类型", "document")),
        "creators": head.get("责任者", ""),
        "issuer": head.get("发布", ""),
        "number": dated(head.get("文号", ""), day),
        "issued_on": day,
        "summary": head.get("摘要", ""),
        "keywords": head.get("关键词", ""),
    }
    file_name = f"{head['题名']}.{ending}"
    measured = store.digest(path)
    text = run(path, file_name, copy_to=extraction.copy_part(measured.sha256))
    return batch.Item(path, file_name, measured, text, shelf, fields)
