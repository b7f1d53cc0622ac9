"""The empty library of a new site."""

from __future__ import annotations

from typing import Any

from cms.library.models import LibraryPage


def first_library(home: Any) -> None:
    """See cms.core.first_pages."""
    library = LibraryPage(title="理论库", slug="lilunku", show_in_menus=True)
    home.add_child(instance=library)
    library.save_revision(log_action=False).publish()
