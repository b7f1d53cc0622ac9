"""Why somebody may not change a page or another thing with drafts just now: who has it, or which step it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.locks import BasicLock, ScheduledForPublishLock, WorkflowLock
from wagtail.models import Page, Revision, WorkflowState

from cms.core.below import Among, Below
from cms.core.tags import minute

from .reach import pages_seen
from .tree import hold


def why_locked(user: Any, thing: Any, name: str) -> str:
    """A Chinese clause, "" for whom it is not locked. `thing` as it is in the database now; `name` with its marks."""
    lock = thing.get_lock()
    if lock is None or not lock.for_user(user):
        return ""
    if isinstance(lock, ScheduledForPublishLock) and (planned := thing.scheduled_revision):
        return f"{name}已定于 {minute(planned.approved_go_live_at)} 发布，取消定时以后才能改动"
    if isinstance(lock, WorkflowLock):
        return f"{name}正在送审，等待“{lock.task.name}”，现在只有这一步的人员能改动"
    if isinstance(lock, BasicLock) and (who := keeper(thing)):
        return f"{name}已由{who}锁定，解锁以后才能改动"
    return f"{name}已锁定，解锁以后才能改动"


def keeper(thing: Any) -> str:
    """Who locked it; "" where his account is gone."""
    who = thing.locked_by
    return str(who.get_full_name() or who.get_username()) if who else ""


def why_page_locked(user: Any, page: Page) -> str:
    """A Chinese sentence, "" for whom it is not locked."""
    why = why_locked(user, page, f"“{page.get_admin_display_title()}”")
    return why and f"{why}。"


def perhaps_locked(model: type[Any], things: Sequence[Any]) -> set[int]:
    """Two queries, whatever their number; a lock is asked for one by one."""
    kind, keys = ContentType.objects.get_for_model(model), [str(thing.pk) for thing in things]
    of_them = (some.filter(object_id__in=keys) for some in _in_hand(kind))
    found = {int(key) for some in of_them for key in some.values_list("object_id", flat=True)}
    return found | {thing.pk for thing in things if thing.locked}


def why_kept(user: Any, page: Page) -> str:
    """Why it may not be deleted, with all that stands below it: a Chinese sentence, "" for whom nothing of it is locked."""
    if (why := why_page_locked(user, page)) or page.is_leaf():
        return why
    for each in in_hand_below(user, [page]):
        if why := why_page_locked(user, each):
            return f"“{page.get_admin_display_title()}”没有删除：下级页面{why}"
    return ""


def in_hand_below(user: Any, pages: Sequence[Page]) -> QuerySet[Page]:
    """What stands below these and is locked, reviewed or set to a time, as far as he sees it."""
    kind = ContentType.objects.get_for_model(Page)
    keys = {int(key) for some in _in_hand(kind) for key in some.values_list("object_id", flat=True)}
    below = Page.objects.filter(Below("path", [page.path for page in pages]))
    below = below.exclude(pk__in=[page.pk for page in pages]).filter(Q(locked=True) | Q(Among("pk", keys)))
    return pages_seen(below, user).order_by("path")


def _in_hand(kind: ContentType) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Reviews that go on, and versions that are set to a time, of things of this kind."""
    planned = Revision.objects.filter(base_content_type=kind, approved_go_live_at__isnull=False)
    return WorkflowState.objects.active().filter(base_content_type=kind), planned


def keep_locked(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before one is deleted, as it is when nobody else can change it any more. Wagtail's view is one transaction."""
    if request.method == "POST":
        hold(page)
        page = Page.objects.get(pk=page.pk)
    if not (why := why_kept(request.user, page)):
        return None
    messages.error(request, why)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def leave_out(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Before many pages are deleted or published: these stay as they are."""
    if action_type not in ("delete", "publish") or action.model is not Page:
        return None
    doubtful, ask = perhaps_locked(Page, objects), why_page_locked
    if action_type == "delete":
        doubtful, ask = doubtful | {page.pk for page in objects if not page.is_leaf()}, why_kept
    locked = {page.pk: ask(request.user, page) for page in objects if page.pk in doubtful}
    for why in filter(None, locked.values()):
        messages.error(request, why)
    objects[:] = [page for page in objects if not locked.get(page.pk)]
    return None if objects else redirect(action.next_url)
