"""The verbs of this room: levels stay with content that moves, pictures lie where their level wants them."""

from __future__ import annotations

import logging
from collections.abc import Collection as Many
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Revision,
    Site,
)

from cms.core import access, attached, audit, requests, uses
from cms.core.below import Among, AmongTexts
from cms.core.levels import MEMBERS, NOBODY, STAFF, Audience, clause_of, group_ids
from cms.core.models import CmsImage, CmsRendition, DraftUse
from cms.core.storage import RESTRICTED

logger = logging.getLogger(__name__)
MANY = 500
DRAWN = "images"  # where Wagtail puts renditions
DRAWING = timedelta(minutes=10)  # longer than any takes
LONGEST_PATH = 255  # of a redirect
LEFT = "已删除页面的文件"


def stamp(page: Page, wanted: Audience, *, at: Page) -> None:
    """See that `page` under the parent `at` is no more open than `wanted`: lacking clauses become its own."""
    own = {_clause(restriction) for restriction in _own(page.pk)}
    lacking = wanted - own - access.audience_of(at)
    if any(clause != MEMBERS for clause in own | lacking):
        lacking -= {MEMBERS}  # whoever is in a group is signed in
    with transaction.atomic():
        for clause in sorted(lacking):
            demand(PageViewRestriction(page=Page.objects.get(pk=page.pk)), clause)
    requests.forget(access.CACHE)


def demand(restriction: PageViewRestriction | CollectionViewRestriction, clause: str) -> None:
    """Save a new restriction that says just this."""
    restriction.restriction_type = (
        BaseViewRestriction.LOGIN if clause == MEMBERS else BaseViewRestriction.GROUPS
    )
    restriction.save()
    if clause not in (MEMBERS, NOBODY):
        restriction.groups.set(Group.objects.filter(pk__in=group_ids(clause)))


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
    that ended. A few queries."""
    with requests.remembering():
        shown = access.open_collections()
        closed = list(Collection.objects.exclude(pk__in=shown).values_list("pk", flat=True))
        pages = access.levels().closed_pages
        keys = attached.pictures_below(pages) if pages else set()
    used = uses.by_pages(CmsImage, Page.objects.filter(live=True))
    open_ones = CmsRendition.objects.select_related("image").exclude(file__startswith=RESTRICTED)
    found = open_ones.annotate(key=Cast("image_id", CharField())).filter(
        Q(image__collection__in=closed) | Q(Among("image_id", sorted(keys))) | ~Q(key__in=used)
    )
    return _settle(found)


def sweep_renditions() -> int:
    """Remove files in MEDIA that no rendition names, left by a process that ended as it drew; says how many.

    One look at the folder; a query for 500 files.
    """
    storage, removed = storages["default"], 0
    try:
        names = [f"{DRAWN}/{name}" for name in storage.listdir(DRAWN)[1]]
    except FileNotFoundError:
        return 0
    for start in range(0, len(names), MANY):
        some = names[start : start + MANY]
        kept = set(CmsRendition.objects.filter(file__in=some).values_list("file", flat=True))
        for name in some:
            with suppress(OSError):  # gone meanwhile, or not ours to remove: once more an hour later
                if name not in kept and timezone.now() - storage.get_modified_time(name) > DRAWING:
                    storage.delete(name)
                    removed += 1
    return removed


def keep_closed(files: uses.Files, audience: Audience) -> None:
    """Of what pages of this audience used that are gone: what nothing published uses moves into a collection, below its
    own, that demands as much."""
    requests.forget(access.CACHE)
    places: dict[int, Collection] = {}  # where things of a collection go
    with transaction.atomic(), requests.remembering():
        for model in {model for model, _ in files}:
            keys = sorted(key for kind, key in files if kind is model)
            things = list(model.objects.filter(Among("pk", keys)).select_related("collection"))
            for thing, now in zip(things, access.audiences_for(things), strict=True):
                if STAFF in now and not access.implies(now, audience):
                    old = thing.collection
                    thing.collection = places.get(old.pk) or places.setdefault(old.pk, _below(old, audience))
                    thing.save(update_fields=["collection"])
                    note_move(thing, old, thing.collection)


def _below(place: Collection, audience: Audience) -> Collection:
    for clause in sorted(audience - {MEMBERS} or audience):
        if not access.implies(access.audience_of(place), frozenset({clause})):
            place = _closed_child(Collection.objects.select_for_update().get(pk=place.pk), clause)
    return place


def note_move(thing: Any, old: Collection, new: Collection) -> None:
    """Of a picture or document, into the audit trail, where the level changed."""
    here, there = access.audiences_for([old, new])
    if here != there:
        before, after = access.describe(here), access.describe(there)
        audit.record("level.file", thing, before=before, after=after, source=old.name, destination=new.name)


def _closed_child(place: Collection, clause: str) -> Collection:
    wanted = access.audience_of(place) | {clause}
    children = list(place.get_children().filter(name__startswith=LEFT))
    for child, audience in zip(children, access.audiences_for(children), strict=True):
        if audience == wanted:
            return child
    name = f"{LEFT}（{access.describe(frozenset({clause}))}）"[:255]
    made = place.add_child(name=name)
    demand(CollectionViewRestriction(collection=made), clause)
    requests.forget(access.CACHE)
    return Collection.objects.get(pk=made.pk)


def note_version(revision: Revision) -> None:
    """What a version of a page refers to."""
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


def note_versions() -> None:
    """Of a site that was there before versions were noted."""
    found = Revision.objects.filter(base_content_type=ContentType.objects.get_for_model(Page))
    for revision in found.iterator(chunk_size=100):
        note_version(revision)


@transaction.atomic
def lead_on(page: Page, before: str) -> None:
    """A page and all below it had this place of the tree, as `url_path`: the former addresses of what is or was published
    lead there from now on, and what is down is nowhere until it is put back (cms.core.redirects).

    They are locked, and taken as they stand now: after a change of slug another may have moved or deleted them.
    Wagtail's own maker of redirects asks about two thousand of them in one condition, which SQLite refuses.
    """
    held = Page.objects.select_for_update().order_by("path")
    now = held.filter(pk=page.pk).values_list("path", "url_path").first()
    if now is None:
        return
    path, after = now
    known = Q(live=True) | Q(first_published_at__isnull=False)
    moved = list(held.filter(known, path__startswith=path).values_list("pk", "url_path"))
    for site in Site.objects.select_related("root_page"):
        root = site.root_page.url_path
        if not (before.startswith(root) and after.startswith(root)):
            continue
        ways = [
            Redirect(site=site, old_path=old, redirect_page_id=pk, automatically_created=True)
            for pk, place in moved
            if len(old := _former(before, after, place, root)) <= LONGEST_PATH
        ]
        for start in range(0, len(ways), MANY):
            _lay(site, ways[start : start + MANY])


def _lay(site: Site, ways: list[Redirect]) -> None:
    """What a person made stays, also for all sites, which a site's own would go before."""
    addresses = [way.old_path for way in ways]
    Redirect.objects.filter(site=site, automatically_created=True).filter(
        AmongTexts("old_path", addresses)
    ).delete()
    kept = Redirect.objects.filter(site=None, automatically_created=False)
    theirs = set(kept.filter(AmongTexts("old_path", addresses)).values_list("old_path", flat=True))
    Redirect.objects.bulk_create([way for way in ways if way.old_path not in theirs], ignore_conflicts=True)


def _former(before: str, after: str, place: str, root: str) -> str:
    return Redirect.normalise_path("/" + (before + place.removeprefix(after)).removeprefix(root))
