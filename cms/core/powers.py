"""三员: the three powers that 等级保护 wants with three different people, and who holds which.

A group has a power by its name or by its rights, so neither renaming it nor ticking its rights elsewhere gets round it.
Superusers stand outside: their password is sealed (docs/roles/administrator.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group

from cms.core.groups import AUDITOR, SECURITY, SYSTEM

POWERS: dict[str, frozenset[str]] = {
    SYSTEM.name: frozenset({"core.add_user", "core.delete_user"}),
    SECURITY.name: frozenset({"auth.add_group", "auth.change_group", "auth.delete_group"}),
    AUDITOR.name: frozenset({"core.view_audit"}),
}
APART = "系统管理、安全管理、审计管理要由不同的人担任"
NOT_HIS_OWN = "不能变更自己所属的组，请由另一位管理员来改。"
TURN = "cms.core.powers"  # of whoever looks whether a person would hold two, and then gives him one
SHIELDED = "安全管理、审计管理的账号，只有超级管理员能重设密码、改登录名、启用或停用。"


def of(names: Iterable[str], rights: Iterable[str]) -> frozenset[str]:
    """Of groups with these names and rights ("app.codename") together."""
    names, rights = set(names), set(rights)
    return frozenset(power for power, needs in POWERS.items() if power in names or needs & rights)


def of_groups(groups: Iterable[Group]) -> frozenset[str]:
    keys = [group.pk for group in groups]
    rows = Group.objects.filter(pk__in=keys).values_list(
        "name", "permissions__content_type__app_label", "permissions__codename"
    )
    found = list(rows)
    return of((name for name, _, _ in found), (f"{app}.{codename}" for _, app, codename in found))


def of_user(user: Any) -> frozenset[str]:
    return of_groups(user.groups.all())


def is_shielded(user: Any, acting: Any) -> bool:
    """Whether `acting` may neither give this account a password nor take it out of use."""
    if acting.is_superuser or acting.pk == user.pk:
        return False
    return bool(user.is_superuser or of_user(user) & {SECURITY.name, AUDITOR.name})


def clash(powers: Iterable[str], who: str = "") -> str:
    """A sentence when these are more than one, else ""."""
    held = [power for power in POWERS if power in set(powers)]
    if len(held) < 2:
        return ""
    whose = f"{who}会同时有" if who else "这样会同时有"
    return f"{APART}，{whose}{'和'.join(f'“{power}”' for power in held)}的权力。"
