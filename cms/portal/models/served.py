"""How pages of this room answer: the Reader makes the document, `answers` adds HTTP."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

from cms.portal import answers


class ServedPage:
    """Mixed into Page classes. A public page is the same bytes for everybody and sets no cookie."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from cms.portal.reader import PATIENCE, Reader

        reader = Reader(Site.find_for_request(request), patience=PATIENCE)
        document = reader.page(self, **kwargs)
        return answers.private(document) if reader.audience(self) else answers.public(request, document)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from cms.portal.reader import PATIENCE, Reader

        reader = Reader(Site.find_for_request(request), request.user, PATIENCE)
        return answers.private(reader.page(self))
