"""A document over HTTP: public ones are the same bytes for everybody and set no cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, get_conditional_response, set_response_etag

PUBLIC = "public, no-cache"  # keep a copy, ask each time whether it is still good


def public(
    request: HttpRequest, content: str, content_type: str = "text/html; charset=utf-8"
) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = PUBLIC
    set_response_etag(response)
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if isinstance(answer, HttpResponse):
        answer["Cache-Control"] = PUBLIC
        return answer
    return response


def private(content: str) -> HttpResponse:
    """Of a restricted page, or a draft: kept by nobody."""
    response = HttpResponse(content)
    add_never_cache_headers(response)
    return response
