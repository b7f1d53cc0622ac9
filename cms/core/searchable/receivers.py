"""What changes a page's search document, and so is written to the outbox in the same transaction.

Wagtail announces too little: nothing tells that the addresses below a page changed, that a level reaches down the
tree and through aliases, or that a group with its restrictions went. So subtrees are named here by their paths.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction, Site

from cms.core.below import Below, with_aliases
from cms.core.models import PageTag
from search import outbox

from .source import PageSource, registered


def changed(pages: Iterable[tuple[int, int]]) -> None:
    """(primary key, content type) of pages of any type; those that are not searched are left out."""
    kinds = _kinds()
    outbox.changed([kinds[kind].key_of(pk) for pk, kind in pages if kind in kinds])


def changed_below(*paths: str) -> None:
    """The pages at and under these tree paths, and what stands under aliases of any of them."""
    here = Page.objects.filter(Below("path", with_aliases(paths)))
    changed(here.values_list("pk", "content_type").iterator())


def _kinds() -> dict[int, PageSource[Any]]:
    return {ContentType.objects.get_for_model(source.model).pk: source for source in registered()}


def _before_save(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A new address is the new address of all that stands below, whether the slug changed or the page moved.

    Both happen inside one transaction with this save, so the keys may be told before.
    """
    if raw or not isinstance(instance, Page) or not instance.pk:
        return
    row = Page.objects.filter(pk=instance.pk).values_list("url_path", "path").first()
    if row and row[0] != instance.url_path:
        changed_below(row[1])


def _saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw and isinstance(instance, Page):
        changed([(instance.pk, instance.content_type_id)])


def _deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        changed([(instance.pk, instance.content_type_id)])


def _level(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PageViewRestriction):  # from the groups' side it may be a Group, see _group_goes
        path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
        if path:
            changed_below(path)


def _group_goes(sender: Any, instance: Group, **kwargs: Any) -> None:
    """Its restrictions lose it without a word."""
    restrictions = PageViewRestriction.objects.filter(groups=instance)
    changed_below(*restrictions.values_list("page__path", flat=True))


def _tagged(sender: Any, instance: PageTag, **kwargs: Any) -> None:
    changed(Page.objects.filter(pk=instance.content_object_id).values_list("pk", "content_type"))


def _tag(sender: Any, instance: Tag, **kwargs: Any) -> None:
    changed(Page.objects.filter(page_tags__tag=instance).values_list("pk", "content_type"))


def _site(sender: Any, **kwargs: Any) -> None:
    for source in registered():
        outbox.everything_changed(source.name)


def connect() -> None:
    uid = "cms.core.searchable"
    pre_save.connect(_before_save, dispatch_uid=f"{uid}.page.before")
    post_save.connect(_saved, dispatch_uid=f"{uid}.page")
    post_delete.connect(_deleted, dispatch_uid=f"{uid}.page.delete")
    post_save.connect(_level, sender=PageViewRestriction, dispatch_uid=f"{uid}.level")
    post_delete.connect(_level, sender=PageViewRestriction, dispatch_uid=f"{uid}.level.delete")
    groups = PageViewRestriction.groups.through
    m2m_changed.connect(_level, sender=groups, dispatch_uid=f"{uid}.level.groups")
    pre_delete.connect(_group_goes, sender=Group, dispatch_uid=f"{uid}.group")
    post_save.connect(_tagged, sender=PageTag, dispatch_uid=f"{uid}.tagged")
    post_delete.connect(_tagged, sender=PageTag, dispatch_uid=f"{uid}.tagged.delete")
    post_save.connect(_tag, sender=Tag, dispatch_uid=f"{uid}.tag")
    pre_delete.connect(_tag, sender=Tag, dispatch_uid=f"{uid}.tag.delete")
    post_save.connect(_site, sender=Site, dispatch_uid=f"{uid}.site")
    post_delete.connect(_site, sender=Site, dispatch_uid=f"{uid}.site.delete")
