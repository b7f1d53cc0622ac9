"""Redirects of former addresses: as Wagtail's, but the address of a page is told only to who may read it, and what stands
below a page (reading pages, files, buckets of a list), which has no redirect of its own, is led on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import is_valid_path
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.core import access, files_views
from cms.core.levels import OPEN

LONGEST = 255  # of an address that has a redirect
DEEPEST = 50  # parts of an address that are looked at
ASK_AGAIN = "no-cache"  # a browser would keep the way for ever, and a page may go back


class Redirects:
    """Middleware, in place of Wagtail's. A page that is not live is nowhere; one that is closed asks to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        return _led_on(request) or response


def _led_on(request: HttpRequest) -> HttpResponseBase | None:
    """Where the nearest redirect leads. Raises PermissionDenied."""
    if "\0" in request.path_info:  # PostgreSQL looks for no such text
        return None
    asked = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    whole = urlsplit(asked).path
    parts = uri_to_iri(whole).split("/")
    for way in _ways(request, asked, whole):
        known = way.old_path.count("/") + 1
        rest = parts[known:] if _bare(way) else []
        page = way.redirect_page
        if page and not page.live:
            return None
        if way.link is None or (rest and not _may_go_below(request, way)):
            continue
        audience = access.audience_of(page) if page else OPEN
        if audience and not access.may_see(request.user, page):
            if rest and _is_taken(request, parts, known):
                continue  # of what stands there now nothing is asked to sign in for
            return files_views.refuse(request)  # whatever stands below, and whether anything does
        to, closed = _below(request, way, rest) if rest else (way.link, False)
        if not to:
            continue
        lasting = way.is_permanent or way.automatically_created
        kind = HttpResponsePermanentRedirect if lasting else HttpResponseRedirect
        answer = kind(_with_query(request, way, to))
        if audience or closed:
            answer["Cache-Control"] = files_views.PRIVATE
        elif rest or way.automatically_created:
            answer["Cache-Control"] = ASK_AGAIN
        return answer
    return None


def _ways(request: HttpRequest, asked: str, whole: str) -> list[Redirect]:
    """Redirects of this address with its query, without, and of all above it: the nearest first, the site's own before
    those for all sites. One query.
    """
    spelt = [uri_to_iri(asked), asked, uri_to_iri(whole), whole]
    spelt += sorted({*_above(uri_to_iri(whole)), *_above(whole)}, key=lambda name: -name.count("/"))
    rank = {name: n for n, name in reversed([*enumerate(spelt)]) if len(name) <= LONGEST and "\0" not in name}
    found = Redirect.get_for_site(Site.find_for_request(request)).filter(old_path__in=list(rank))
    return sorted(
        found.select_related("redirect_page"), key=lambda way: (rank[way.old_path], way.site_id is None)
    )


def _above(path: str) -> Iterator[str]:
    """As far as they can have a redirect: a long address is not cut a thousand times."""
    path = path[: LONGEST + 1]
    while path := path.rpartition("/")[0]:
        yield path


def _bare(way: Redirect) -> bool:
    return "?" not in way.old_path


def _may_go_below(request: HttpRequest, way: Redirect) -> bool:
    """A page leads on, never an address that a person typed; and only from where no page stands now."""
    leads = way.redirect_page is not None and not way.redirect_page_route_path
    reads = request.method in ("GET", "HEAD")
    return leads and reads and Page.route_for_request(request, request.path_info) is None


def _is_taken(request: HttpRequest, parts: list[str], known: int) -> bool:
    """Whether another page stands now at the former address, of `known` parts, or between that and what is asked for."""
    site = Site.find_for_request(request)
    root = site.root_page.url_path.rstrip("/") if site else ""
    standing = [f"{root}{'/'.join(parts[:end])}/" for end in range(known, min(len(parts), DEEPEST) + 1)]
    return Page.objects.filter(url_path__in=standing, live=True).exists()


def _below(request: HttpRequest, way: Redirect, rest: list[str]) -> tuple[str, bool]:
    """The address below the redirect's page, if that answers there and this visitor may see what does, else ""; and whether
    not everybody may.
    """
    if not all(rest):
        return "", False
    try:
        there = way.redirect_page.specific.route(request, rest).page
    except Http404:
        return "", False
    closed = bool(access.audience_of(there))
    if closed and not access.may_see(request.user, there):
        return "", True
    to = "/".join([way.link.rstrip("/"), *rest])
    for address in (f"{to}/",) if request.path_info.endswith("/") else (to, f"{to}/"):
        if is_valid_path(urlsplit(address).path):
            return address, closed
    return "", closed


def _with_query(request: HttpRequest, way: Redirect, to: str) -> str:
    """A page is asked what was asked before; of addresses that a person typed those that say no more, on this site."""
    query = request.META.get("QUERY_STRING", "")
    ours = way.redirect_page is not None or to.startswith("/")
    return f"{to}?{query}" if query and ours and _bare(way) and not {"?", "#"} & set(to) else to
