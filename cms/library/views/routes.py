"""Every address under a library page. The page's model mixes this in."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import register_converter
from django.urls.converters import IntConverter
from wagtail.contrib.routable_page.models import RoutablePageMixin, path


class NumberConverter(IntConverter):
    """Written in one way: p02 is no page, or each would stand at many addresses."""

    regex = "0|[1-9][0-9]*"


register_converter(NumberConverter, "number")


class LibraryRoutes(RoutablePageMixin):
    """Views are imported when asked for, since they need the models that this class is part of."""

    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    @path("", name="list")
    def list_route(self, request: HttpRequest) -> HttpResponseBase:
        return self._listing(request, 1)

    @path("p<number:number>/", name="list_page")
    def list_page_route(self, request: HttpRequest, number: int) -> HttpResponseBase:
        return self._listing(request, number)

    @path("neibu/", name="internal")
    def internal_route(self, request: HttpRequest) -> HttpResponseBase:
        from .listing import internal

        return internal(self._page(), request, 1)

    @path("neibu/p<number:number>/", name="internal_page")
    def internal_page_route(self, request: HttpRequest, number: int) -> HttpResponseBase:
        from .listing import internal

        return internal(self._page(), request, number)

    @path("<number:work>/", name="work")
    def work_route(self, request: HttpRequest, work: int) -> HttpResponseBase:
        from .work import show_work

        return show_work(self._page(), request, work)

    @path("<number:work>/file/", name="file")
    def file_route(self, request: HttpRequest, work: int) -> HttpResponseBase:
        from .files import send_file

        return send_file(self._page(), request, work)

    @path("<number:work>/find/", name="find")
    def find_route(self, request: HttpRequest, work: int) -> HttpResponseBase:
        from .find import find

        return find(self._page(), request, work)

    @path("<number:work>/p/", name="jump")
    def jump_route(self, request: HttpRequest, work: int) -> HttpResponseBase:
        from .page import jump

        return jump(self._page(), request, work)

    @path("<number:work>/p/<number:page>/", name="page")
    def page_route(self, request: HttpRequest, work: int, page: int) -> HttpResponseBase:
        from .page import show_page

        return show_page(self._page(), request, work, page)

    @path("<number:work>/a/<str:anchor>/", name="anchor")
    def anchor_route(self, request: HttpRequest, work: int, anchor: str) -> HttpResponseBase:
        from .anchor import lead

        return lead(self._page(), request, work, anchor)

    # Wagtail adds the slash at the end of what cms/library/urls.py hands it.
    @path("<number:work>/p/<number:page>.png/", name="image")
    def image_route(self, request: HttpRequest, work: int, page: int) -> HttpResponseBase:
        from .files import send_image

        return send_image(self._page(), request, work, page, small=False)

    @path("<number:work>/p/<number:page>-s.png/", name="thumb")
    def thumb_route(self, request: HttpRequest, work: int, page: int) -> HttpResponseBase:
        from .files import send_image

        return send_image(self._page(), request, work, page, small=True)

    def _listing(self, request: HttpRequest, number: int) -> HttpResponseBase:
        from .listing import listing

        return listing(self._page(), request, number)

    def _page(self) -> Any:
        return self
