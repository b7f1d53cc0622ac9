"""What must not be read goes at once, for whoever may publish: whatever is planned of it, whoever works on it or has locked it.

Wagtail lets a lock stand before that. The manuscript, its review and the lock stay; who takes it down is told so before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wagtail.admin import action_menu as page_menu
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic.models import UnpublishView
from wagtail.admin.views.pages.bulk_actions import UnpublishBulkAction
from wagtail.locks import BasicLock, ScheduledForPublishLock, WorkflowLock
from wagtail.models import Page
from wagtail.snippets import action_menu as snippet_menu

from cms.core.tags import minute

from .locks import keeper, perhaps_locked

REVIEWED = (
    "{}有新的一稿正在送审（等待“{}”）。撤下以后它照旧送审，批准以后又会发布；不该再发布的，请在审核时退回。"
)
PLANNED = "{}已定于 {} 发布，撤下以后定时一并取消，稿件还在。"
LOCKED = "{}由{}锁定着。撤下以后仍然锁定，内容不变。"


def left_behind(thing: Any) -> str:
    """A Chinese sentence on what becomes of its manuscript and lock; "" where nothing is to be said."""
    lock, name = thing.get_lock(), f"“{get_latest_str(thing)}”"
    if isinstance(lock, WorkflowLock):
        return REVIEWED.format(name, lock.task.name)
    if isinstance(lock, ScheduledForPublishLock) and (planned := thing.scheduled_revision):
        return PLANNED.format(name, minute(planned.approved_go_live_at))
    if isinstance(lock, BasicLock):
        return LOCKED.format(name, keeper(thing) or "别人")
    return ""


def left_behind_of(model: type[Any], things: Iterable[Any]) -> list[str]:
    several = list(things)
    doubtful = perhaps_locked(model, several)
    return [said for thing in several if thing.pk in doubtful and (said := left_behind(thing))]


def told(context: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Before one is taken down (wagtailadmin/generic/confirm_unpublish.html)."""

    def with_it(view: Any, **kwargs: Any) -> dict[str, Any]:
        said = left_behind(view.object)
        return {**context(view, **kwargs), "left_behind": [said] if said else []}

    return with_it


def told_of_many(context: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Before many are (wagtailadmin/pages/bulk_actions/confirm_bulk_unpublish.html)."""

    def with_it(view: Any, **kwargs: Any) -> dict[str, Any]:
        found = context(view, **kwargs)
        pages = Page.objects.filter(pk__in=[item["item"].pk for item in found["items"]]).order_by("path")
        return {**found, "left_behind": left_behind_of(Page, pages)}

    return with_it


def offered(is_shown: Callable[[Any, dict[str, Any]], Any]) -> Callable[[Any, dict[str, Any]], Any]:
    """In the form of what is locked too."""

    def asked(item: Any, context: dict[str, Any]) -> bool:
        return bool(is_shown(item, {**context, "locked_for_user": False}))

    return asked


def install() -> None:
    """None of these has a setting."""
    UnpublishView.get_context_data = told(UnpublishView.get_context_data)
    UnpublishBulkAction.get_context_data = told_of_many(UnpublishBulkAction.get_context_data)
    for menu in (page_menu, snippet_menu):
        menu.UnpublishMenuItem.is_shown = offered(menu.UnpublishMenuItem.is_shown)
