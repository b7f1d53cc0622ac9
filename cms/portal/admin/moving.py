"""A page is asked to go where nothing of its kind may stand: Wagtail would say that the person has no right."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from cms.portal.models import ColumnPage
from cms.portal.models.column import not_here

BELOW_ITSELF = "不能移到它自己或它的下级里面"
NOT_MOVED = "“{}”没有移动：{}。请另选一个位置。"


def why_not(page: Page, parent: Page) -> str:
    """Why a page may not stand there, whoever asks; "" where it may. Both as their own types."""
    if page == parent or parent.is_descendant_of(page):
        return BELOW_ITSELF
    if page.is_child_of(parent) or page.can_move_to(parent):
        return ""
    if isinstance(page, ColumnPage) and isinstance(parent, ColumnPage):
        return f"它是“{page.column_kind.label}”栏目，{not_here(parent)}"
    return f"“{parent.title}”是{_what(parent)}，下面不能放{_what(page)}"


def _what(page: Page) -> str:
    if isinstance(page, ColumnPage):
        return f"“{page.column_kind.label}”栏目"
    return str(page.get_verbose_name())


def tell(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Before it is asked whether he is sure. Who may not move the page at all is told so by Wagtail."""
    if not page.permissions_for_user(request.user).can_move():
        return None
    if not (reason := why_not(page, destination.specific)):
        return None
    messages.error(request, NOT_MOVED.format(page.title, reason))
    return redirect("wagtailadmin_pages:move", page.pk)
