"""What must happen when content or its level moves. Wiring only; the verbs stand in services."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    Revision,
)
from wagtail.signals import page_slug_changed, post_page_move, pre_page_move

from cms.core import access, attached, audit, differences, leaving, requests, services, uses
from cms.core.levels import Audience
from cms.core.models import CmsImage, SiteSettings


def _forget(sender: Any, **kwargs: Any) -> None:
    requests.forget(access.CACHE)


def _before_move(sender: Any, instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Before, so that the page is at no moment more open than it was."""
    requests.forget(access.CACHE)
    services.stamp(instance, access.audience_of(instance), at=parent_page_after)


def _page_saved(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Its pictures may move; a new alias names its source, a copy was told its level (BasePage.copy_all_child_relations)."""
    if raw or not isinstance(instance, Page):
        return
    requests.forget(access.CACHE)
    _settle_shown(instance)
    if not created:
        return
    wanted: Audience = instance.__dict__.pop("_copied_audience", frozenset())
    if instance.alias_of_id:
        wanted |= access.audience_of(instance.alias_of)
    if wanted:
        services.stamp(instance, wanted, at=instance.get_parent())


def _site_before(sender: Any, instance: SiteSettings, raw: bool = False, **kwargs: Any) -> None:
    """As of a page."""
    found = None if raw else SiteSettings.objects.filter(pk=instance.pk).first()
    instance.__dict__["_pictures_before"] = found.pictures if found else set()
    instance.__dict__["_changes"] = differences.told(found, instance) if found else []


def _site_saved(sender: Any, instance: SiteSettings, raw: bool = False, **kwargs: Any) -> None:
    """Its pictures may be open or closed from now on; also when it goes with its site."""
    requests.forget(access.CACHE)
    if changes := instance.__dict__.pop("_changes", []):
        audit.record("site.changed", instance, what=changes)
    before = instance.__dict__.pop("_pictures_before", set())
    if not raw and (changed := before ^ instance.pictures):
        transaction.on_commit(lambda: services.settle_pictures(changed))


def _page_before(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A picture that is taken out of a page may close with that; an alias that becomes a page keeps its level."""
    if not isinstance(instance, Page) or not instance.pk or raw:
        return
    instance.__dict__["_pictures_before"] = attached.pictures_of(instance)
    known = access.levels()
    if (
        not instance.alias_of_id
        and known.is_alias(instance.path)
        and (wanted := known.of_page(instance.path))
    ):
        services.stamp(instance, wanted, at=instance.get_parent())


def _settle_shown(page: Page) -> None:
    """What it shows of pictures, or has shown, may be open or closed from now on."""
    before = page.__dict__.pop("_pictures_before", set())
    transaction.on_commit(lambda: services.settle_pictures(before | attached.pictures_of(page)))


def _version_saved(sender: Any, instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """Also one that is written over."""
    if raw or instance.base_content_type_id != ContentType.objects.get_for_model(Page).pk:
        return
    services.note_version(instance)
    requests.forget(access.CACHE)
    requests.forget(uses.ASKED)


def _page_leaves(sender: Any, instance: Page, **kwargs: Any) -> None:
    leaving.before(instance)


def _page_left(sender: Any, instance: Page, **kwargs: Any) -> None:
    leaving.after(instance)


def _page_moved(sender: Any, instance: Page, url_path_before: str, **kwargs: Any) -> None:
    requests.forget(access.CACHE)
    if url_path_before != instance.url_path:
        services.lead_on(instance, url_path_before)
    if access.levels().closed_pages:
        _settle_below(instance)


def _slug_changed(sender: Any, instance: Page, instance_before: Page, **kwargs: Any) -> None:
    if instance_before.live:
        services.lead_on(instance, instance_before.url_path)


def _settle_below(page: Page) -> None:
    transaction.on_commit(lambda: services.settle_pictures(attached.pictures_below([page.path])))


def _restriction_groups(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Which groups they are makes nothing open that was closed: no picture has to move."""
    requests.forget(access.CACHE)
    if isinstance(instance, PageViewRestriction) and kwargs.get("action") == "post_add":
        services.merge_restrictions(instance)


def _page_level_saved(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    requests.forget(access.CACHE)
    services.merge_restrictions(instance)


def _level_changed(
    sender: Any, instance: CollectionViewRestriction | PageViewRestriction, **kwargs: Any
) -> None:
    requests.forget(access.CACHE)
    if isinstance(instance, CollectionViewRestriction):
        transaction.on_commit(lambda: services.settle_renditions([instance.collection]))
    else:
        _settle_below(instance.page)  # also when the last level of all is taken away


def _collection_saved(sender: Any, instance: Collection, created: bool, **kwargs: Any) -> None:
    requests.forget(access.CACHE)
    if not created:
        transaction.on_commit(lambda: services.settle_renditions([Collection.objects.get(pk=instance.pk)]))


def _image_saved(sender: Any, instance: CmsImage, created: bool, **kwargs: Any) -> None:
    if not created:
        transaction.on_commit(lambda: services.settle_pictures([instance.pk]))


def connect() -> None:
    uid = "cms.core.receivers"
    for model in (PageViewRestriction, CollectionViewRestriction):
        post_save.connect(_level_changed, sender=model, dispatch_uid=f"{uid}.level.save")
        post_delete.connect(_level_changed, sender=model, dispatch_uid=f"{uid}.level.delete")
        m2m_changed.connect(
            _restriction_groups, sender=model.groups.through, dispatch_uid=f"{uid}.level.groups"
        )
    post_save.connect(_page_level_saved, sender=PageViewRestriction, dispatch_uid=f"{uid}.level.merge")
    m2m_changed.connect(_forget, sender=get_user_model().groups.through, dispatch_uid=f"{uid}.groups")
    pre_save.connect(_page_before, dispatch_uid=f"{uid}.page.before")
    post_save.connect(_page_saved, dispatch_uid=f"{uid}.page")
    ReferenceIndex.register_model(SiteSettings)  # Wagtail does so for pages and snippets alone
    pre_save.connect(_site_before, sender=SiteSettings, dispatch_uid=f"{uid}.site.before")
    post_save.connect(_site_saved, sender=SiteSettings, dispatch_uid=f"{uid}.site")
    post_delete.connect(_site_saved, sender=SiteSettings, dispatch_uid=f"{uid}.site.delete")
    post_save.connect(_version_saved, sender=Revision, dispatch_uid=f"{uid}.version")
    pre_delete.connect(_page_leaves, sender=Page, dispatch_uid=f"{uid}.page.delete")
    post_delete.connect(_page_left, sender=Page, dispatch_uid=f"{uid}.page.deleted")
    pre_delete.connect(_forget, sender=Collection, dispatch_uid=f"{uid}.collection.delete")
    post_save.connect(_collection_saved, sender=Collection, dispatch_uid=f"{uid}.collection")
    post_save.connect(_image_saved, sender=CmsImage, dispatch_uid=f"{uid}.image")
    page_slug_changed.connect(_slug_changed, dispatch_uid=f"{uid}.slug")
    pre_page_move.connect(_before_move, dispatch_uid=f"{uid}.move")
    post_page_move.connect(_page_moved, dispatch_uid=f"{uid}.move.after")
