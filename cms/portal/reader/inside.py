"""What a member may read beyond what is public: internal columns and the newest internal articles, for who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from cms.core import access
from cms.core.below import Below
from cms.core.levels import OPEN
from cms.core.reader import MenuItem
from cms.portal.models import ArticlePage

from .cards import Card, StoredCards
from .rows import FIELDS, Row

if TYPE_CHECKING:
    from .reader import Reader

MOST = 50


@dataclass(frozen=True, slots=True)
class InsideView:
    columns: tuple[MenuItem, ...]
    articles: tuple[Card, ...]


def inside_view(reader: Reader, user: Any) -> InsideView:
    """Of everything that strangers do not see, what `user` does."""
    closed = reader.known.hidden_from(OPEN)
    if not closed:
        return InsideView((), ())
    hidden = access.hidden_paths(user)
    columns = Page.objects.filter(Below("path", closed), live=True, path__startswith=reader.root.path)
    columns = columns.exclude(content_type=ContentType.objects.get_for_model(ArticlePage))
    if hidden:
        columns = columns.exclude(Below("path", hidden))
    articles = StoredCards(reader.root.path, hidden).all.filter(Below("path", closed))
    rows = articles.order_by("-published_at", "-pk").values_list(*FIELDS)[:MOST]
    return InsideView(
        tuple(
            MenuItem(title, reader.url(url_path))
            for title, url_path in columns.order_by("path").values_list("title", "url_path")
        ),
        tuple(reader.card(Row(*row)) for row in rows),
    )
