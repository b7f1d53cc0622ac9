"""What the library holds: library pages, works, their passages and their former files."""

from .files import FileVersion
from .library import LibraryPage
from .passage import Mention, Passage
from .work import Work, WorkKind, WorkState

__all__ = ["FileVersion", "LibraryPage", "Mention", "Passage", "Work", "WorkKind", "WorkState"]
