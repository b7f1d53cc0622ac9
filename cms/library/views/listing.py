"""The library's front: shelves, facets and the list. What only members may see stands on a page of its own."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from cms.core import access
from cms.core.below import Below
from cms.core.files_views import refuse
from cms.core.reader import MenuItem
from cms.core.rendering import site_of
from cms.library.models import LibraryPage, Work
from cms.library.reading import shelves
from cms.library.reading.choice import BadChoice, Wanted, wanted
from cms.library.reading.levels import MEMBERS, Level, guard, open_collections

from .common import Place, draw, missing, place_of


def listing(page: LibraryPage, request: HttpRequest, number: int) -> HttpResponseBase:
    """What everybody who may enter this library sees: the same bytes for all of them."""
    place = place_of(page, request)
    works = shelves.standing(page.pk, open_collections())
    return _answer(place, request, works, place.base, number, place.level, internal=False)


def inside_places(request: HttpRequest) -> list[MenuItem]:
    """For a member who asks what there is for him to read: the libraries that hold works above 公开 that he may see."""
    site = site_of(request)
    mine = set(open_collections(request.user)) - set(open_collections())
    if site is None or not mine:
        return []
    pages = LibraryPage.objects.live().descendant_of(site.root_page).order_by("path")
    if hidden := access.hidden_paths(request.user):
        pages = pages.exclude(Below("path", hidden))
    return [
        MenuItem(f"{page.title}：内部资料", f"{page.get_url(request)}neibu/")
        for page in pages
        if shelves.standing(page.pk, mine).exists()
    ]


def internal(page: LibraryPage, request: HttpRequest, number: int) -> HttpResponseBase:
    """Works above 公开 that this member may see. A stranger is asked to sign in and learns nothing."""
    place = place_of(page, request)
    if not request.user.is_authenticated:
        return guard(refuse(request), MEMBERS)
    mine = set(open_collections(request.user)) - set(open_collections())
    works = shelves.standing(page.pk, mine)
    return _answer(place, request, works, f"{place.base}neibu/", number, MEMBERS, internal=True)


def _answer(
    place: Place,
    request: HttpRequest,
    works: QuerySet[Work],
    base: str,
    number: int,
    level: Level,
    internal: bool,
) -> HttpResponseBase:
    problem = ""
    try:
        want = wanted({name: request.GET.getlist(name) for name in ("kind", "year", "issuer", "sort")})
    except BadChoice as bad:
        want, number, problem = Wanted(), 1, str(bad)
    found = shelves.listing(works, base, number, want, works_base=place.base)
    if found is None:
        return missing(place, request, f"书目没有第 {number} 页。", level=level)
    chrome = place.chrome
    title = "内部资料" if internal else place.page.title
    crumbs = place.crumbs(("内部资料", "")) if internal else place.crumbs()
    return draw(
        place,
        request,
        "library/list.html",
        {
            "heading": title,
            "intro": place.page.summary,
            "found": found,
            "want": want,
            "number": number,
            "base": base,
            "internal": internal,
            "internal_url": f"{place.base}neibu/",
            "search_url": chrome.search_url,
            "examples": chrome.search_hints[:4],
            "problem": problem,
            "front": number == 1 and not want.filtered,
        },
        level,
        title=title if number == 1 else f"{title} 第 {number} 页",
        crumbs=crumbs,
        tags=place.tags,
        status=400 if problem else 200,
    )
