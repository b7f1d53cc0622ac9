"""What must reach the index though no service was called: the admin's own saves, levels, moves, slugs.

Wiring only. Every receiver runs inside the transaction of what it hears of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.signals import post_page_move, published, unpublished

from cms.core.below import Below, with_aliases
from cms.library import searchable
from cms.library.models import LibraryPage, Work
from cms.library.services import names, store
from cms.library.services.shelf import break_circle

MANY = 2_000  # from here on one event for all works instead of one a work
_BEFORE = "_library_before"


def announce(works: QuerySet[Work]) -> None:
    keys = list(works.values_list("pk", flat=True)[: MANY + 1])
    if len(keys) > MANY:
        searchable.everything_changed()
    else:
        searchable.changed(keys)


def under_pages(paths: Iterable[str]) -> QuerySet[Work]:
    """Works of the libraries at or below these places of the page tree."""
    libraries = LibraryPage.objects.filter(Below("path", paths))
    return Work.objects.filter(library_id__in=list(libraries.values_list("pk", flat=True)))


def under_collection(path: str) -> QuerySet[Work]:
    """Those whose collection is at or below this place now, wherever it will be."""
    return Work.objects.filter(
        collection_id__in=list(Collection.objects.filter(path__startswith=path).values_list("pk", flat=True))
    )


def _work(sender: Any, instance: Work, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        searchable.changed([instance.pk])


def _saved(sender: Any, instance: Work, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Of a draft Wagtail writes only that there is one: its title is not the row's yet."""
    if not raw and (update_fields is None or "title" in update_fields):
        store.entitle(instance)


def _published(sender: Any, instance: Work, **kwargs: Any) -> None:
    """Or taken down, by whichever way: the form, a workflow, the clock."""
    break_circle(instance)
    names.settle_names(instance)


def _page_before(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Remember what a page's save may change about addresses below it."""
    if raw or not isinstance(instance, Page) or not instance.pk:
        return
    old = Page.objects.filter(pk=instance.pk).values_list("slug", "live", "url_path").first()
    setattr(instance, _BEFORE, old)


def _page_after(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if raw or not isinstance(instance, Page):
        return
    old = instance.__dict__.pop(_BEFORE, None)
    if old is not None and old != (instance.slug, instance.live, instance.url_path):
        announce(under_pages([instance.path]))


def _page_moved(sender: Any, instance: Page, **kwargs: Any) -> None:
    path = Page.objects.values_list("path", flat=True).get(pk=instance.pk)
    announce(under_pages([path]))


def _page_level(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """An alias is as closed as its source, so libraries anywhere may be meant; there are few."""
    if kwargs.get("raw"):
        return
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path is None:
        return
    announce(under_pages(sorted(with_aliases([path]))))


def _level_below(path: str) -> None:
    """Families last, when groups are set and the collection stands where it will stand."""
    works = under_collection(path)
    announce(works)
    transaction.on_commit(lambda: names.settle_families_of(works))


def _collection_level(sender: Any, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    if kwargs.get("raw"):
        return
    path = Collection.objects.filter(pk=instance.collection_id).values_list("path", flat=True).first()
    if path is not None:
        _level_below(path)


def _collection(sender: Any, instance: Collection, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Edited, and maybe about to be moved in the same transaction."""
    if not created and not raw:
        _level_below(instance.path)


def _restriction_groups(sender: Any, instance: Any, action: str, **kwargs: Any) -> None:
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    if isinstance(instance, PageViewRestriction):
        _page_level(sender, instance)
    elif isinstance(instance, CollectionViewRestriction):
        _collection_level(sender, instance)


def _group_goes(sender: Any, instance: Group, **kwargs: Any) -> None:
    """Its restrictions lose it without a word, and with them works change their token."""
    for page in PageViewRestriction.objects.filter(groups=instance):
        _page_level(sender, page)
    for place in CollectionViewRestriction.objects.filter(groups=instance):
        _collection_level(sender, place)


def _site(sender: Any, raw: bool = False, **kwargs: Any) -> None:
    """Host names and roots are part of what is indexed."""
    if not raw:
        announce(Work.objects.all())


def connect() -> None:
    uid = "cms.library.receivers"
    post_save.connect(_work, sender=Work, dispatch_uid=f"{uid}.work")
    post_save.connect(_saved, sender=Work, dispatch_uid=f"{uid}.work.saved")
    post_delete.connect(_work, sender=Work, dispatch_uid=f"{uid}.work.delete")
    published.connect(_published, sender=Work, dispatch_uid=f"{uid}.published")
    unpublished.connect(_published, sender=Work, dispatch_uid=f"{uid}.unpublished")
    pre_save.connect(_page_before, dispatch_uid=f"{uid}.page.before")
    post_save.connect(_page_after, dispatch_uid=f"{uid}.page")
    post_page_move.connect(_page_moved, dispatch_uid=f"{uid}.page.move")
    for signal in (post_save, post_delete):
        kind = "save" if signal is post_save else "delete"
        signal.connect(_page_level, sender=PageViewRestriction, dispatch_uid=f"{uid}.page.level.{kind}")
        signal.connect(
            _collection_level, sender=CollectionViewRestriction, dispatch_uid=f"{uid}.collection.level.{kind}"
        )
        signal.connect(_site, sender=Site, dispatch_uid=f"{uid}.site.{kind}")
    for model in (PageViewRestriction, CollectionViewRestriction):
        m2m_changed.connect(
            _restriction_groups, sender=model.groups.through, dispatch_uid=f"{uid}.{model.__name__}.groups"
        )
    pre_delete.connect(_group_goes, sender=Group, dispatch_uid=f"{uid}.group")
    post_save.connect(_collection, sender=Collection, dispatch_uid=f"{uid}.collection")
