"""What every view of the library begins with: the work, whether this visitor may know of it, its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response, set_response_etag
from wagtail.contrib.redirects.models import Redirect

from cms.core import access, audit
from cms.core.files_views import refuse
from cms.core.reader import Chrome, chrome_for
from cms.core.redirects import ASK_AGAIN
from cms.core.rendering import render_html, site_of
from cms.core.tags import minute
from cms.library.models import Work, WorkKind
from cms.library.reading import addresses
from cms.library.reading.levels import CLOSED, Level, guard, level_for, level_of

if TYPE_CHECKING:
    from cms.library.models import LibraryPage

KEPT = "public, no-cache"  # a copy may be kept, but each time it is asked whether it is still good, and still open
LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A library as asked for: `base` is its address on the site, `root` "https://host", `above` the columns it stands
    under with their addresses, outermost first."""

    page: LibraryPage
    base: str
    root: str
    chrome: Chrome
    above: tuple[tuple[str, str], ...] = ()

    @property
    def level(self) -> Level:
        """Of the library itself."""
        return level_of(access.audience_of(self.page))

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
        return [*self.above, (self.page.title, self.base if more else ""), *more]


@dataclass(frozen=True, slots=True)
class Opened:
    """A work this visitor may see. `parent` only when it is no less open than the work itself."""

    place: Place
    work: Work
    level: Level
    parent: Work | None = None

    @property
    def url(self) -> str:
        return addresses.work_url(self.place.base, self.work.pk)

    @property
    def tags(self) -> list[tuple[str, str]]:
        work = self.work
        tags = [
            *self.place.tags,
            ("ArticleTitle", work.title),
            ("PubDate", minute(work.created_at)),
            ("ContentSource", work.issuer or work.creators or self.place.chrome.site_name),
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
        if parent := self.parent:
            trail.append((parent.title, addresses.work_url(self.place.base, parent.pk)))
        trail.append((self.work.title, self.url if more else ""))
        return self.place.crumbs(*trail, *more)


def place_of(page: LibraryPage, request: HttpRequest) -> Place:
    parts = page.get_url_parts(request)
    base = parts[2] if parts else request.path
    chrome = chrome_for(site_of(request))
    root = chrome.root_url or getattr(settings, "BASE_URL", "") or (parts[1] if parts else "")
    return Place(page, base, root.rstrip("/"), chrome, _above(page, base))


def _above(page: LibraryPage, base: str) -> tuple[tuple[str, str], ...]:
    """Whoever may see the library may see them. One query, none where it stands at the top."""
    *parts, _ = base.strip("/").split("/")
    if not parts:
        return ()
    titles = dict(page.get_ancestors().filter(live=True).values_list("depth", "title"))
    depths = range(page.depth - len(parts), page.depth)
    urls = ("/" + "/".join(parts[:n]) + "/" for n in range(1, len(parts) + 1))
    return tuple((titles[depth], url) for depth, url in zip(depths, urls, strict=True) if depth in titles)


def open_work(page: LibraryPage, request: HttpRequest, pk: int) -> Opened | HttpResponse:
    """The work, or the answer for one that is not there. A stranger at a closed one is asked to sign in and learns
    nothing of it. Raises PermissionDenied for a member without the right."""
    place = place_of(page, request)
    work = None
    if pk <= LARGEST_KEY:
        work = (
            Work.objects.filter(library_id=page.pk, live=True, pk=pk)
            .select_related("document", "parent")
            .first()
        )
    if work is None:
        return elsewhere(place, request, pk) or missing(place, request)
    work.library = page
    level = level_for(request, work)
    if level is None:
        return guard(refuse(request), CLOSED)
    if not level.public:
        audit.read("work.restricted", work, request.user)
    return Opened(place, work, level, shown_parent(work))


def elsewhere(place: Place, request: HttpRequest, pk: int) -> HttpResponse | None:
    """On to where a work stands whose library gave its address up to this one. Its number is its own in all of them.

    None for what this visitor may not see: it is not here.
    """
    ways = Redirect.objects.filter(old_path=Redirect.normalise_path(place.base), redirect_page__isnull=False)
    works = Work.objects.filter(live=True, library__live=True, pk=min(pk, LARGEST_KEY))
    work = works.filter(library__in=ways.values("redirect_page")).select_related("library").first()
    base = work.library.get_url(request) if work else None
    level = level_for(request, work) if work and base else None
    if level is None:
        return None
    response = HttpResponsePermanentRedirect(f"{base}{request.get_full_path().removeprefix(place.base)}")
    response["Cache-Control"] = ASK_AGAIN
    return guard(response, level)


def shown_parent(work: Work) -> Work | None:
    """The book or newspaper a work belongs to, unless it is closed to some who may read the work."""
    parent = work.parent
    if parent is None or not parent.live or parent.library_id != work.library_id:
        return None
    parent.library = work.library
    return parent if access.implies(access.audience_of(work), access.audience_of(parent)) else None


def draw(
    place: Place,
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    level: Level,
    *,
    title: str,
    crumbs: Any,
    tags: Any,
    status: int = 200,
) -> HttpResponse:
    """Drawn without the request, so that nothing of the visitor can get into a page that everybody is given."""
    html = render_html(
        template,
        {"level": level, **context},
        chrome=place.chrome,
        path=request.path,
        title=title,
        breadcrumbs=crumbs,
        tags=tags,
    )
    response = guard(HttpResponse(html, status=status), level)
    if not level.public or status != 200:
        return response
    response["Cache-Control"] = KEPT
    set_response_etag(response)
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return cast(HttpResponse, answer)


def missing(
    place: Place,
    request: HttpRequest,
    message: str = "",
    back: str = "",
    level: Level | None = None,
    *,
    title: str = "没有这一页",
    anchors: str = "",
) -> HttpResponse:
    """404 in the theme. `back`: the work, for a page that it does not have; the library otherwise.

    `anchors`: where the page's script asks for the place that the address names, which may stand on another page now.
    """
    response = draw(
        place,
        request,
        "library/missing.html",
        {
            "message": message,
            "back": back or place.base,
            "back_label": "回到这份文献" if back else f"回{place.page.title}",
            "anchors": anchors,
        },
        level or place.level,
        title=title if message else "没有找到这份文献",
        crumbs=place.crumbs(("没有找到", "")),
        tags=place.tags,
        status=404,
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def answer(
    opened: Opened, request: HttpRequest, template: str, context: dict[str, Any], *, title: str, crumbs: Any
) -> HttpResponseBase:
    context = {"work_url": opened.url, **context}
    return draw(
        opened.place, request, template, context, opened.level, title=title, crumbs=crumbs, tags=opened.tags
    )
