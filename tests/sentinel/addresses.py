"""Every address the resolver knows, its parameters filled in from the world.

`RECIPES` says for each pattern outside the admin what to ask; a pattern without a recipe fails the test, so
that nobody adds a path to content without thinking of who may take it. Admin patterns are filled by the names
and types of their parameters.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.regex_helper import normalize

from .world import ASKED, World

Q = quote(ASKED)
PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
MOST = 40  # fillings of one admin pattern


def patterns(resolver: Any = None, prefix: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Chains of resolver patterns, one a URL."""
    for entry in (resolver or get_resolver()).url_patterns:
        chain = (*prefix, entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, chain)
        elif isinstance(entry, URLPattern):
            yield chain


def label(chain: tuple[Any, ...]) -> str:
    return "".join(str(pattern) for pattern in chain)


KINDS = {
    "revision_id": ("revision",), "revision_id_a": ("revision",), "revision_id_b": ("revision",),
    "task_id": ("task",), "task_state_id": ("task",), "task_pk": ("task",),
    "workflow_state_id": ("workflow",), "version": ("version",),
    "image_id": ("image",), "image": ("image",), "document_id": ("document",), "doc_id": ("document",),
    "page_id": ("page",), "page_to_move_id": ("page",), "parent_page_id": ("page",), "parent_id": ("page",),
    "destination_id": ("page",), "page_to_copy_id": ("page",), "collection_id": ("collection",), "user_id": ("user",),
}  # fmt: skip
PLACES = (  # what `pk` and the like mean, by the beginning of the address
    ("library/work", "work"), ("admin/library/", "work"), ("admin/images/", "image"), ("admin/documents/", "document"),
    ("admin/collections/", "collection"), ("admin/users/", "user"), ("admin/pages/", "page"), ("admin/choose-page/", "page"),
    ("api/main/images", "image"), ("api/main/documents", "document"), ("api/main/pages", "page"),
)  # fmt: skip
NAMED: dict[str, list[Any]] = {
    "app_label": ["core", "portal", "library", "wagtailcore"],
    "content_type_app_name": ["portal"],
    "content_type_app_label": ["portal"],
    "model_name": ["cmsimage", "cmsdocument", "page", "work", "articlepage"],
    "content_type_model_name": ["articlepage"],
    "action": ["delete", "publish"],
    "action_name": ["approve"],
    "filter_spec": ["width-20"],
}


def _values(world: World, prefix: str, kind: str | None, name: str) -> list[Any]:
    if name in NAMED:
        return NAMED[name]
    if name in KINDS:
        return world.keys(*KINDS[name])
    if kind == "uuid":
        return [uuid.UUID(int=0)]
    if kind == "int" or name in {"pk", "object_id"} or name.endswith("_id") or name.startswith("_"):
        places = [what for beginning, what in PLACES if beginning in prefix]
        return world.keys(*places[:1] or ("page", "work", "image", "document", "collection", "user"))
    return ["1", "x"]


def _fill(chain: tuple[Any, ...], world: World) -> Iterator[str]:
    """Addresses of an admin pattern."""
    texts: list[list[str]] = []
    for pattern in chain:
        if isinstance(pattern, RegexPattern):
            template, names = next(iter(normalize(pattern._regex)), ("", []))
            found: list[tuple[str, str | None]] = [(name, None) for name in names]
        elif isinstance(pattern, RoutePattern):
            template = str(pattern)
            found = [(m["name"], m["kind"]) for m in PARAMETER.finditer(template)]
            template = PARAMETER.sub(lambda m: f"%({m['name']})s", template)
        else:
            template, found = str(pattern), []
        choices = product(*(_values(world, label(chain), kind, name) for name, kind in found))
        texts.append([template % dict(zip([n for n, _ in found], pick, strict=True)) for pick in choices])
    keys = world.keys("page", "work", "image", "document")
    asked = "".join(f"&id={key}" for key in keys) + "&ids=" + ",".join(map(str, keys))
    filled = ("/" + "".join(parts) for parts in product(*texts))
    for address in islice((a for a in filled if world.fits(a)), MOST):
        yield address
        if not any(char.isdigit() for char in address):  # a list, a chooser, something done to many
            yield f"{address}?q={Q}"
            yield f"{address}?{asked[1:]}"


Recipe = Callable[[World], list[str]]


def _pictures(world: World) -> list[str]:
    name = world.rendition.file.name.rpartition("/")[2]
    return [f"/pictures/{world.rendition.pk}/{name}", "/pictures/0/x.png"]


def _documents(world: World) -> list[str]:
    former = world.version.document
    every = [world.document, world.held, *([former] if former else []), *world.unpublished]
    unnamed = [f"/documents/{document.pk}/{name}" for document in every for name in ("closed", "x.txt")]
    return [world.document.url, world.held.url, *unnamed, "/documents/0/x.txt"]


