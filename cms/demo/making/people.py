"""Organisations, and three accounts with passwords of their own: nobody knows a password before it is made."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.crypto import get_random_string

from cms.core.models import Organisation

from ..content.structure import BRANCHES, ORGANISATION
from .notes import Notes

ADMIN_FILE = "admin-password"
OTHERS_FILE = "demo-passwords"
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another


def make(notes: Notes) -> Any:
    """Returns who signs the demo's revisions: its administrator, or the first one there is."""
    with transaction.atomic():
        if notes.lacks("organisation"):
            top = Organisation.objects.create(name=ORGANISATION[0], short_name=ORGANISATION[1])
            for number, (name, duty) in enumerate(BRANCHES, 1):
                Organisation.objects.create(
                    name=f"{name}（{duty}）", short_name=name, parent=top, sort_order=number
                )
            notes.add("organisation", top)
        _administrator(notes)
        _others(notes)
    users = get_user_model()._default_manager
    made = notes.known.get("user:admin") or 0
    return users.filter(pk=made).first() or users.filter(is_superuser=True).order_by("pk").first()


def _administrator(notes: Notes) -> None:
    users: Any = get_user_model()
    if not notes.lacks("user:admin") or users.objects.filter(is_superuser=True).exists():
        return
    if users.objects.filter(username="admin").exists():
        return
    password = get_random_string(16, LETTERS)
    admin = users.objects.create_superuser("admin", password=password, real_name="系统管理员", duty="管理员")
    write_secret(settings.VAR / ADMIN_FILE, f"{password}\n")
    notes.add("user:admin", admin)


def _others(notes: Notes) -> None:
    """A member, who may read what is internal, and an editor, who may draft."""
    users: Any = get_user_model()
    branch = Organisation.objects.filter(short_name="第二党支部").first()
    lines = []
    for name, real_name, duty, group in (
        ("dangyuan", "何同志", "党员", ""),
        ("bianji", "陶同志", "网站编辑", "编辑"),
    ):
        if not notes.lacks(f"user:{name}") or users.objects.filter(username=name).exists():
            continue
        password = get_random_string(16, LETTERS)
        user = users.objects.create_user(
            name, password=password, real_name=real_name, duty=duty, organisation=branch
        )
        if group:
            user.groups.add(*Group.objects.filter(name=group))
        lines.append(f"{name}\t{password}\t{duty}\n")
        notes.add(f"user:{name}", user)
    if lines:
        write_secret(settings.VAR / OTHERS_FILE, "".join(lines))


def write_secret(path: Path, text: str) -> None:
    """Readable by its owner alone from its first moment. Raises OSError."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
