"""The only door between templates and content: everything a page shows, prepared in bulk as plain values."""

from .pictures import PATIENCE
from .reader import Reader, chrome_for

__all__ = ["PATIENCE", "Reader", "chrome_for"]
