"""The admin's own search (listings, choosers) over our tokens; see prototypes' facts in findings."""

from wagtail.search.backends.database import SearchBackend

__all__ = ["SearchBackend"]
