"""Many pages published at once: none that is locked or under review, and aliases as their sources are.

Wagtail asks for the right to publish alone, which passes over the steps of a review that are not his; and it makes a version
of an alias, which has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.models import Page

from cms.core.audit import record
from cms.core.below import Below

from .locks import why_page_locked
from .reach import pages_seen

FOLLOWS = "“{}”是“{}”的别名，原页面发布时随之发布。"
LEFT = "下级页面里有 {} 个没有发布：它们正在送审、已锁定或已定时，是未发布页面的别名，或者您无权发布。"


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
    revision = now.get_latest_revision() or now.specific.save_revision(user=user)
    revision.publish(user=user)
    return Page.objects.filter(pk=now.pk, live=True).exists()  # else it is set to a time


def _show_again(alias: Page) -> bool:
    """With what its source shows, and none of the source's other aliases."""
    source = Page.objects.get(pk=alias.alias_of_id).specific
    if not source.live:
        return False
    others = Page.objects.filter(alias_of=source).exclude(pk=alias.pk).values_list("pk", flat=True)
    source.update_aliases(_updated_ids=list(others))
    record("page.alias_up", alias)
    return True


def tell(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    """What was not published, and why. After it."""
    if action_type != "publish" or action.model is not Page:
        return
    chosen = Page.objects.filter(pk__in=[page.pk for page in objects])
    for page in chosen.filter(live=False).select_related("alias_of"):
        if page.alias_of is None:
            why = why_page_locked(request.user, page)
        else:
            why = FOLLOWS.format(page.get_admin_display_title(), page.alias_of.get_admin_display_title())
        if why:
            messages.warning(request, why)
    if not request.POST.get("include_descendants"):
        return
    below = Page.objects.filter(Below("path", chosen.values_list("path", flat=True)), live=False)
    if left := pages_seen(below.exclude(pk__in=chosen), request.user).count():
        messages.warning(request, LEFT.format(left))


def success(view: Any, of_them: int, below: int) -> str | None:
    return _success(view, of_them, below) if of_them or below else None


_success = PublishBulkAction.get_success_message


def install() -> None:
    """They have no setting."""
    PublishBulkAction.execute_action = staticmethod(execute)
    PublishBulkAction.get_success_message = success
