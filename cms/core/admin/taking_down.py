"""What must not be read goes at once, for whoever may publish: whatever is planned of it, whoever works on it or has locked it.

Wagtail lets a lock stand before that. The manuscript, its review and the lock stay; who takes it down is told so before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from wagtail.admin import action_menu as page_menu
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic.models import UnpublishView
from wagtail.admin.views.pages.bulk_actions import UnpublishBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.locks import BasicLock, ScheduledForPublishLock, WorkflowLock
from wagtail.models import Page
from wagtail.snippets import action_menu as snippet_menu

from cms.core.tags import minute

from .locks import in_hand_below, keeper, perhaps_locked

REVIEWED = (
    "{}有新的一稿正在送审（等待“{}”）。撤下以后它照旧送审，批准以后又会发布；不该再发布的，请在审核时退回。"
)
PLANNED = "{}已定于 {} 发布，撤下以后定时一并取消，稿件还在。"
STILL = "{}已定于 {} 发布，上级撤下以后到时仍会发布；不该发布的，请先取消定时。"
BELOW, MORE = "连同下级页面撤下时：{}", "下级页面里还有 {} 个正在送审、已锁定或已定时。"
MOST = 5  # of those below, one by one
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


def left_below(user: Any, pages: Sequence[Page]) -> list[str]:
    """The same of what stands below, which may go down with them."""
    found = list(in_hand_below(user, pages))
    said = []
    for page in found[:MOST]:
        planned = None if page.live else page.scheduled_revision
        name = f"“{page.get_admin_display_title()}”"
        still = planned and STILL.format(name, minute(planned.approved_go_live_at))
        if sentence := still or left_behind(page):
            said.append(BELOW.format(sentence))
    return [*said, MORE.format(len(found) - MOST)] if len(found) > MOST else said


def told(context: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Before one is taken down (wagtailadmin/generic/confirm_unpublish.html)."""

    def with_it(view: Any, **kwargs: Any) -> dict[str, Any]:
        said = [left_behind(view.object)]
        if isinstance(view.object, Page):
            said += left_below(view.request.user, [view.object])
        return {**context(view, **kwargs), "left_behind": list(filter(None, said))}

    return with_it


def told_of_many(context: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Before many are (wagtailadmin/pages/bulk_actions/confirm_bulk_unpublish.html)."""

    def with_it(view: Any, **kwargs: Any) -> dict[str, Any]:
        found = context(view, **kwargs)
        pages = Page.objects.filter(pk__in=[item["item"].pk for item in found["items"]]).order_by("path")
        said = left_behind_of(Page, pages) + left_below(view.request.user, list(pages))
        return {**found, "left_behind": said}

    return with_it


def offered(is_shown: Callable[[Any, dict[str, Any]], Any]) -> Callable[[Any, dict[str, Any]], Any]:
    """In the form of what is locked too."""

    def asked(item: Any, context: dict[str, Any]) -> bool:
        return bool(is_shown(item, {**context, "locked_for_user": False}))

    return asked


def install() -> None:
    """None of these has a setting."""
    DefaultPageForm.base_fields["include_descendants"].label = "连同下级页面"
    UnpublishView.get_context_data = told(UnpublishView.get_context_data)
    UnpublishBulkAction.get_context_data = told_of_many(UnpublishBulkAction.get_context_data)
    for menu in (page_menu, snippet_menu):
        menu.UnpublishMenuItem.is_shown = offered(menu.UnpublishMenuItem.is_shown)
