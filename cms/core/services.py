"""The verbs of this room: levels stay with content that moves, pictures lie where their level wants them."""

from __future__ import annotations

import logging
from collections.abc import Collection as Many
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import BaseViewRestriction, Collection, Page, PageViewRestriction, Revision

from cms.core import access, attached, requests, uses
from cms.core.below import Among
from cms.core.levels import MEMBERS, NOBODY, Audience, clause_of
from cms.core.models import CmsRendition, DraftUse
from cms.core.storage import RESTRICTED

logger = logging.getLogger(__name__)
MANY = 500


def stamp(page: Page, wanted: Audience, *, at: Page) -> None:
    """See that `page` under the parent `at` is no more open than `wanted`: lacking clauses become its own."""
    own = {_clause(restriction) for restriction in _own(page.pk)}
    lacking = wanted - own - access.audience_of(at)
    if any(clause != MEMBERS for clause in own | lacking):
        lacking -= {MEMBERS}  # whoever is in a group is signed in
    with transaction.atomic():
        for clause in sorted(lacking):
            kind = BaseViewRestriction.LOGIN if clause == MEMBERS else BaseViewRestriction.GROUPS
            restriction = PageViewRestriction(page=Page.objects.get(pk=page.pk), restriction_type=kind)
            restriction.save()
            if clause not in (MEMBERS, NOBODY):
                ids = [int(part) for part in clause[2:].split("|")]
                restriction.groups.set(Group.objects.filter(pk__in=ids))
    requests.forget(access.CACHE)


def merge_restrictions(kept: PageViewRestriction) -> None:
    """Remove others of the page that say the same: Wagtail's copying repeats what `stamp` has written."""
    clause = _clause(kept)
    twins = [r.pk for r in _own(kept.page_id) if r.pk != kept.pk and _clause(r) == clause]
    if twins and clause != NOBODY:
        PageViewRestriction.objects.filter(pk__in=twins).delete()


def _own(page: int) -> Iterable[PageViewRestriction]:
    return PageViewRestriction.objects.filter(page=page).prefetch_related("groups")


def _clause(restriction: PageViewRestriction) -> str:
    groups = [group.pk for group in restriction.groups.all()]
    return clause_of(restriction.restriction_type, groups)


def settle_renditions(collections: Iterable[Collection] | None = None) -> int:
    """Remove renditions on the wrong side of MEDIA, and say how many; they are made anew when asked for.

    Of these collections with everything under them, or of all. Files go at once, not by a task.
    """
    renditions = CmsRendition.objects.select_related("image")
    if collections is not None:
        paths = [collection.path for collection in collections]
        under: set[int] = set()
        for path in paths:
            under |= set(Collection.objects.filter(path__startswith=path).values_list("pk", flat=True))
        renditions = renditions.filter(image__collection__in=under)
    return _settle(renditions)


def settle_pictures(keys: Many[int]) -> int:
    """The same for some pictures, e.g. after a bulk move that announced nothing."""
    return _settle(CmsRendition.objects.select_related("image").filter(image__in=keys)) if keys else 0


def _settle(renditions: Any) -> int:
    requests.forget(access.CACHE)
    wrong: list[CmsRendition] = []
    with requests.remembering():
        waiting = list(renditions)
        for start in range(0, len(waiting), MANY):
            some = waiting[start : start + MANY]
            audiences = access.audiences_for(r.image for r in some)
            wrong += [r for r, a in zip(some, audiences, strict=True) if r.is_restricted != bool(a)]
    return sum(_removed(rendition) for rendition in wrong)


def _removed(rendition: CmsRendition) -> bool:
    """One that cannot be removed keeps no other; the worker tries again (cms.core.searchable)."""
    try:
        rendition.remove()
    except Exception:
        logger.exception("rendition %s could not be removed", rendition.file.name)
        return False
    return True


def settle_strays() -> int:
    """Remove what lies in MEDIA of pictures that are closed: drawn while they were being closed, or left by a process
    that ended. Costs a few queries where nothing is closed."""
    with requests.remembering():
        shown = access.open_collections()
        closed = list(Collection.objects.exclude(pk__in=shown).values_list("pk", flat=True))
        pages = access.levels().closed_pages
        keys = attached.pictures_below(pages) if pages else set()
    if not closed and not keys:
        return 0
    open_ones = CmsRendition.objects.select_related("image").exclude(file__startswith=RESTRICTED)
    found = open_ones.filter(Q(image__collection__in=closed) | Q(Among("image_id", sorted(keys))))
    return _settle(found)


def note_version(revision: Revision) -> uses.Files:
    """What a version of a page refers to, which is returned."""
    files = uses.in_version(revision)
    page = int(revision.object_id)
    if files and Page.objects.filter(pk=page).exists():
        kinds = ContentType.objects
        DraftUse.objects.bulk_create(
            [
                DraftUse(page_id=page, model=kinds.get_for_model(model), key=key)
                for model, key in sorted(files, key=str)
            ],
            ignore_conflicts=True,  # another version said so, perhaps in this moment
        )
    return files


def note_versions() -> None:
    """Of a site that was there before versions were noted."""
    found = Revision.objects.filter(base_content_type=ContentType.objects.get_for_model(Page))
    for revision in found.iterator(chunk_size=100):
        note_version(revision)
