"""This room's door to search: articles and columns as documents, and what to say when they change."""

from search import sources

from . import receivers
from .source import ARTICLES, COLUMNS

__all__ = ["ARTICLES", "COLUMNS", "connect"]


def connect() -> None:
    """Once, when the app is ready."""
    sources.register(ARTICLES)
    sources.register(COLUMNS)
    receivers.connect()
