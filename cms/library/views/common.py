"""What every view of the library begins with: the work, whether this visitor may know of it, its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from wagtail.models import Site

from cms.core.reader import chrome_for
from cms.core.rendering import render_page
from cms.library.models import Work, WorkKind
from cms.library.reading import addresses
from cms.library.reading.levels import Level, guard, level_for

if TYPE_CHECKING:
    from cms.library.models import LibraryPage

LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A library as asked for: `base` is its address on the site, `root` "https://host"."""

    page: LibraryPage
    base: str
    root: str

    @property
    def tags(self) -> list[tuple[str, str]]:
        page = self.page
        return [
            ("ColumnName", page.title),
            ("ColumnDescription", page.summary or f"{page.title}，全文按页检索"),
            ("ColumnKeywords", page.keywords or page.title),
            ("ColumnType", "其他"),
        ]

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        return [(self.page.title, self.base if more else ""), *more]


@dataclass(frozen=True, slots=True)
class Opened:
    """A work this visitor may see."""

    place: Place
    work: Work
    level: Level

    @property
    def url(self) -> str:
        return addresses.work_url(self.place.base, self.work.pk)

    @property
    def tags(self) -> list[tuple[str, str]]:
        work = self.work
        tags = [
            *self.place.tags,
            ("ArticleTitle", work.title),
            ("PubDate", f"{timezone.localtime(work.created_at):%Y-%m-%d %H:%M}"),
            ("ContentSource", work.issuer or work.creators or chrome_for(None).site_name),
        ]
        optional = (("Keywords", work.keywords), ("Author", work.creators), ("Description", work.summary))
        return [
            *tags,
            *((name, value) for name, value in optional if value),
            ("Url", self.place.root + self.url),
        ]

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        trail = [
            (
                WorkKind(self.work.kind).label,
                addresses.list_url(self.place.base, 1, {"kind": [self.work.kind]}),
            )
        ]
        if parent := self.work.parent:
            trail.append((parent.title, addresses.work_url(self.place.base, parent.pk)))
        trail.append((self.work.title, self.url if more else ""))
        return self.place.crumbs(*trail, *more)


def place_of(page: LibraryPage, request: HttpRequest) -> Place:
    site = Site.find_for_request(request)
    parts = page.get_url_parts(request)
    base = parts[2] if parts else request.path
    root = chrome_for(site).root_url or getattr(settings, "BASE_URL", "") or (parts[1] if parts else "")
    return Place(page, base, root.rstrip("/"))


def open_work(page: LibraryPage, request: HttpRequest, pk: int) -> Opened | HttpResponse:
    """The work, or the answer for one that is not there: the same, to the byte, as for one that may not be known."""
    place = place_of(page, request)
    work = None
    if pk <= LARGEST_KEY:
        work = (
            Work.objects.filter(library_id=page.pk, live=True, pk=pk)
            .select_related("library", "document", "parent")
            .first()
        )
    level = level_for(request, work) if work else None
    if work is None or level is None:
        return missing(place, request)
    return Opened(place, work, level)


def missing(place: Place, request: HttpRequest, message: str = "", back: str = "") -> HttpResponse:
    response = render_page(
        request,
        "library/missing.html",
        {"message": message, "back": back or place.base, "login": not message},
        title="没有找到这份文献",
        breadcrumbs=place.crumbs(("没有找到", "")),
        status=404,
        tags=place.tags,
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def answer(
    opened: Opened, request: HttpRequest, template: str, context: dict[str, Any], *, title: str, crumbs: Any
) -> HttpResponseBase:
    context = {"level": opened.level, "work_url": opened.url, **context}
    response = render_page(request, template, context, title=title, breadcrumbs=crumbs, tags=opened.tags)
    return guard(response, opened.level)
