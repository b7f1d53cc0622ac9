"""Wiring of this room into the admin: one list of all articles, newest first, beside the page tree."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet

from cms.portal.models import ArticlePage


class ArticleListing(PageListingViewSet):
    model = ArticlePage
    name = "portal_articles"
    url_prefix = "articles"
    icon = "doc-full"
    menu_label = "文章"
    menu_order = 150
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.columns[:3],  # for bulk actions, title, parent
        Column("published_at", label="发布时间", sort_key="published_at", width="14%"),
        *PageListingViewSet.columns[3:],
    ]


@hooks.register("register_admin_viewset")
def article_listing() -> Any:
    return ArticleListing()
