"""This room's door to search: articles and columns as documents. Also the worker's job that draws their pictures."""

from cms.core.searchable import register
from search import jobs

from .pictures import Drawing
from .source import ARTICLES, COLUMNS

__all__ = ["ARTICLES", "COLUMNS", "connect"]


def connect() -> None:
    """Once, when the app is ready."""
    register(ARTICLES)
    register(COLUMNS)
    jobs.register("准备图片", Drawing().run_once)
