"""What has no text is not published with many others either: the form that says so is not asked there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from cms.core.admin import reach
from cms.portal.models import ArticlePage


def keep_empty(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Before pages are published at once. One below a page that is published with all that stands in it stops the whole."""
    if action_type != "publish" or action.model is not Page:
        return None
    empty = {page.pk: page.title for page in map(_latest, objects) if _is_empty(page)}
    below: list[str] = []
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        seen: Any = (reach.pages_seen(page.get_descendants().not_live(), request.user) for page in objects)
        drafts = (draft for found in seen for draft in found.specific().iterator())
        below = [draft.title for draft in map(_latest, drafts) if _is_empty(draft)]
    if not empty and not below:
        return None
    names = "".join(f"“{title}”" for title in [*empty.values(), *below][:5])
    messages.error(request, f"{names}还没有正文，没有发布。请先写正文或加附件。")
    objects[:] = [] if below else [page for page in objects if page.pk not in empty]
    return None if objects else redirect(action.next_url)


def _latest(page: Page) -> Any:
    return page.get_latest_revision_as_object()


def _is_empty(page: Any) -> bool:
    return isinstance(page, ArticlePage) and page.is_empty
