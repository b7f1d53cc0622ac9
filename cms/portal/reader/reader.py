"""The Reader: one for a request, or one for a whole batch of public pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.http import Http404
from wagtail.models import Page, Site

from cms.core import access
from cms.core.levels import OPEN, Audience
from cms.core.models import SiteSettings
from cms.core.reader import Chrome, MenuItem
from cms.core.rendering import Crumbs, PageTags, render_html
from cms.portal.models import ArticlePage, ColumnPage, HomePage

from .articles import Articles
from .cards import Card, Cards, HeldCards, StoredCards, card
from .columns import column_view
from .home import home_view
from .marks import Wanted, logo, marks, wanted
from .pictures import CARD, PATIENCE, Pictures
from .rows import Row
from .tree import Branch, Tree, hints_of

BATCH = 200
HELP = (MenuItem("无障碍说明", "/wuzhangai/"), MenuItem("隐私说明", "/yinsi/"))


def chrome_for(site: Site | None) -> Chrome:
    """Head and foot of a site, for views of any room."""
    return Reader(site, patience=PATIENCE).chrome


class Reader:
    """Prepares pages of one site. What a page lists is what somebody who may see that page may see.

    With `hold()` everything that many pages share is read once and kept: the reader then is a snapshot. For somebody
    who previews a draft, pictures and files are as they will be when it is published. `patience`: see Pictures.
    """

    def __init__(self, site: Site | None, previewer: Any = None, patience: float | None = None) -> None:
        found = site or Site.objects.select_related("root_page").order_by("-is_default_site").first()
        if found is None:
            raise LookupError("there is no site")
        self.site: Site = found
        self.root: Page = found.root_page
        self.known = access.levels()
        self.previewer = previewer
        self.pictures = Pictures(previewer, patience)
        self._trees: dict[Audience, Tree] = {}
        self._held: HeldCards | None = None

    # What pages share

    def audience(self, page: Any) -> Audience:
        return self.known.of_page(page.path) if page.path else OPEN

    def tree(self, audience: Audience = OPEN) -> Tree:
        if audience not in self._trees:
            self._trees[audience] = Tree(self.root, self.known, audience)
        return self._trees[audience]

    def hold(self) -> None:
        self._held = HeldCards(StoredCards(self.root.path, self.known.hidden_from(OPEN)))

    def cards(self, audience: Audience = OPEN) -> Cards:
        if self._held is not None and not audience:
            return self._held
        return StoredCards(self.root.path, self.known.hidden_from(audience))

    @cached_property
    def settings(self) -> SiteSettings:
        return SiteSettings.for_site(self.site)

    @cached_property
    def marks(self) -> Wanted:
        """Pictures of head and foot: whoever loads others loads these with them, and adds no query; a page without others
        asks two."""
        return wanted(self.settings)

    @cached_property
    def chrome(self) -> Chrome:
        s = self.settings
        self.pictures.load(self.marks)
        menu = [MenuItem(b.title, b.url) for b in self.tree().top() if b.in_menu]
        home = self.tree().find(self.root.path)
        return Chrome(
            site_name=s.full_name,
            domain=s.domain or self.site.hostname,
            site_code=s.site_code,
            root_url=self.site.root_url,
            host_unit=s.host_unit,
            operator_unit=s.operator_unit,
            address=s.address,
            phone=s.phone,
            hours=s.hours,
            icp_number=s.icp_number,
            police_number=s.police_number,
            ipv6=s.ipv6,
            logo=logo(s, self.pictures),
            marks=tuple(marks(s, self.pictures)),
            search_hints=hints_of(self.tree().search_hints),
            menu=(MenuItem("首页", home.url if home else "/"), *menu, MenuItem("检索", "/search/")),
            help_links=HELP,
        )

    # Documents

    def page(self, page: Any, **kwargs: Any) -> str:
        """The whole document of a page of this room. Raises Http404 for a list page out of range."""
        if isinstance(page, ArticlePage):
            return next(iter(self.articles([page])))
        if isinstance(page, ColumnPage):
            return self.column(page, **kwargs)
        if isinstance(page, HomePage):
            return self.home(page)
        raise Http404

    def articles(self, pages: Iterable[ArticlePage]) -> Iterator[str]:
        """Documents of many articles in their order, in bulk of 200."""
        waiting = list(pages)
        for start in range(0, len(waiting), BATCH):
            yield from Articles(self).documents(waiting[start : start + BATCH])

    def column(self, page: ColumnPage, bucket: int = 0) -> str:
        view = column_view(self, page, bucket)
        if view is None:
            raise Http404
        return self.document(
            page.column_kind.template,
            {"view": view},
            path=view.path,
            title=page.title,
            crumbs=[*((b.title, b.url) for b in view.above), (page.title, "")],
            tags=view.tags,
        )

    def home(self, page: HomePage) -> str:
        view = home_view(self, page)
        return self.document(
            "portal/home.html", {"view": view}, path="/", title="", tags=view.tags, chrome=view.chrome
        )

    def document(
        self,
        template: str,
        context: dict[str, Any],
        *,
        path: str,
        title: str,
        crumbs: Crumbs = (),
        tags: PageTags = (),
        chrome: Chrome | None = None,
    ) -> str:
        return render_html(
            template,
            context,
            chrome=chrome or self.chrome,
            path=path,
            title=title,
            breadcrumbs=crumbs,
            tags=tags,
        )

    # Helpers for the views

    def holds(self, page: Page) -> bool:
        """Of this site: one of another has no address here."""
        return page.path.startswith(self.root.path)

    def url(self, url_path: str) -> str:
        return "/" + url_path[len(self.root.url_path) :]

    def absolute(self, path: str) -> str:
        return self.chrome.root_url + path

    def card(self, row: Row, spec: str = "", audience: Audience = OPEN) -> Card:
        picture = self.pictures.get(row.lead, spec, audience) if spec else None
        return card(row, self.url(row.url_path), self.settings.full_name, picture)

    def load_pictures(self, rows: Iterable[Row], spec: str = CARD) -> None:
        self.pictures.load({*self.marks, *((row.lead, spec) for row in rows if row.lead)})

    def crumbs(self, page: Any, audience: Audience) -> list[Branch]:
        return self.tree(audience).above(page.path)
