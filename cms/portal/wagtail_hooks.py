"""Wiring of this room into the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from wagtail import hooks

from cms.core.admin import dashboard
from cms.portal.admin import alternatives, moving
from cms.portal.admin.articles import ArticleListing, may_write
from cms.portal.admin.drafts import DraftsPanel
from cms.portal.models import ArticlePage

dashboard.shortcut(
    "写文章", reverse_lazy("portal_articles:choose_parent"), icon="edit", allowed=may_write, order=10
)


hooks.register("after_create_page", alternatives.tell)
hooks.register("after_edit_page", alternatives.tell)
hooks.register("before_move_page", moving.tell)


@hooks.register("why_unready")
def without_text(draft: Any) -> str:
    empty = isinstance(draft, ArticlePage) and draft.is_empty
    return f"“{draft.title}”还没有正文，没有发布。请先写正文或加附件。" if empty else ""


@hooks.register("register_admin_viewset")
def article_listing() -> Any:
    return ArticleListing()


@hooks.register("construct_homepage_panels")
def drafts(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(DraftsPanel())
