"""The panels of the first page name nothing that has been hidden since from whoever worked on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel, UserObjectsInWorkflowModerationPanel

from .reach import named

Context = Callable[[Any, Any], dict[str, Any]]
LISTED: tuple[tuple[Any, str, Callable[[Any], Any]], ...] = (
    (RecentEditsPanel, "last_edits", lambda edit: edit[1]),
    (LockedPagesPanel, "locked_pages", lambda page: page),
    (UserObjectsInWorkflowModerationPanel, "workflow_states", lambda state: state.content_object),
)


def seen(context: Context, key: str, thing_of: Callable[[Any], Any]) -> Context:
    def told(panel: Any, parent_context: Any) -> dict[str, Any]:
        found = context(panel, parent_context)
        user = parent_context["request"].user
        found[key] = [each for each in found.get(key, ()) if named(user, thing_of(each))]
        return found

    return told


def install() -> None:
    """None of these has a setting."""
    for panel, key, thing_of in LISTED:
        panel.get_context_data = seen(panel.get_context_data, key, thing_of)
