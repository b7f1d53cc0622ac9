"""Many works at once, their text already extracted: how import_works fills a library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Collection, ReferenceIndex
from wagtail.search.backends import get_search_backend

from cms.core.models import CmsDocument
from cms.library import searchable
from cms.library.extract import Extraction
from cms.library.models import LibraryPage, Mention, Passage, Work, WorkKind, WorkState

from . import extraction, store, texts

ROWS = 500


@dataclass(frozen=True, slots=True)
class Shelf:
    """The book a volume belongs to, or the newspaper of an issue."""

    kind: str
    title: str
    position: int = 0


@dataclass(slots=True)
class Item:
    """One file with its text. `place` is set when it lies in private storage, `work` when it is committed."""

    path: Path
    name: str
    measured: store.Digest
    found: Extraction
    shelf: Shelf | None = None
    fields: dict[str, Any] = field(default_factory=dict)  # what folders and names say
    place: str = ""
    work: Work | None = None


def add_many(
    items: Sequence[Item],
    library: LibraryPage,
    collection: Collection,
    *,
    user: Any = None,
    touched: set[str] | None = None,
) -> None:
    """Publish these works, in one transaction; each item then has its `work`.

    Families and counts are left to the caller, who does them once at the end for the names and families put into
    `touched` (see names.settle_families, names.recount). Raises OSError, DatabaseError: then nothing is written.
    """
    for item in items:
        item.place = store.put(item.path, item.measured.sha256, item.name)
    with transaction.atomic():
        now = timezone.now()
        failed = _failed_before(items)
        documents = [
            store.document(i.place, i.found.title or i.name, i.measured, collection, user) for i in items
        ]
        CmsDocument.objects.bulk_create(documents)
        parents = _parents(items, library, collection, user)
        for item, document in zip(items, documents, strict=True):
            item.work = Work(
                pk=failed.get(item.measured.sha256),
                library=library,
                collection=collection,
                document=document,
                file_name=store.clean_name(item.name, 200),
                sha256=item.measured.sha256,
                file_added_at=now,
                parent=parents.get((item.shelf.kind, item.shelf.title)) if item.shelf else None,
                position=item.shelf.position if item.shelf else 0,
                live=True,
                first_published_at=now,
                last_published_at=now,
                added_by=user,
                created_at=now,
                updated_at=now,
                **item.fields,
            )
            texts.fill(item.work, item.found, propose=True)
            item.work.reading_copy = extraction.keep_copy(item.measured.sha256, item.found.reading_copy)
        works = [item.work for item in items if item.work]
        Work.objects.bulk_create(works)
        passages = (p for i in items if i.work for p in texts.passages_of(i.work, i.found))
        mentions = [m for i in items if i.work for m in texts.mentions_of(i.work, i.found)]
        for rows in _portions(passages):
            Passage.objects.bulk_create(rows)
        Mention.objects.bulk_create(mentions, batch_size=ROWS)
        _announce(works, documents)
        if touched is not None:
            touched.update(mention.name for mention in mentions)
            touched.update(work.plain_title for work in works)


def _failed_before(items: Sequence[Item]) -> dict[str, int]:
    """An upload of the same file that failed makes room; its address stays."""
    rows = Work.objects.filter(
        sha256__in=[item.measured.sha256 for item in items], state__in=[WorkState.REFUSED, WorkState.FAILED]
    ).select_related("document")
    found: dict[str, int] = {}
    for work in rows:
        found[work.sha256] = work.pk
        if work.document is not None:
            CmsDocument.objects.filter(pk=work.document.pk)._raw_delete(
                work._state.db
            )  # its file is ours now
        work.delete()
    return found


def _parents(
    items: Sequence[Item], library: LibraryPage, collection: Collection, user: Any
) -> dict[tuple[str, str], Work]:
    """Books and newspapers by kind and title, those missing made: works without a file that hold the others."""
    found: dict[tuple[str, str], Work] = {}
    for shelf in {(i.shelf.kind, i.shelf.title) for i in items if i.shelf}:
        kind, title = shelf
        parent = Work.objects.filter(
            library=library, collection=collection, kind=kind, title=title, parent=None, document=None
        ).first()
        if parent is None:
            now = timezone.now()
            parent = Work(
                library=library,
                collection=collection,
                kind=kind,
                title=title,
                state=WorkState.READY,
                first_published_at=now,
                last_published_at=now,
                added_by=user,
                issuer=title if kind == WorkKind.NEWSPAPER else "",
            )
            texts.name_it(parent)
            parent.save()
        found[shelf] = parent
    return found


def _announce(works: Sequence[Work], documents: Sequence[CmsDocument]) -> None:
    """What bulk_create tells nobody: the admin's own search, its list of uses, and the index."""
    backend = get_search_backend()
    backend.add_bulk(Work, works)
    backend.add_bulk(CmsDocument, documents)
    work_type = ContentType.objects.get_for_model(Work)
    references: list[ReferenceIndex] = []
    for work in works:
        for to, to_pk, model_path, content_path in ReferenceIndex._extract_references_from_object(work):
            references.append(
                ReferenceIndex(
                    content_type=work_type,
                    base_content_type=work_type,
                    object_id=work.pk,
                    to_content_type_id=to,
                    to_object_id=to_pk,
                    model_path=model_path,
                    content_path=content_path,
                    content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
                )
            )
    ReferenceIndex.objects.bulk_create(references, ignore_conflicts=True, batch_size=ROWS)
    searchable.changed([work.pk for work in works])


def analyse() -> None:
    """After many rows SQLite must look at its tables again, or it picks the wrong index."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=2000")
            cursor.execute("ANALYZE")


def _portions(rows: Iterable[Passage]) -> Iterable[list[Passage]]:
    portion: list[Passage] = []
    for row in rows:
        portion.append(row)
        if len(portion) >= ROWS:
            yield portion
            portion = []
    if portion:
        yield portion
