"""The management groups, made from code with the least rights each needs (docs/roles/administrator.md).

A group is filled when it is made, and again when it has nothing of a room whose rights its role lists (the
room came later). Otherwise what a person gave or took in the admin stays; nothing is ever taken away here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.core import services
from cms.core.admin import wording
from cms.core.workflows import make_workflow

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Role:
    """`rights` are "app.codename"; `pages` and `collections` hold on the whole tree."""

    name: str
    duty: str
    rights: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


ADMIN = "wagtailadmin.access_admin"
# Wagtail asks for the rights of its own models even where ours stand in for them.
USE_FILES = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
ADD_MARKS = ("wagtailimages.add_image", "wagtailimages.choose_image")  # of 网站信息
ADD_FILES = ("wagtailimages.add_image", "wagtaildocs.add_document", *USE_FILES)

EDITOR = Role(
    "编辑",
    "起草文章，上传图片和文件，著录文献；不能发布",
    rights=(ADMIN, "library.add_work", "library.change_work", "library.view_work"),
    pages=("add",),
    collections=ADD_FILES,
)
REVIEWER = Role(
    "审核",
    "审阅和修改任何稿件，不能发布",
    rights=(ADMIN, "library.change_work", "library.view_work"),
    pages=("change",),
    collections=USE_FILES,
)
APPROVER = Role(
    "审批",
    "发布、撤下稿件，设定页面的公开级别，锁定和解锁",
    rights=(
        ADMIN,
        *(f"library.{verb}_work" for verb in ("change", "view", "publish", "lock", "unlock")),
    ),
    pages=("change", "publish", "lock", "unlock"),
    collections=USE_FILES,
)
SYSTEM = Role(
    "系统管理",
    "建立账号，维护组织、网站信息（上传其中的标识）和文件集；不能授予权限，不能改内容",
    rights=(
        ADMIN,
        "core.add_user",
        "core.change_user",
        *(f"core.{verb}_organisation" for verb in ("add", "change", "delete", "view")),
        "core.change_sitesettings",
        *(f"wagtailcore.{verb}_site" for verb in ("add", "change")),
        *(f"wagtailredirects.{verb}_redirect" for verb in ("add", "change", "delete")),
    ),
    collections=("wagtailcore.add_collection", *ADD_MARKS),
)
SECURITY = Role(
    "安全管理",
    "把账号编入各组，设定各组的权限和文件集的公开级别；不能建账号，不能改内容",
    rights=(
        ADMIN,
        "core.change_user",
        *(f"auth.{verb}_group" for verb in ("add", "change", "delete", "view")),
    ),
    collections=("wagtailcore.change_collection",),
)
AUDITOR = Role("审计管理", "查看和导出审计记录；不能改任何东西", rights=(ADMIN, "core.view_audit"))

ROLES = (EDITOR, REVIEWER, APPROVER, SYSTEM, SECURITY, AUDITOR)
VERSIONS_NOTED = (
    "0006_draft_use"  # the migration: what versions were there before are noted when it is applied
)
MARKS_CHOSEN = "0008_site_pictures"  # as much for the right to choose those of 网站信息
# Made by Wagtail's first migration, in English; the audit trail of their removal is not.
WAGTAILS_OWN = {"Moderators": "系统自带的审核组", "Editors": "系统自带的编辑组"}


def make_groups(*, again: bool = False) -> None:
    """Idempotent. `again` gives every group all that its role lists, whatever was taken away since."""
    with transaction.atomic():
        if not Group.objects.filter(name__in=[role.name for role in ROLES]).exists():
            for group in Group.objects.filter(name__in=WAGTAILS_OWN, user__isnull=True):
                group.name = WAGTAILS_OWN[group.name]
                group.save()
                group.delete()
        root_page = Page.objects.filter(depth=1).first()
        root_collection = Collection.objects.filter(depth=1).first()
        for role in ROLES:
            group, made = Group.objects.get_or_create(name=role.name)
            if not (made or again) and not _is_behind(group, role):
                continue
            _fill(group, role, root_page, root_collection)


def _is_behind(group: Group, role: Role) -> bool:
    """Has the group nothing of a room whose rights its role lists? A room that came later brings them."""
    has = {p.content_type.app_label for p in group.permissions.select_related("content_type")}
    exist = {p.content_type.app_label for p in _permissions(role.rights)}
    return bool(exist - has)


def _fill(group: Group, role: Role, root_page: Page | None, root_collection: Collection | None) -> None:
    group.permissions.add(*_permissions(role.rights))
    if root_page is not None:
        for permission in _permissions(f"wagtailcore.{verb}_page" for verb in role.pages):
            GroupPagePermission.objects.get_or_create(group=group, page=root_page, permission=permission)
    if root_collection is not None:
        for permission in _permissions(role.collections):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root_collection, permission=permission
            )


def _let_choose_marks() -> None:
    """Of a site whose groups were there before."""
    group, root = Group.objects.filter(name=SYSTEM.name).first(), Collection.get_first_root_node()
    if group is not None and root is not None:
        for permission in _permissions(ADD_MARKS):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )


def _permissions(names: Iterable[str]) -> list[Permission]:
    """Those that exist. A room that is not installed, or not yet migrated, has none."""
    wanted = set(names)
    codenames = [name.partition(".")[2] for name in wanted]
    found = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    return [p for p in found if f"{p.content_type.app_label}.{p.codename}" in wanted]


def on_migrate(sender: Any, **kwargs: Any) -> None:
    """Once a migrate, when the last app with models has its permissions."""
    if sender is [config for config in apps.get_app_configs() if config.models_module][-1]:
        wording.name_roots()
        wording.name_rights()
        make_groups()
        make_workflow()
        after({(step.app_label, step.name) for step, backwards in kwargs.get("plan", ()) if not backwards})


def after(steps: set[tuple[str, str]]) -> None:
    """What goes with migrations that were just applied."""
    if ("core", MARKS_CHOSEN) in steps:
        _let_choose_marks()
    if ("core", VERSIONS_NOTED) in steps:
        services.note_versions()
