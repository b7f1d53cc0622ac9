"""This room's door to search: articles and columns as documents."""

from cms.core.searchable import register

from .source import ARTICLES, COLUMNS

__all__ = ["ARTICLES", "COLUMNS", "connect"]


def connect() -> None:
    """Once, when the app is ready."""
    register(ARTICLES)
    register(COLUMNS)
