"""Redirects of former addresses: as Wagtail's, but the address of a page is told only to who may read it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect

from cms.core import access, files_views
from cms.core.levels import OPEN


class Redirects:
    """Middleware, in place of Wagtail's. A page that is not live is nowhere; one that is closed asks to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        found = _redirect(request)
        page = found and found.redirect_page
        if found is None or found.link is None or (page and not page.live):
            return response
        audience = access.audience_of(page) if page else OPEN
        if audience and not access.may_see(request.user, page):
            return files_views.refuse(request)
        to = HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect
        answer = to(found.link)
        if audience:
            answer["Cache-Control"] = files_views.PRIVATE
        return answer


def _redirect(request: HttpRequest) -> Redirect | None:
    """With its query, or without."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    bare = urlsplit(path).path
    found: Redirect | None = get_redirect(request, path)
    return found or (get_redirect(request, bare) if bare != path else None)
