"""How pages of this room answer: the Reader makes the document, here only HTTP is added."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, get_conditional_response, set_response_etag
from wagtail.models import Site


class ServedPage:
    """Mixed into Page classes. A public page is the same bytes for everybody and sets no cookie."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from cms.portal.reader import Reader

        reader = Reader(Site.find_for_request(request))
        response = HttpResponse(reader.page(self, **kwargs))
        if reader.audience(self):
            add_never_cache_headers(response)
            return response
        response["Cache-Control"] = "public, no-cache"  # keep a copy, ask each time whether it is still good
        set_response_etag(response)
        answer = get_conditional_response(request, etag=response["ETag"], response=response)
        return answer if isinstance(answer, HttpResponse) else response

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from cms.portal.reader import Reader

        response = HttpResponse(Reader(Site.find_for_request(request)).page(self))
        add_never_cache_headers(response)
        return response
