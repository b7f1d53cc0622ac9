"""All addresses of a site that anybody may open: for sitemap.xml and for the page 站点地图."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.core import access
from cms.core.below import Below
from cms.core.levels import OPEN
from cms.portal.models import ArticlePage, ColumnPage, HomePage

from .tree import Branch, Tree


@dataclass(frozen=True, slots=True)
class MapEntry:
    title: str
    url: str
    summary: str
    below: tuple[MapEntry, ...]


def map_of(tree: Tree) -> tuple[MapEntry, ...]:
    return tuple(_entry(tree, branch) for branch in tree.top())


def _entry(tree: Tree, branch: Branch) -> MapEntry:
    below = tuple(_entry(tree, child) for child in tree.children(branch.path))
    return MapEntry(branch.title, branch.url, branch.summary, below)


def addresses(site: Any) -> Iterator[tuple[str, datetime | None]]:
    """See cms.core.sitemap. Home and columns first, then articles, newest first."""
    if site is None:
        return
    root = site.root_page
    hidden = access.levels().hidden_from(OPEN)
    for model, order in ((HomePage, "path"), (ColumnPage, "path"), (ArticlePage, "-published_at")):
        pages: Any = model.objects.filter(live=True, path__startswith=root.path).order_by(order)
        if hidden:
            pages = pages.exclude(Below("path", hidden))
        for url_path, changed in pages.values_list("url_path", "last_published_at").iterator():
            yield f"/{url_path[len(root.url_path) :]}", changed
