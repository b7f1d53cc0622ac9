"""Which pages use a picture or a document: Wagtail's reference index, read for many at once.

It knows what the tables hold: of a published page what is live, of any other its latest draft. A draft beside what
is live stands in its revision alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Page, ReferenceIndex, Revision, TaskState

from cms.core import requests

Uses = set[tuple[int, int]]  # (key of the file, key of a page that uses it)
ASKED = "cms.core.uses.asked"


def references(model: type[Any]) -> QuerySet[ReferenceIndex]:
    """From pages to pictures or documents."""
    types = ContentType.objects
    return ReferenceIndex.objects.filter(
        base_content_type=types.get_for_model(Page), to_content_type=types.get_for_model(model)
    )


def of(model: type[Any], keys: Iterable[int]) -> Uses:
    """One query."""
    rows = references(model).filter(to_object_id__in=[str(key) for key in keys])
    return {(int(file), int(page)) for file, page in rows.values_list("to_object_id", "object_id")}


def asked(model: type[Any]) -> Uses:
    """By the drafts whose publication was asked for: in a workflow, or at a time that is set.

    They are few, and read whole; once a request.
    """
    kept = requests.memory()
    found = _asked() if kept is None else cast(dict[int, Uses], kept.setdefault(ASKED, None) or _asked())
    if kept is not None:
        kept[ASKED] = found
    return found.get(ContentType.objects.get_for_model(model).pk, set())


def _asked() -> dict[int, Uses]:
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision")
    revisions = Revision.objects.filter(base_content_type=ContentType.objects.get_for_model(Page)).filter(
        Q(pk__in=waiting) | Q(approved_go_live_at__isnull=False)
    )
    found: dict[int, Uses] = defaultdict(set)
    for revision in revisions.iterator(chunk_size=100):
        model: Any = ContentType.objects.get_for_id(revision.content_type_id).model_class()
        if model is None:
            continue  # of a room that was taken out
        page = model.from_serializable_data(revision.content, check_fks=False)
        for kind, key, *_ in ReferenceIndex._extract_references_from_object(page):
            if str(key).isdigit():
                found[kind].add((int(key), int(revision.object_id)))
    return found
