"""Pages that are no rows of the page tree: site map, correction, notices; and what machines ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from urllib.parse import urlsplit

import segno
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.core.validators import URLValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.html import escape
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.models import Site

from cms.core import sitemap
from cms.core.rendering import render_page
from cms.portal import answers
from cms.portal.links import is_own

from .reader import Reader
from .reader.inside import inside_view
from .reader.pagetags import column_tags
from .reader.sitemap import map_of

LONGEST = 2000  # characters of an address
NO_ADDRESS = "要打开的网址不完整，或者不是网页地址。请返回上一页重新点开，或者把网址复制到浏览器里打开。"
WEB_ADDRESS = URLValidator(schemes=["http", "https"])
MOST_PARTS = 1000  # of the sitemap
CLOSED = (
    "/admin/",
    "/api/",
    "/island/",
    "/likai/",
    "/login/",
    "/logout/",
    "/neibu-mulu/",
    "/search/",
    "/xiugai-mima/",
)


def _reader(request: HttpRequest) -> Reader:
    return Reader(Site.find_for_request(request))


def _page(request: HttpRequest, template: str, title: str, about: str, **context: object) -> HttpResponse:
    reader = _reader(request)
    html = reader.document(
        f"portal/{template}.html",
        {"about": about, **context},
        path=request.path,
        title=title,
        crumbs=[(title, "")],
        tags=column_tags(title, about, title, "其他"),
    )
    return answers.public(request, html)


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    entries = map_of(_reader(request).tree())
    return _page(request, "map", "站点地图", "本站全部栏目和固定页面", entries=entries)


@require_safe
@login_required(login_url=reverse_lazy("core:login"))
def inside(request: HttpRequest) -> HttpResponse:
    """Where a member begins to read what strangers do not see. No other page that lists things knows who looks at it.

    What other rooms keep for him they name by the hook `inside_places`: a function of the request that gives MenuItems.
    """
    about = "本单位成员登录后可以看的栏目、文章和资料，只列出您有权看的"
    reader = _reader(request)
    places = [place for named in hooks.get_hooks("inside_places") for place in named(request)]
    html = reader.document(
        "portal/inside.html",
        {"about": about, "view": inside_view(reader, request.user), "places": places},
        path=request.path,
        title="内部内容",
        crumbs=[("内部内容", "")],
    )
    return answers.private(html)


@require_safe
def correction(request: HttpRequest) -> HttpResponse:
    """How to report a mistake. `p` is the address of the page that has it; others are ignored."""
    wrong = request.GET.get("p", "")
    return _page(
        request,
        "correction",
        "我要纠错",
        "发现错字、错误的引文、失效的链接或者不该公开的信息，请告诉我们",
        wrong=wrong if _is_short(wrong) else "",
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "accessibility", "无障碍说明", "本站的阅读工具、键盘操作和读屏软件支持")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, "privacy", "隐私说明", "本站记录什么、保存多久、您有哪些权利")


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """The notice before an outside site. It never sends anybody on by itself."""
    url = request.GET.get("u", "")
    try:
        if len(url) > LONGEST:
            raise ValidationError("too long")
        WEB_ADDRESS(url)
        host = urlsplit(url).hostname or ""
    except (ValidationError, ValueError):
        return render_page(request, "400.html", {"message": NO_ADDRESS}, title="打不开这个网址", status=400)
    return _page(request, "leave", "即将离开本站", "站外网站的内容与本站无关", target=url, host=host)


@require_safe
def qr(request: HttpRequest) -> HttpResponse:
    """The QR code of a page of this site, as a picture. Raises BadRequest."""
    path = request.GET.get("p", "")
    if not _is_short(path):
        raise BadRequest("not an address of this site")
    out = BytesIO()
    address = _reader(request).absolute(path)
    segno.make_qr(address, error="m").save(out, kind="svg", scale=4, border=3, light="#fff", title="二维码")
    return answers.public(request, out.getvalue().decode(), "image/svg+xml")


@require_safe
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """The one file, or the names of several when there are more addresses than one may hold."""
    site = Site.find_for_request(request)
    root = site.root_url if site else ""
    first = list(islice(sitemap.entries(site), sitemap.LIMIT + 1))
    if len(first) <= sitemap.LIMIT:
        return _addresses(request, root, first)
    names = [f"/sitemap-{part}.xml" for part in range(1, sitemap.parts(site) + 1)]
    return _xml(
        request, "sitemapindex", (f"<sitemap><loc>{escape(root + name)}</loc></sitemap>" for name in names)
    )


@require_safe
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    site = Site.find_for_request(request)
    found = list(sitemap.entries(site, part)) if 0 < part < MOST_PARTS else []
    if not found:
        raise Http404
    return _addresses(request, site.root_url if site else "", found)


def _addresses(request: HttpRequest, root: str, entries: Iterable[sitemap.Entry]) -> HttpResponse:
    def lines() -> Iterator[str]:
        for path, changed in entries:
            when = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
            yield f"<url><loc>{escape(root + path)}</loc>{when}</url>"

    return _xml(request, "urlset", lines())


def _xml(request: HttpRequest, name: str, lines: Iterable[str]) -> HttpResponse:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return answers.public(request, "\n".join((head, *lines, f"</{name}>\n")), "application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    site = Site.find_for_request(request)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines.append(f"Sitemap: {site.root_url if site else ''}/sitemap.xml\n")
    return answers.public(request, "\n".join(lines), "text/plain; charset=utf-8")


def _is_short(path: str) -> bool:
    """An address on this site, short enough for a QR code to be read by a phone."""
    return is_own(path) and len(path) <= 300
