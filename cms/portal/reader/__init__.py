"""The only door between templates and content: everything a page shows, prepared in bulk as plain values."""

from .reader import Reader, chrome_for

__all__ = ["Reader", "chrome_for"]
