"""Articles and columns as search documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cms.core.searchable import PageSource
from cms.portal.models import ArticlePage, ColumnPage

from .passages import sections


class ArticleSource(PageSource[ArticlePage]):
    def pages(self) -> QuerySet[ArticlePage]:
        return super().pages().prefetch_related("page_tags__tag")

    def about(self, page: ArticlePage) -> dict[str, Any]:
        moment = page.published_at or page.first_published_at
        return {
            "author": page.author,
            "issuer": page.source,
            "tags": tuple(sorted(tag.tag.name for tag in page.page_tags.all())),
            "date": timezone.localtime(moment).date() if moment else None,
        }

    def passages_of(self, page: ArticlePage) -> Iterator[tuple[str, str, str]]:
        return passages(page.body.raw_data, page.subtitle)


class ColumnSource(PageSource[ColumnPage]):
    def passages_of(self, page: ColumnPage) -> Iterator[tuple[str, str, str]]:
        return passages(page.body.raw_data)


def passages(body: Any, lead: str = "") -> Iterator[tuple[str, str, str]]:
    found = sections([block for block in body if block], lead)
    return ((section.heading, section.anchor, section.text) for section in found)


ARTICLES = ArticleSource("portal.article", "article", ArticlePage)
COLUMNS = ColumnSource("portal.column", "column", ColumnPage)
