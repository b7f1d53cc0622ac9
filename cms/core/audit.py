"""Everything an editor, administrator or visitor to restricted files does becomes an AuditEvent, here alone.

Sources: Wagtail's action log (both of its tables), signing in and out, changes of rights and levels, and the
handing out of restricted files. Callers elsewhere use `record`.
"""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import get_active_log_context, registry
from wagtail.models import (
    BaseViewRestriction,
    CollectionViewRestriction,
    GroupCollectionPermission,
    GroupPagePermission,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageViewRestriction,
)
from wagtail.signals import page_unpublished

from cms.core import requests
from cms.core.models import AuditEvent, SiteSettings

# Actions of our own; Wagtail's bring their labels along.
LABELS = {
    "auth.login": "登录",
    "auth.logout": "退出登录",
    "auth.login_failed": "登录失败",
    "auth.locked_out": "登录失败过多，账号被暂时锁定",
    "auth.password": "修改密码",
    "auth.superuser": "变更超级管理员身份",
    "auth.active": "启用或停用账号",
    "rights.groups": "变更账号所属的组",
    "rights.user": "变更账号单独的权限",
    "rights.group": "变更组的权限",
    "rights.pages": "变更组的页面权限",
    "rights.collections": "变更组的文件集权限",
    "rights.refused": "拒绝变更账号或权限",
    "page.alias_down": "别名随来源撤下",
    "page.alias_up": "别名重新发布",
    "site.changed": "修改网站信息",
    "level.collection": "变更文件集的公开级别",
    "level.page": "变更页面限定的组",
    "level.file": "移到另一级别的文件集",
    "file.replaced": "更换文件内容",
    "file.restricted": "取阅受限文件",
    "picture.restricted": "取阅受限图片",
    "work.restricted": "阅读受限文献",
    "audit.export": "导出审计记录",
}
COLLECTION_GROUPS = CollectionViewRestriction.groups.through
WATCHED = {"password": "auth.password", "is_superuser": "auth.superuser", "is_active": "auth.active"}


@translation.override(settings.LANGUAGE_CODE)
def record(
    action: str, obj: Model | None = None, *, user: Any = None, label: str = "", **detail: Any
) -> AuditEvent:
    """Add an entry. Without `user` it is who acts in Wagtail's log context, else the system."""
    if user is None:
        user = get_active_log_context().user
    known = user is not None and getattr(user, "is_authenticated", False)
    return AuditEvent.objects.create(
        action=action,
        label=(label or LABELS.get(action, action))[:120],
        actor_id=user.pk if known else None,
        actor_name=(
            f"{user.get_full_name()}（{user.get_username()}）" if known else detail.pop("actor", "系统")
        )[:200],
        object_type=str(obj._meta.verbose_name)[:80] if obj is not None else "",
        object_id=str(obj.pk)[:64] if obj is not None else "",
        object_title=(str(obj) or str(detail.get("file", "")))[:300] if obj is not None else "",
        address=requests.address(),
        detail=detail,
    )


def handed_out(obj: Model, request: Any, answer: Any) -> None:
    """A restricted file that was sent, whole or from its beginning: each time. A later part: the first time on a day."""
    if request.method != "GET" or answer.status_code not in (200, 206):
        return
    if answer.get("Content-Range", "bytes 0-").startswith("bytes 0-"):
        record("file.restricted", obj, user=request.user)
    else:
        read("file.restricted", obj, request.user)


def read(action: str, obj: Model, user: Any) -> None:
    """Add an entry for the first time on a day that this person, at this address, is given a picture or part of a work.

    A page of a book is an image, a text and a file's many parts: a row for each would hide what they tell.
    """
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    same = {"actor_id": user.pk, "action": action, "object_id": str(obj.pk), "address": requests.address()}
    if not AuditEvent.objects.filter(at__gte=day, **same).exists():
        record(action, obj, user=user)


def _title(entry: PageLogEntry | ModelLogEntry) -> str:
    """A copy is made under its own title; Wagtail tells that of the page it was copied from."""
    if isinstance(entry, PageLogEntry) and entry.action == "wagtail.create":
        made = Page.objects.filter(pk=entry.page_id).values_list("title", flat=True).first()
        return made or entry.label
    return str(entry.label)


