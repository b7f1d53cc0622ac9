"""Which pages use a picture or a document, read for many at once.

Wagtail's reference index knows what the tables hold: of a published page what is live. What any of its versions refers to,
drafts beside it and what was taken out again, is noted with every version (DraftUse).
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex, Revision, TaskState

from cms.core import requests
from cms.core.below import Among, AmongTexts
from cms.core.models import CmsDocument, CmsImage, DraftUse, SiteSettings

logger = logging.getLogger(__name__)
Uses = set[tuple[int, int]]  # (key of the file, key of a page that uses it)
Files = set[tuple[type[Any], int]]
# Content type and key of what is referred to, path in the model, path in the content.
Reference = tuple[int, str, str, str]
KEY = re.compile("[1-9][0-9]{0,18}")
ASKED = "cms.core.uses.asked"


class Unreadable(Exception):
    """A version of a page whose content its models do not take."""


def references(model: type[Any]) -> QuerySet[ReferenceIndex]:
    """From pages to pictures or documents."""
    types = ContentType.objects
    return ReferenceIndex.objects.filter(
        base_content_type=types.get_for_model(Page), to_content_type=types.get_for_model(model)
    )


def key_of(text: str) -> int | None:
    """The number of a thing as content names it, in one way alone: else what is drawn is not what the index finds. None
    for anything else that was typed into a form."""
    number = int(text) if KEY.fullmatch(text) else 0
    return number if 0 < number < 2**63 else None


def of(model: type[Any], keys: Iterable[int]) -> Uses:
    """However many keys, one query."""
    rows = references(model).filter(AmongTexts("to_object_id", map(str, sorted(keys))))
    return {(int(file), int(page)) for file, page in rows.values_list("to_object_id", "object_id")}


def published(files: Mapping[type[Any], Iterable[int]]) -> set[tuple[type[Any], int, str]]:
    """By pages that are live, each named by its tree path, and by the head and foot of all pages of a site, which lie
    nowhere in the tree: "". However many of whichever models, one query."""
    types = {ContentType.objects.get_for_model(model).pk: (model, keys) for model, keys in files.items()}
    wanted = Q()
    for kind, (_, keys) in types.items():
        wanted |= Q(AmongTexts("to_object_id", map(str, sorted(keys))), to_content_type=kind)
    page = Page.objects.filter(pk=Cast(OuterRef("object_id"), IntegerField()), live=True)
    site = ContentType.objects.get_for_model(SiteSettings)
    users = [ContentType.objects.get_for_model(Page), site]
    rows = ReferenceIndex.objects.filter(wanted, base_content_type__in=users)
    place = Case(When(base_content_type=site, then=Value("")), default=Subquery(page.values("path")))
    found = rows.values_list("to_content_type", "to_object_id", place)
    return {(types[kind][0], int(file), path) for kind, file, path in found if path is not None}


def by_pages(model: type[Any], pages: QuerySet[Page]) -> QuerySet[Any, str]:
    """What stands for the keys of those that these pages use, as text: it may be anything that was typed into a form."""
    named = pages.annotate(name=Cast("pk", CharField())).values("name")
    return references(model).filter(object_id__in=named).values_list("to_object_id", flat=True)


def keys_in(model: type[Any], pages: QuerySet[Page]) -> set[int]:
    """Of those that these pages use. One query."""
    return {key for key in map(key_of, by_pages(model, pages)) if key is not None}


def saved_with(page: Page) -> Files:
    """What the row of a page uses. One query."""
    rows = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        to_content_type__in=_kinds(),
    )
    return files_among(rows.values_list("to_content_type", "to_object_id"))


def in_versions_of(page: Page) -> Files:
    """What any version of a page uses. One query."""
    kinds = _kinds()
    found = DraftUse.objects.filter(page=page.pk, model__in=kinds).values_list("model", "key")
    return {(kinds[kind], key) for kind, key in found}


def _kinds() -> dict[int, type[Any]]:
    return {ContentType.objects.get_for_model(model).pk: model for model in (CmsImage, CmsDocument)}


def drafts(model: type[Any]) -> QuerySet[DraftUse]:
    return DraftUse.objects.filter(model=ContentType.objects.get_for_model(model))


def in_drafts(model: type[Any], keys: Iterable[int]) -> Uses:
    """By any version of a page. One query."""
    return set(drafts(model).filter(key__in=set(keys)).values_list("key", "page"))


def users_of(file: Any) -> QuerySet[Page]:
    """Pages that use a picture or document, as they are or in any version. Two queries."""
    used = of(type(file), [file.pk]) | in_drafts(type(file), [file.pk])
    return Page.objects.filter(Among("pk", sorted({page for _, page in used})))


def files_of(page: Any) -> Files:
    """Pictures and documents that the content of a page refers to, saved or not."""
    return files_among(ReferenceIndex._extract_references_from_object(page))


def files_among(found: Iterable[tuple[Any, ...]]) -> Files:
    """Pictures and documents among what is referred to, by content type and key first."""
    kinds = _kinds()
    keys = ((kind, key_of(str(key))) for kind, key, *_ in found)
    return {(kinds[kind], key) for kind, key in keys if kind in kinds and key is not None}


def read(revision: Revision) -> list[Reference]:
    """What a version of a page refers to; nothing when it is of a room that was taken out."""
    model: Any = ContentType.objects.get_for_id(revision.content_type_id).model_class()
    if model is None or "pk" not in revision.content:
        return []
    try:
        page = model.from_serializable_data(revision.content, check_fks=False)
        return list(ReferenceIndex._extract_references_from_object(page))
    except Exception as broken:  # whatever fields, blocks and rooms make of content that is not theirs
        raise Unreadable(revision) from broken


def references_in(revision: Revision) -> list[Reference]:
    """The same; nothing when it is broken, for that breaks neither a list nor what else is noted."""
    try:
        return read(revision)
    except Unreadable:
        logger.exception("version %s of page %s cannot be read", revision.pk, revision.object_id)
        return []


def in_version(revision: Revision) -> Files:
    return files_among(references_in(revision))


def in_latest(model: type[Any], keys: Iterable[int]) -> list[tuple[Revision, int, Reference]]:
    """From what is drafted and not saved with the page: its newest version, and one whose publication was asked for.
    Three queries."""
    keys = set(keys)
    drafted = in_drafts(model, keys)
    pages = {page for _, page in drafted - of(model, keys)} if drafted else set()
    if not pages:
        return []
    kind = ContentType.objects.get_for_model(model).pk
    newest = Page.objects.filter(pk__in=pages, has_unpublished_changes=True).values("latest_revision")
    versions = _versions(pages).filter(Q(pk__in=newest) | _asked_for())
    return [
        (version, key, reference)
        for version in versions.iterator(chunk_size=100)
        for reference in references_in(version)
        if reference[0] == kind and (key := key_of(str(reference[1]))) in keys
    ]


def asked(model: type[Any]) -> Uses:
    """By the drafts whose publication was asked for: in a workflow, or at a time that is set.

    They are few, and read whole; once a request.
    """
    kept = requests.memory()
    found = (kept or {}).get(ASKED)
    if found is None:
        found = _asked()
        if kept is not None:
            kept[ASKED] = found
    return cast(dict[type[Any], Uses], found).get(model, set())


def _asked() -> dict[type[Any], Uses]:
    found: dict[type[Any], Uses] = defaultdict(set)
    for revision in _versions().filter(_asked_for()).iterator(chunk_size=100):
        for model, key in in_version(revision):
            found[model].add((key, int(revision.object_id)))
    return found


def _versions(pages: Iterable[int] | None = None) -> QuerySet[Revision]:
    found = Revision.objects.filter(base_content_type=ContentType.objects.get_for_model(Page))
    return found if pages is None else found.filter(AmongTexts("object_id", map(str, sorted(pages))))


def _asked_for() -> Q:
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    return Q(pk__in=waiting) | Q(approved_go_live_at__isnull=False)
