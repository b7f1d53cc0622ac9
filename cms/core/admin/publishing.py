"""Many pages published at once: none that is locked, under review or not written to its end, and aliases as their sources are.

Wagtail asks for the right to publish alone, which passes over the steps of a review that are not his; and it makes a version
of an alias, which has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from cms.core.audit import record
from cms.core.below import Below
from cms.core.turns import aliases

from .locks import why_page_locked
from .reach import pages_seen
from .unready import why_unready

FOLLOWS = "“{}”是“{}”的别名，原页面发布时随之发布。"
LEFT = (
    "下级页面里有 {} 个没有发布：它们正在送审、已锁定或已定时，没有写完，是未发布页面的别名，或者您无权发布。"
)
MOST = 5  # reasons that are told at once


def execute(
    objects: Sequence[Page], include_descendants: bool = False, user: Any = None, **kwargs: Any
) -> tuple[int, int]:
    """How many of them, and how many below them. Sources before their aliases."""
    count = sum(_publish(page, user) for page in sorted(objects, key=_after_sources))
    if not include_descendants:
        return count, 0
    below = Page.objects.filter(Below("path", [page.path for page in objects]), live=False)
    below = below.exclude(pk__in=[page.pk for page in objects]).order_by("path")
    may = [page for page in below if user is None or page.permissions_for_user(user).can_publish()]
    return count, sum(_publish(page, user) for page in sorted(may, key=_after_sources))


def _after_sources(page: Page) -> bool:
    return page.alias_of_id is not None


def _publish(page: Page, user: Any) -> bool:
    """Whether it is. Its row is held (see of_many), but may have changed, or gone, since it was read."""
    now = Page.objects.filter(pk=page.pk).first()
    if now is None or (user is not None and why_page_locked(user, now)):
        return False
    if now.alias_of_id is not None:
        return now.live or _show_again(now)
    if why_unready(now):
        return False
    revision = now.get_latest_revision() or now.specific.save_revision(user=user)
    revision.publish(user=user)
    return Page.objects.filter(pk=now.pk, live=True).exists()  # else it is set to a time


def _show_again(alias: Page) -> bool:
    """With what its source shows, and no other alias, neither of the source nor of this one."""
    source = Page.objects.get(pk=alias.alias_of_id).specific
    if not source.live:
        return False
    source.update_aliases(_updated_ids=list(aliases([source.pk]) - {alias.pk}))
    record("page.alias_up", alias)
    return True


def tell(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    """What was not published, and why. After it."""
    if action_type != "publish" or action.model is not Page:
        return
    chosen = Page.objects.filter(pk__in=[page.pk for page in objects])
    left = Q(live=False) | Q(has_unpublished_changes=True)
    _warn(request, (_why_left(request.user, page) for page in chosen.filter(left).select_related("alias_of")))
    if not request.POST.get("include_descendants"):
        return
    below = Page.objects.filter(Below("path", chosen.values_list("path", flat=True)), live=False)
    below = pages_seen(below.exclude(pk__in=chosen), request.user).order_by("path")
    if number := below.count():
        messages.warning(request, LEFT.format(number))
        own = (page for page in below.filter(alias_of=None) if not why_page_locked(request.user, page))
        _warn(request, (why_unready(page) for page in own))


def _warn(request: HttpRequest, reasons: Iterator[str]) -> None:
    for why in islice(filter(None, reasons), MOST):
        messages.warning(request, why)


def _why_left(user: Any, page: Page) -> str:
    if page.alias_of is not None:
        titles = (page.get_admin_display_title(), page.alias_of.get_admin_display_title())
        return "" if page.live else FOLLOWS.format(*titles)
    return why_page_locked(user, page) or why_unready(page)


def success(view: Any, of_them: int, below: int) -> str | None:
    return _success(view, of_them, below) if of_them or below else None


_success = PublishBulkAction.get_success_message


def install() -> None:
    """They have no setting."""
    PublishBulkAction.execute_action = staticmethod(execute)
    PublishBulkAction.get_success_message = success
