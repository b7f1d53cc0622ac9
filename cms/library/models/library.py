"""The column that shows works."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel

from cms.core.models import BasePage
from cms.library.views.routes import LibraryRoutes


class LibraryPage(LibraryRoutes, BasePage):
    """理论库, 党建图书馆: its works are rows, not pages (see Work); every address under it is a route."""

    content_panels = [
        *BasePage.title_panels,
        FieldPanel("summary", help_text="书库首页题名下的一句话"),
        FieldPanel("organisation"),
    ]
    promote_panels = [FieldPanel("slug"), FieldPanel("show_in_menus"), FieldPanel("keywords")]
    subpage_types: list[str] = []

    class Meta:
        db_table = "library_page"
        verbose_name = "理论库"
        verbose_name_plural = "理论库"
