"""The public site: home, columns, articles."""

from .article import ArticlePage
from .column import ColumnPage
from .home import HeadlineLink, HomePage

__all__ = ["ArticlePage", "ColumnPage", "HeadlineLink", "HomePage"]
