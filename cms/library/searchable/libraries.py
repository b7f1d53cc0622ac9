"""The libraries themselves: people look for 理论库 by its name, as for any column."""

from cms.core.searchable import PageSource
from cms.library.models import LibraryPage

LIBRARIES = PageSource("library.page", "column", LibraryPage)
