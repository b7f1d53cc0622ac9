"""What is not written to its end is not published with many others either: the form that says so is not asked there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.core.admin import reach
from cms.portal.models import ArticlePage

MOST = 5  # reasons that are told at once


def keep_unready(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Before pages are published at once. One below a page that is published with all that stands in it stops the whole."""
    if action_type != "publish" or action.model is not Page:
        return None
    latest = {page.pk: _latest(page) for page in objects}
    unready = {pk: why for pk, page in latest.items() if (why := _why_unready(page))}
    below: list[str] = []
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        seen: Any = (reach.pages_seen(page.get_descendants().not_live(), request.user) for page in objects)
        drafts = (draft for found in seen for draft in found.specific().iterator())
        below = [why for draft in map(_latest, drafts) if (why := _why_unready(draft))]
    for why in [*unready.values(), *below][:MOST]:
        messages.error(request, why)
    objects[:] = [] if below else [page for page in objects if page.pk not in unready]
    return None if objects else redirect(action.next_url)


def _latest(page: Page) -> Any:
    return page.get_latest_revision_as_object()


def _why_unready(page: Any) -> str:
    """A Chinese sentence, "" for what the form would let out: a draft may leave open what that asks for."""
    if isinstance(page, ArticlePage) and page.is_empty:
        return f"“{page.title}”还没有正文，没有发布。请先写正文或加附件。"
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            try:
                field.stream_block.clean(getattr(page, field.name))
            except ValidationError:
                return f"“{page.title}”的{field.verbose_name}里有没填完的内容，没有发布。请打开它补齐。"
    return ""
