"""Pages as search documents, whichever room they are of: a source for each type, and what to say when they change."""

from .receivers import connect
from .source import PageSource, register

__all__ = ["PageSource", "connect", "register"]
