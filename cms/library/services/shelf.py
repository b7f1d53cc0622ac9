"""What readers may see: publish, take down, delete, set the level."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection

from cms.core import access, audit
from cms.core.levels import Levels
from cms.core.models import CmsDocument
from cms.core.turns import take_turn
from cms.library import searchable
from cms.library.models import FileVersion, Work
from cms.library.models.asking import ASKED
from cms.library.reading import images
from cms.library.reading import store as page_store
from cms.library.turns import NAMES

from . import names, removal
from .places import Level, LibraryProblem, collection_for

GONE = "《{}》刚被删除，没有处理。"
Some = Callable[[Sequence[int]], Sequence[int]]  # of many keys some


@dataclass(frozen=True, slots=True)
class LevelChange:
    """What a change of level came to: not `made` where the works had that level, not `whole` where volumes stayed."""

    made: bool = True
    whole: bool = True


def still_there(work: Work) -> Work:
    """Its row, locked. Raises LibraryProblem."""
    # its file by a query of its own: one that is joined is as it was before the row was waited for
    now = Work.objects.select_for_update(of=("self",)).filter(pk=work.pk).first()
    if now is None:
        raise LibraryProblem(GONE.format(work.title))
    return now


def publish(work: Work, user: Any = None) -> None:
    """Open the latest draft to readers. A work whose text is still being extracted opens when that is done.

    Raises LibraryProblem for a work that is gone or whose file was refused or failed, PermissionDenied for a user
    without the right.
    """
    with transaction.atomic():
        take_turn(NAMES)
        now = still_there(work)
        if now.reason and not now.readable and now.state not in ("queued", "extracting"):
            raise LibraryProblem(f"《{now.title}》还不能发布：{now.reason}")
        draft = now.latest_revision or now.save_revision(user=user, clean=False, log_action=False)
        draft.publish(user=user)
    work.refresh_from_db()


def unpublish(work: Work, user: Any = None) -> None:
    """Readers and search no longer know of it; nothing is lost."""
    with transaction.atomic():
        take_turn(NAMES)
        now = still_there(work)
        now.forget_asking()
        now.save(update_fields=ASKED)
        now.revisions.update(approved_go_live_at=None)  # Wagtail forgets a set time only of what is live
        now.unpublish(user=user, log_action=True)
    work.refresh_from_db()


def delete(works: Iterable[Work], user: Any = None) -> int:
    """For good: rows, files, former files; how many there still were. Raises LibraryProblem for one that holds volumes."""
    keys = [work.pk for work in works]
    with transaction.atomic():
        take_turn(NAMES)
        found = list(Work.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        held = Work.objects.filter(parent_id__in=keys).exclude(pk__in=keys).select_related("parent").first()
        if held is not None and held.parent is not None:
            raise LibraryProblem(f"《{held.parent.title}》里还有卷、册或各期，请先删除它们，再删除它。")
        touched = {work.plain_title for work in found}
        pictures = [source.version for work in found if (source := images.source_of(work))]
        families = {work.family for work in found}
        copies: list[str] = []
        for work in sorted(found, key=lambda work: work.parent_id is None):  # volumes before their book
            touched.update(names.mentioned_by(work))
            documents = [work.document_id, *work.former_files.values_list("document_id", flat=True)]
            copies += [work.reading_copy.name] if work.reading_copy else []
            audit.record("library.delete", work, user=user, label="删除文献")
            searchable.changed([work.pk])
            work.delete()
            for document in CmsDocument.objects.filter(pk__in=[pk for pk in documents if pk]):
                document.delete()  # and, on commit, its file
        names.settle_families(families)
        names.recount(touched)
        for name in copies:
            removal.remove_on_commit(name)
        for version in pictures:
            transaction.on_commit(partial(page_store.forget, version), robust=True)
    return len(found)


def change_level(
    works: Iterable[Work], level: Level | Collection, user: Any = None, of_volumes: Some = tuple
) -> LevelChange:
    """Works, their volumes and all their files, the former ones too, into the collection of that level.

    A work that has this level stays as it is, and so do its volumes, which may be stricter.
    `of_volumes`: which of these volumes he may change; the others stay, with all below them. Raises LibraryProblem.
    """
    with transaction.atomic():
        take_turn(NAMES)
        now = [still_there(work) for work in works]
        known = access.levels()
        chosen = [work.pk for work in now if not _has(level, work.collection_id, known)]
        if not chosen:
            return LevelChange(made=False)
        collection = level if isinstance(level, Collection) else collection_for(level)
        keys, stayed = with_volumes(chosen, of_volumes)
        changing = [
            work
            for some in _portions(keys)
            for work in Work.objects.filter(pk__in=some).only("title", "file_name", "collection_id")
        ]
        for some in _portions(keys):
            Work.objects.filter(pk__in=some).update(collection=collection, updated_at=timezone.now())
            files = [
                *Work.objects.filter(pk__in=some).values_list("document_id", flat=True),
                *FileVersion.objects.filter(work_id__in=some).values_list("document_id", flat=True),
            ]
            CmsDocument.objects.filter(pk__in=[pk for pk in files if pk]).update(collection=collection)
            names.settle_families_of(Work.objects.filter(pk__in=some))
        searchable.changed(keys)
        _record(changing, set(chosen), collection, known, user)
    return LevelChange(whole=not stayed)


def _has(level: Level | Collection, collection_id: int, known: Levels) -> bool:
    if isinstance(level, Collection):
        return level.pk == collection_id
    return known.of_collection_id(collection_id) == level.audience


def _record(works: list[Work], chosen: set[int], collection: Collection, known: Levels, user: Any) -> None:
    """An entry for each work that was chosen, and for each volume whose level had been another than theirs."""
    before = {work.pk: known.of_collection_id(work.collection_id) for work in works}
    usual = {before[pk] for pk in chosen}
    words = {audience: access.describe(audience) for audience in set(before.values())}
    for work in works:
        if work.pk in chosen or before[work.pk] not in usual:
            audit.record(
                "library.level",
                work,
                user=user,
                label="变更文献的公开级别",
                before=words[before[work.pk]],
                collection=collection.name,
            )


def break_circle(work: Work) -> None:
    """Of two drafts each may have made the other's book its own: the one that is published later stands alone."""
    seen, above = {work.pk}, work.parent_id
    while above is not None and above not in seen:
        seen.add(above)
        above = Work.objects.filter(pk=above).values_list("parent_id", flat=True).first()
    if above is not None:
        Work.objects.filter(pk=work.pk).update(parent=None)
        work.parent = None
        audit.record("library.circle", work, label="文献不再属于自己的卷册", reason="两部图书互为对方的卷册")


def with_volumes(keys: Sequence[int], of_volumes: Some) -> tuple[list[int], list[int]]:
    """These works and all below them that go along, each once; and those that stay, without what is below these."""
    found, stay = dict.fromkeys(keys), list[int]()
    layer: Sequence[int] = keys
    while layer:
        below = [
            pk
            for some in _portions(layer)
            for pk in Work.objects.filter(parent_id__in=some).values_list("pk", flat=True)
            if pk not in found
        ]
        layer = [pk for some in _portions(below) for pk in of_volumes(some)]
        stay += set(below).difference(layer)
        found.update(dict.fromkeys(layer))
    return list(found), stay


def _portions(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + 500] for start in range(0, len(keys), 500))
