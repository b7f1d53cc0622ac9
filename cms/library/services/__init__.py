"""The verbs of the library, each one transaction; commands, the admin and the worker call the same.

intake.py       take_in (an upload), retry
extraction.py   extract_one (the worker's job), settle (what was extracted becomes text)
batch.py        many works at once, already extracted (import_works)
files.py        replace_file
shelf.py        publish, unpublish, delete, change_level
places.py       which collection a level means, which library a slug means
names.py        families of versions, counts of citations
store.py        files into private storage
room.py         which file no temporary disk of this size can hold
"""

from .batch import Item, add_many
from .extraction import extract_one, settle
from .files import replace_file
from .intake import HELD, AlreadyHeld, Taken, retry, take_in
from .names import recount, settle_families
from .places import (
    PUBLIC,
    Level,
    LibraryProblem,
    collection_for,
    collection_of,
    level_named,
    level_of,
    library_for,
)
from .shelf import GONE, LevelChange, change_level, delete, publish, unpublish, with_volumes

__all__ = [
    "GONE",
    "HELD",
    "PUBLIC",
    "AlreadyHeld",
    "Item",
    "Level",
    "LevelChange",
    "LibraryProblem",
    "Taken",
    "add_many",
    "change_level",
    "collection_for",
    "collection_of",
    "delete",
    "extract_one",
    "level_named",
    "level_of",
    "library_for",
    "publish",
    "recount",
    "replace_file",
    "retry",
    "settle",
    "settle_families",
    "take_in",
    "unpublish",
    "with_volumes",
]