def _media(world: World) -> list[str]:
    files = [world.rendition.file.name, world.image.file.name, world.document.file.name]
    return [f"/media/{name}" for name in [*files, *(f"../private/{name}" for name in files)]]


def _pages(world: World) -> list[str]:
    tails = ["", "p1/", "p2/", "1/", "feed/", "rss/"]
    urls = [page.url for page in world.pages.values() if page.url]
    return [url + tail for url in urls for tail in tails] + ["/jiu/"] + _library(world)


def _library(world: World) -> list[str]:
    """Every route of cms/library/views/routes.py: the test holds that none is missing."""
    urls = []
    for library in (world.pages["library"], world.pages["closed_library"]):
        base = str(library.url)
        urls += [base, f"{base}p1/", f"{base}?q={Q}", f"{base}?kind=document", f"{base}?tag={Q}"]
        urls += [f"{base}neibu/", f"{base}neibu/p1/", f"{base}?sort=title", f"{base}?year=2026"]
        tails = (
            "",
            "p/1/",
            f"p/1/?q={Q}",
            "p/?page=1",
            "p/1.png",
            "p/1-s.png",
            "file/",
            f"find/?q={Q}",
            "a/a1/",
            f"a/a1/?q={Q}",
        )
        urls += [f"{base}{work.pk}/{tail}" for work in (*world.works, world.open_book) for tail in tails]
    return urls


def _asked(path: str, *more: str) -> Recipe:
    return lambda world: [f"{path}?q={Q}", path, *(f"{path}?q={Q}&{extra}" for extra in more)]


def _just(*paths: str) -> Recipe:
    return lambda world: list(paths)


FILTERS = (
    "kind=document",
    "kind=article",
    "sort=date",
    "page=2",
    f"tag={Q}",
    "from=2020-01-01",
    "site=localhost",
)
RECIPES: dict[str, Recipe] = {
    "login/": _just("/login/", "/login/?next=/internal/"),
    "logout/": _just("/logout/"),
    "xiugai-mima/": _just("/xiugai-mima/"),
    "xiugai-mima/wancheng/": _just("/xiugai-mima/wancheng/"),
    "island/visitor/": _just("/island/visitor/"),
    "admin/login/": _just("/admin/login/"),
    "admin/logout/": _just("/admin/logout/"),
    "_util/login/": _just("/_util/login/"),
    "pictures/<int:pk>/<str:name>": _pictures,
    r"^documents/(?P<pk>\d+)/(?P<name>[^/]+)$": _documents,
    r"documents/^(\d+)/(.*)$": _documents,
    "documents/authenticate_with_password/<int:restriction_id>/": lambda w: [
        f"/documents/authenticate_with_password/{pk}/" for pk in range(3)
    ],
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": lambda w: [
        f"/_util/authenticate_with_password/{pk}/{page.pk}/" for pk in range(5) for page in w.pages.values()
    ],
    r"^((?:[\w\-]+/)*)$": _pages,
    r"^((?:[\w\-]+/)+\d{1,19}/p/\d{1,9}(?:-s)?\.png)$": _library,
    "^api/": _just("/api/", "/api/v2/pages/", f"/api/v1/nothing?q={Q}"),
    "search/": _asked("/search/", *FILTERS),
    "api/v1/search": _asked("/api/v1/search", "size=50", *FILTERS),
    "api/v1/suggest": lambda w: [f"/api/v1/suggest?q={q}" for q in (Q, quote("银"), "yinxing", "yxsx")],
    "healthz": _just("/healthz"),
    "readyz": _just("/readyz"),
    "qr.svg": _just("/qr.svg?p=/internal/"),
    "ditu/": _just("/ditu/"),
    "neibu-mulu/": _just("/neibu-mulu/"),
    "jiucuo/": lambda w: [
        "/jiucuo/",
        *(f"/jiucuo/?p={quote(page.url)}" for page in w.pages.values() if page.url),
    ],
    "likai/": lambda w: [
        "/likai/",
        *(f"/likai/?u={quote(page.url)}" for page in w.pages.values() if page.url),
    ],
    "wuzhangai/": _just("/wuzhangai/"),
    "yinsi/": _just("/yinsi/"),
    "sitemap.xml": _just("/sitemap.xml"),
    "sitemap-<int:part>.xml": _just("/sitemap-1.xml"),
    "robots.txt": _just("/robots.txt"),
    "favicon.ico": _just("/favicon.ico"),
    r"^media/(?P<path>.*)$": _media,
    "media/<path:path>": _media,
}


def addresses(world: World) -> tuple[list[str], list[str]]:
    """All addresses to ask for, and the patterns that have no recipe."""
    found: list[str] = []
    without: list[str] = []
    for chain in patterns():
        name = label(chain)
        if recipe := RECIPES.get(name):
            found += recipe(world)
        elif name.startswith("admin/"):
            found += _fill(chain, world)
        else:
            without.append(name)
    return list(dict.fromkeys([*found, *_media(world)])), without
