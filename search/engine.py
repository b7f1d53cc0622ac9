"""What an engine must do. Two do it: `engines.embedded` (tantivy) and `engines.elastic` (Elasticsearch).

A generation is one complete index: a store of works (whole text; decides hits, totals, facets) and a store of
passages (ranks and is shown). Both stores have the fields of `nodes.TextField` and `nodes.KeywordField`, a date, and
one unique `ord` a document that breaks ties; passages repeat the keywords and the date of their work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from .nodes import Node
from .ranking import Found, Place
from .schema import Indexable
from .titlebook import Title

# score, then ord; newest first, then the higher ord; oldest first, then the lower ord. Undated always last
Order = Literal["score", "date", "oldest"]
MAX_HITS = 10_000  # as far as paging goes
MAX_TOKENS = 200  # of one query


class EngineUnavailable(Exception):
    """The engine does not answer now (server away, overloaded, write-blocked); the same call may succeed later."""


class NoIndex(EngineUnavailable):
    """There is no generation yet."""


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of works. `facets`: {"kind": {"law": 3}, …} over all hits, for the fields that were asked for."""

    total: int
    works: tuple[Found, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A work whose title one of the keys of `pinyin.keys` begins with the prefix. `rank`: see Reader.suggest."""

    key: str
    title: str
    kind: str
    url: str
    prior: int = 0


class Reader(Protocol):
    """One generation as it stood when the reader was opened. All calls raise EngineUnavailable."""

    @property
    def stamp(self) -> tuple[str, ...]:
        """Engine, index, generation and commit: equal stamps read the same content."""

    def works(
        self,
        node: Node,
        *,
        order: Order = "score",
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
    ) -> WorkPage:
        """Works found. limit 0 gives the total and facets only; offset + limit is at most MAX_HITS."""

    def passages(self, node: Node, *, limit: int, works: Sequence[str] | None = None) -> list[Place]:
        """Best passages by score, as `ranking.settled`; of these works only, unless None."""

    def keys(self, places: Sequence[Place]) -> list[str]:
        """The keys of passages that this reader found, one each."""

    def works_of(self, places: Sequence[Place]) -> list[str]:
        """The keys of the works they stand in, each once, in no order."""

    def found(self, keys: Sequence[str]) -> Mapping[str, Found]:
        """Works by key, with ord, prior and current; score 0. Unknown keys are left out."""

    def titles(self) -> Iterator[Title]:
        """Every work, for the title book."""

    def suggest(self, prefix: str, access: Iterable[str], limit: int) -> list[Suggested]:
        """Works with these access tokens one of whose suggestion keys begins with the prefix, by title length, then
        prior (higher first), then ord."""


class Writer(Protocol):
    """The one writer of a generation. A context manager: leaving it closes, what is not committed is lost."""

    def index(self, item: Indexable) -> None:
        """Add the work, or put it in the place of what its key held, surplus passages included."""

    def delete(self, keys: Iterable[str]) -> None:
        """Works by key, with all their passages; unknown keys are fine."""

    def commit(self) -> None:
        """All since the last commit is found by every reader opened after this returns. Raises EngineUnavailable."""

    def rollback(self) -> None:
        """Forget what is not committed (what an engine cannot take back is written again later)."""

    def close(self) -> None: ...

    def __enter__(self) -> Writer: ...

    def __exit__(self, *args: object) -> None: ...


class Engine(Protocol):
    name: str  # "embedded", "elasticsearch"

    def ping(self) -> None:
        """Raises EngineUnavailable."""

    def current(self) -> str:
        """The generation in use, "" when there is none. Raises EngineUnavailable."""

    def generations(self) -> list[str]:
        """All that exist, complete or not."""

    def create(self, name: str) -> None:
        """An empty generation beside the others."""

    def drop(self, name: str) -> None:
        """Remove a generation; one that is gone already is fine."""

    def switch(self, name: str) -> None:
        """Read this one from now on: atomic, at once for every process."""

    def counts(self, name: str) -> tuple[int, int]:
        """Works and passages committed in it."""

    def withdrawn(self, name: str) -> list[tuple[int, int]]:
        """Of works, then of passages: how many were replaced or deleted and still weigh in scores, and how many are there."""

    def fingerprints(self, name: str) -> Iterator[tuple[str, str]]:
        """(key, fingerprint of search.fingerprint) of every work in it."""

    def writer(self, name: str) -> Writer:
        """Open for writing. Raises EngineUnavailable when another writer holds it."""

    def reader(self, name: str = "") -> AbstractContextManager[Reader]:
        """Open a generation, the current one by default. Raises NoIndex, EngineUnavailable."""