@translation.override(settings.LANGUAGE_CODE)
def _log_entry(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not created or raw:
        return
    user = instance.user
    model = instance.content_type.model_class() if instance.content_type_id else None
    if model is SiteSettings:  # of which the trail tells what was changed (receivers)
        return
    AuditEvent.objects.create(
        at=instance.timestamp,
        action=instance.action[:80],
        label=str(registry.get_action_label(instance.action))[:120],
        actor_id=instance.user_id,
        actor_name=f"{user.get_full_name()}（{user.get_username()}）"[:200] if user else "系统",
        object_type=str(model._meta.verbose_name)[:80] if model else "",
        object_id=str(instance.object_id())[:64]
        if callable(instance.object_id)
        else str(instance.object_id)[:64],
        object_title=_title(instance)[:300],
        address=requests.address(),
        detail=instance.data if isinstance(instance.data, dict) else {"data": instance.data},
    )


def _alias_down(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Wagtail's log says nothing of it. An alias goes with its source alone."""
    if instance.alias_of_id:
        record("page.alias_down", instance)


def _signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    record("auth.login", user, user=user)


def _signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record("auth.logout", user, user=user)


def _login_failed(sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
    """Also of a person signed in who is asked for his password again, to change it."""
    again = request is not None and request.path == reverse("core:password")
    where: dict[str, Any] = {"page": "修改密码"} if again else {}
    record("auth.login_failed", actor=str(credentials.get("username") or "")[:150], **where)


def _locked_out(sender: Any, username: str | None = None, **kwargs: Any) -> None:
    record("auth.locked_out", actor=str(username or "")[:150])


def _user_before(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Note which watched fields a save is about to change (a login saves last_login alone)."""
    instance._audit_changes = {}
    if raw or not instance.pk or (update_fields is not None and not WATCHED.keys() & set(update_fields)):
        return
    before = sender._default_manager.filter(pk=instance.pk).values(*WATCHED).first() or {}
    instance._audit_changes = {
        name: value for name, value in before.items() if getattr(instance, name) != value
    }


def _user_after(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and instance.is_superuser and not raw:
        record("auth.superuser", instance, now=True)
    for name in instance.__dict__.pop("_audit_changes", {}):
        record(WATCHED[name], instance, **({} if name == "password" else {"now": getattr(instance, name)}))


def _members(
    sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **kwargs: Any
) -> None:
    """Groups of a user, or users of a group."""
    if action in {"post_add", "post_remove", "post_clear"} and (pk_set or action == "post_clear"):
        _rights("rights.groups", instance, action, model, pk_set)


def _user_rights(sender: Any, instance: Any, action: str, model: Any, pk_set: Any, **kwargs: Any) -> None:
    if action in {"post_add", "post_remove", "post_clear"} and (pk_set or action == "post_clear"):
        _rights("rights.user", instance, action, model, pk_set)


def _group_rights(sender: Any, instance: Any, action: str, model: Any, pk_set: Any, **kwargs: Any) -> None:
    if action in {"post_add", "post_remove", "post_clear"} and (pk_set or action == "post_clear"):
        _rights("rights.group", instance, action, model, pk_set)


@translation.override(settings.LANGUAGE_CODE)
def _rights(action: str, instance: Model, how: str, model: Any, pks: Any) -> None:
    names = [str(other) for other in model._default_manager.filter(pk__in=pks or ())]
    record(action, instance, how={"post_add": "加入", "post_remove": "移除"}.get(how, "清空"), what=names)


@translation.override(settings.LANGUAGE_CODE)
def _page_right(sender: Any, instance: GroupPagePermission, **kwargs: Any) -> None:
    if kwargs.get("raw"):
        return
    how = "授予" if "created" in kwargs else "收回"
    record("rights.pages", instance.group, how=how, what=str(instance.permission), page=str(instance.page))


@translation.override(settings.LANGUAGE_CODE)
def _collection_right(sender: Any, instance: GroupCollectionPermission, **kwargs: Any) -> None:
    if kwargs.get("raw"):
        return
    how = "授予" if "created" in kwargs else "收回"
    where = str(instance.collection)
    record("rights.collections", instance.group, how=how, what=str(instance.permission), collection=where)


def _collection_level(sender: Any, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    if kwargs.get("raw"):
        return
    level = instance.restriction_type if "created" in kwargs else "none"
    named: dict[str, Any] = {"groups": _names(instance)} if level == BaseViewRestriction.GROUPS else {}
    record("level.collection", instance.collection, restriction=level, **named)


def _level_groups(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """They come after the level itself. Of pages Wagtail's log tells the level, but not the groups."""
    how = {"post_add": "加入", "post_remove": "移除", "post_clear": "清空"}.get(action)
    if how is None or not (pk_set or action == "post_clear"):
        return
    model: Any = CollectionViewRestriction if sender is COLLECTION_GROUPS else PageViewRestriction
    restrictions = model.objects.filter(pk__in=pk_set or ()) if reverse else [instance]
    what = [str(instance)] if reverse else _group_names(pk_set)
    for level in restrictions:
        found = (
            ("level.collection", level.collection)
            if sender is COLLECTION_GROUPS
            else ("level.page", level.page)
        )
        record(*found, restriction=level.restriction_type, how=how, what=what, groups=_names(level))


def _names(level: BaseViewRestriction) -> list[str]:
    return list(level.groups.order_by("pk").values_list("name", flat=True)) if level.pk else []


def _group_names(pks: Any) -> list[str]:
    return list(Group.objects.filter(pk__in=pks or ()).order_by("pk").values_list("name", flat=True))


def connect() -> None:
    user = get_user_model()
    pairs: list[tuple[Any, Any, Any]] = [
        (post_save, _log_entry, PageLogEntry),
        (post_save, _log_entry, ModelLogEntry),
        (page_unpublished, _alias_down, None),
        (user_logged_in, _signed_in, None),
        (user_logged_out, _signed_out, None),
        (user_login_failed, _login_failed, None),
        (user_locked_out, _locked_out, None),
        (pre_save, _user_before, user),
        (post_save, _user_after, user),
        (m2m_changed, _members, user.groups.through),
        (m2m_changed, _user_rights, user.user_permissions.through),
        (m2m_changed, _group_rights, Group.permissions.through),
        (post_save, _page_right, GroupPagePermission),
        (post_delete, _page_right, GroupPagePermission),
        (post_save, _collection_right, GroupCollectionPermission),
        (post_delete, _collection_right, GroupCollectionPermission),
        (post_save, _collection_level, CollectionViewRestriction),
        (post_delete, _collection_level, CollectionViewRestriction),
        (m2m_changed, _level_groups, COLLECTION_GROUPS),
        (m2m_changed, _level_groups, PageViewRestriction.groups.through),
    ]
    for signal, receiver, sender in pairs:
        signal.connect(
            receiver, sender=sender, dispatch_uid=f"cms.core.audit.{receiver.__name__}.{sender}.{id(signal)}"
        )
