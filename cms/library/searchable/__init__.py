"""This room's door to search: the sources of its documents, what to say when works change, its background job.

key_of, changed, everything_changed, wake   for services, inside the transaction that changes something
plain_title, family_of, mentions            titles and citations read as search reads them
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cms.core import searchable as core_searchable
from search import jobs, outbox, sources

from .libraries import LIBRARIES
from .names import family_of, mentions, plain_title
from .source import NAME, WorkSource, key_of

__all__ = [
    "LIBRARIES",
    "NAME",
    "WorkSource",
    "changed",
    "everything_changed",
    "family_of",
    "key_of",
    "mentions",
    "plain_title",
    "register",
    "wake",
]


def changed(works: Iterable[int]) -> None:
    """These works, by primary key, were made, changed or removed."""
    outbox.changed(map(key_of, works))


def everything_changed() -> None:
    outbox.everything_changed(NAME)


def wake() -> None:
    """There is a file to extract: tell the worker on commit."""
    jobs.wake()


def register(extract_one: Callable[[], bool], let_go: Callable[[], None]) -> None:
    """Once, when the app is ready."""
    sources.register(WorkSource())
    core_searchable.register(LIBRARIES)
    jobs.register("提取文字", extract_one, let_go)
