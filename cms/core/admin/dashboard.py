"""The first page after signing in: what a person can begin at once. Rooms add their own beginnings and panels.

In its wagtail_hooks a room calls, for example::

    dashboard.shortcut("写文章", reverse_lazy("portal_articles:choose_parent"), icon="edit", allowed=may_write)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.admin.ui.components import Component


@dataclass(frozen=True, slots=True)
class Shortcut:
    label: str
    url: Any
    icon: str
    allowed: Callable[[Any], bool]
    order: int


_shortcuts: dict[str, Shortcut] = {}


def shortcut(label: str, url: Any, *, icon: str, allowed: Callable[[Any], bool], order: int = 50) -> None:
    """`allowed(user)` is asked at each drawing."""
    _shortcuts[label] = Shortcut(label, url, icon, allowed, order)


class ShortcutsPanel(Component):
    name = "shortcuts"
    template_name = "core/admin/shortcuts.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = parent_context["request"].user if parent_context else None
        found = sorted(_shortcuts.values(), key=lambda one: one.order)
        return {"shortcuts": [one for one in found if one.allowed(user)]}
