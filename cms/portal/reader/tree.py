"""The pages that make the shape of a site (columns, library, …: all but articles), in one query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from cms.core.levels import Levels, implies
from cms.portal.kinds import ColumnKind, kind_of
from cms.portal.models import ArticlePage

STEP = Page.steplen
COMMAS = re.compile(r"\s*[,，、;；]\s*")
FIELDS = (
    "pk",
    "path",
    "url_path",
    "title",
    "show_in_menus",
    "columnpage__kind",
    "columnpage__summary",
    "columnpage__keywords",
    "columnpage__promise_days",
    "columnpage__show_on_home",
    "columnpage__archived_on",
    "homepage__search_hints",
)


def hints_of(typed: str) -> tuple[str, ...]:
    """Queries to try; they may hold spaces, so only commas and the like divide them."""
    return tuple(hint for hint in COMMAS.split(typed.strip()) if hint)


@dataclass(frozen=True, slots=True)
class Branch:
    """One page of the tree. `kind` is None for pages that are no columns."""

    pk: int
    path: str
    url: str
    title: str
    in_menu: bool
    kind: ColumnKind | None
    summary: str = ""
    keywords: str = ""
    promise_days: int | None = None
    on_home: bool = True
    archived_on: date | None = None

    @property
    def promise(self) -> int | None:
        return self.promise_days or (self.kind.promise_days if self.kind else None)


class Tree:
    """Live pages below (and with) the root of a site that an audience may see, in the editors' order."""

    def __init__(self, root: Page, known: Levels, audience: frozenset[str]) -> None:
        self.root = root
        article = ContentType.objects.get_for_model(ArticlePage)
        rows: Iterator[Any] = (
            Page.objects.filter(path__startswith=root.path, live=True)
            .exclude(content_type=article)
            .order_by("path")
            .values_list(*FIELDS)
            .iterator()
        )
        self.by_path: dict[str, Branch] = {}
        self.search_hints = ""  # as the home page's editor wrote them
        for (
            pk,
            path,
            url_path,
            title,
            in_menu,
            kind,
            summary,
            keywords,
            promise,
            on_home,
            archived,
            hints,
        ) in rows:
            if path == root.path:
                self.search_hints = hints or ""
            if implies(audience, known.of_page(path)):
                self.by_path[path] = Branch(
                    pk,
                    path,
                    self.url(url_path),
                    title,
                    in_menu,
                    None if kind is None else kind_of(kind),
                    summary or "",
                    keywords or "",
                    promise,
                    on_home is not False,
                    archived,
                )

    def url(self, url_path: str) -> str:
        """The address on the site, "/" for its root."""
        return "/" + url_path[len(self.root.url_path) :]

    def above(self, path: str) -> list[Branch]:
        """Those between the root and `path`, both left out, outermost first."""
        start = len(self.root.path) + STEP
        return [self.by_path[p] for n in range(start, len(path), STEP) if (p := path[:n]) in self.by_path]

    def children(self, path: str) -> list[Branch]:
        depth = len(path) + STEP
        return [b for p, b in self.by_path.items() if len(p) == depth and p.startswith(path)]

    def top(self) -> list[Branch]:
        return self.children(self.root.path)

    def find(self, path: str) -> Branch | None:
        return self.by_path.get(path)
