"""Where documents come from. A room registers one Source a kind of content in its AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from .schema import Indexable, PassageDocument, Viewer, WorkDocument


class Source(Protocol):
    name: str  # prefix of its keys: "portal.article", "library.work"

    def keys(self) -> Iterator[str]:
        """Every key that should be in the index now, in a stable order."""

    def documents(self, keys: Sequence[str]) -> Iterator[Indexable]:
        """What to index for these keys, in bulk; a key left out means: not (any more) in the index."""

    def visible(self, keys: Sequence[str], viewer: Viewer) -> Mapping[str, WorkDocument]:
        """The database asked again, in bulk: those of the keys this viewer may see now, as they are now."""

    def passages(self, keys: Sequence[str]) -> Mapping[str, PassageDocument]:
        """Original passages by passage key, for snippets."""


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.name] = source


def unregister(name: str) -> None:
    _sources.pop(name, None)


def all_sources() -> Iterable[Source]:
    return _sources.values()


def source_of(key: str) -> Source:
    """The source of a work key or passage key. Raises KeyError for a name nobody registered."""
    return _sources[key.partition(":")[0]]
