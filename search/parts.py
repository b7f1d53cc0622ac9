"""The parts of what was typed, before it is decided how strictly they are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .nodes import Days, TextField


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of normalised text; `exact` when it was quoted."""

    text: str
    exact: bool = False
    field: TextField = "all"


@dataclass(frozen=True, slots=True)
class Close:
    first: str
    second: str
    slop: int


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Without:
    part: Part


Part = Words | Close | Days | Every | Either | Without


@dataclass(frozen=True, slots=True)
class Typed:
    """`parts` must all hold; none means nothing was asked. `plain`: the query is one stretch of text, no operator."""

    query: str
    parts: tuple[Part, ...] = ()
    hints: tuple[str, ...] = ()
    plain: str = ""


def sought(parts: Iterable[Part]) -> Iterator[Words | Close | Days]:
    """Every leaf that is looked for, in order; what is excluded is left out."""
    for part in parts:
        if isinstance(part, Every | Either):
            yield from sought(part.parts)
        elif not isinstance(part, Without):
            yield part
