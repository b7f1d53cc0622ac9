"""One list of all articles, newest first, beside the page tree; and a new article in one click on its column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.core.admin.reach import pages_seen
from cms.portal.kinds import kind_of
from cms.portal.models import ArticlePage, ColumnPage, HomePage

VERBS = ("add", "change", "publish", "bulk_delete", "lock", "unlock")  # as the list itself asks


def may_write(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Page).user_has_permission(user, "add"))


class ArticlesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Page).user_has_any_permission(request.user, VERBS))


class ChooseColumn(ChooseParentView):
    """The columns that take articles, as links: Wagtail asks for a page chooser and a button."""

    page_title = "写文章：选择栏目"
    template_name = "portal/admin/choose_column.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_write(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_valid_parent_pages(self, user: Any) -> QuerySet[Page]:
        """Wagtail reads the rights of groups alone."""
        return pages_seen(super().get_valid_parent_pages(user), user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        allowed = set(self.get_valid_parent_pages(user).values_list("pk", flat=True))
        found = pages_seen(ColumnPage.objects.order_by("path").defer("body"), user)
        columns = list(_tree(found, allowed))
        homes = [] if columns else homes_for(user)
        return super().get_context_data(columns=columns, homes=homes, **kwargs)


def homes_for(user: Any) -> list[HomePage]:
    """Below which he may make a column."""
    may = policy_registry.get_by_type(Page).user_has_permission_for_instance
    return [home for home in pages_seen(HomePage.objects.order_by("path"), user) if may(user, "add", home)]


def _tree(found: Iterable[ColumnPage], allowed: set[int]) -> Iterator[tuple[int, str, ColumnPage]]:
    """(how deep among those listed, what stands before its name, column): columns that take no articles are not listed,
    and named before those that stand in them."""
    above: list[tuple[str, str]] = []  # path, title to name or ""
    for column in found:
        while above and not column.path.startswith(above[-1][0]):
            above.pop()
        listed = column.pk in allowed and kind_of(column.kind).articles
        if listed:
            names = [title for _, title in above if title]
            yield sum(not title for _, title in above), "".join(f"{name} › " for name in names), column
        above.append((column.path, "" if listed else column.title))


class ArticleListing(PageListingViewSet):
    model = ArticlePage
    name = "portal_articles"
    url_prefix = "articles"
    icon = "doc-full"
    menu_label = "文章"
    menu_order = 150
    add_to_admin_menu = True
    choose_parent_view_class = ChooseColumn
    menu_item_class = ArticlesItem
    columns = [
        *PageListingViewSet.columns[:3],  # for bulk actions, title, parent
        Column("published_at", label="发布时间", sort_key="published_at", width="14%"),
        *PageListingViewSet.columns[3:],
    ]
