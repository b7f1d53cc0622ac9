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
from cms.core.turns import take_turn
from cms.library import searchable
from cms.library.extract import Extraction
from cms.library.models import LibraryPage, Mention, Passage, Work, WorkKind, WorkState
from cms.library.turns import NAMES

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
    kept: bool = False  # the work was there before, without text: an upload that had failed


def add_many(
    items: Sequence[Item],
    library: LibraryPage,
    collection: Collection,
    *,
    user: Any = None,
    touched: set[str] | None = None,
) -> None:
    """Publish these works, in one transaction; each item then has its `work`.

    A file whose upload had failed fills that upload's own work, which stays where and as closed as it is.

    Families and counts are left to the caller, who does them once at the end for the names and families put into
    `touched` (see names.settle_families, names.recount). Raises OSError, DatabaseError: then nothing is written.
    """
    before_all = _failed_before(items)
    for item in items:
        before = before_all.get(item.measured.sha256)
        name = Path(before.document.file.name).name if before and before.document else item.name
        item.place = store.put(item.path, item.measured.sha256, name)
    made: list[Work] = []
    with transaction.atomic():
        if _failed_before(items):
            take_turn(NAMES)  # before rows are locked, as everywhere
        failed = _failed_before(items, lock=True)
        fresh = [item for item in items if item.measured.sha256 not in failed]
        for item in fresh:
            if item.measured.sha256 in before_all:  # deleted meanwhile, and with it what lies in its place
                item.place = store.put(item.path, item.measured.sha256, item.name)
        documents = [
            store.document(i.place, i.found.title or i.name, i.measured, collection, user) for i in fresh
        ]
        CmsDocument.objects.bulk_create(documents)
        parents = _parents(fresh, library, collection, user)
        made = [
            _made(item, document, parents, library, collection, user)
            for item, document in zip(fresh, documents, strict=True)
        ]
        Work.objects.bulk_create(made)
        passages = (
            p for item, work in zip(fresh, made, strict=True) for p in texts.passages_of(work, item.found)
        )
        mentions = [
            m for item, work in zip(fresh, made, strict=True) for m in texts.mentions_of(work, item.found)
        ]
        for rows in _portions(passages):
            Passage.objects.bulk_create(rows)
        Mention.objects.bulk_create(mentions, batch_size=ROWS)
        _announce(made, documents)
        again = [item for item in items if item.measured.sha256 in failed]
        read = [_read_after_all(failed[item.measured.sha256], item) for item in again]
    for item, work in zip([*fresh, *again], [*made, *read], strict=True):
        item.work, item.kept = work, item.measured.sha256 in failed
    if touched is not None:
        touched.update(mention.name for mention in mentions)
        touched.update(work.plain_title for work in [*made, *read])


def _made(
    item: Item,
    document: CmsDocument,
    parents: dict[tuple[str, str], Work],
    library: LibraryPage,
    collection: Collection,
    user: Any,
) -> Work:
    """Not saved yet."""
    now = timezone.now()
    work = Work(
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
    texts.fill(work, item.found, propose=True)
    work.reading_copy = extraction.keep_copy(item.measured.sha256, item.found.reading_copy)
    return work


def _failed_before(items: Sequence[Item], *, lock: bool = False) -> dict[str, Work]:
    """The works of uploads whose very file was refused or failed, by digest."""
    rows = Work.objects.filter(
        sha256__in=[item.measured.sha256 for item in items], state__in=[WorkState.REFUSED, WorkState.FAILED]
    )
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return {work.sha256: work for work in rows.prefetch_related("document").order_by("pk")}


def _read_after_all(work: Work, item: Item) -> Work:
    """It gets its text and nothing else: words, level and whether readers see it are whose upload it was."""
    if work.document is None:
        document = store.document(
            item.place, work.title or item.name, item.measured, work.collection_id, work.added_by
        )
        document.save()
        work.document = document
    for name, value in item.fields.items():
        if not getattr(work, name):
            setattr(work, name, value)
    work.save()
    return extraction.settle(work, item.found)


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
