"""How a page is drawn: a template of the theme with chrome, page tags, breadcrumb and just the icons it uses.

Public pages go through `render_html` without a request, so that Django's answer and a published file are the
same bytes. What needs the request (a form with its CSRF token) goes through `render_page`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from wagtail.models import Site

from .reader import Chrome, Crumb, chrome_for

ICON = re.compile(r'<use href="#i-([a-z0-9-]+)"')
ICONS_HERE = "<!--icons-->"

PageTags = Sequence[tuple[str, str]]
Crumbs = Iterable[Crumb | tuple[str, str]]


@lru_cache(maxsize=256)
def icon_symbol(name: str) -> str:
    """The `<symbol>` of one icon, from the theme's `icons/` folder. Raises TemplateDoesNotExist."""
    return get_template(f"icons/{name}.svg").render().strip()


def with_icons(html: str) -> str:
    """Put the symbols that `html` uses, each once, where the base template left room for them."""
    names = sorted(set(ICON.findall(html)))
    return html.replace(ICONS_HERE, "\n".join(icon_symbol(name) for name in names), 1)


def render_html(
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    chrome: Chrome,
    path: str,
    title: str,
    breadcrumbs: Crumbs = (),
    tags: PageTags | None = None,
    request: HttpRequest | None = None,
) -> str:
    """The whole document. `path`, its address on the site, decides the current menu item and the QR code.

    `breadcrumbs` leave out 首页; a crumb without an address is the page itself. `tags` are name and content
    of the `<meta>` elements beyond the site's own. Templates see them as `chrome`, `page_title`, `crumbs`,
    `page_tags`, `path`, `current_url`.
    """
    crumbs = [crumb if isinstance(crumb, Crumb) else Crumb(*crumb) for crumb in breadcrumbs]
    data = {
        "chrome": chrome,
        "path": path,
        "page_title": title,
        "crumbs": crumbs,
        "page_tags": [*chrome.site_tags, *(tags or ())],
        "current_url": chrome.current(path),
        **(context or {}),
    }
    return with_icons(get_template(template).render(data, request))


def site_of(request: HttpRequest) -> Site | None:
    """The site asked for, or None when the database cannot say (an error page is being drawn)."""
    try:
        return Site.find_for_request(request)
    except Exception:
        return None


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    title: str,
    breadcrumbs: Crumbs = (),
    status: int = 200,
    tags: PageTags | None = None,
    chrome: Chrome | None = None,
) -> HttpResponse:
    """What views of any room answer with. `chrome=Chrome()` draws a page without touching the database."""
    html = render_html(
        template,
        context,
        chrome=chrome if chrome is not None else chrome_for(site_of(request)),
        path=request.path,
        title=title,
        breadcrumbs=breadcrumbs,
        tags=tags,
        request=request,
    )
    return HttpResponse(html, status=status)
