"""The query as a small tree in normal form. Both engines compile the same nodes, leaf by leaf.

Leaves hold text in `text.normalise` form. An engine never sees an empty or purely negative conjunction: `normal`
turns those into All, Nothing, or All without something (what an empty bool means differs between engines).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TextField = Literal[
    "all", "title", "author", "number"
]  # "all": title, number, headings and text in one field
KeywordField = Literal["key", "work", "kind", "site", "tag", "access", "year", "anchor"]
"""`key`: of the work, also on its passages (`work` is the same there). `anchor`: of a passage, e.g. "a54"; works have none."""


@dataclass(frozen=True, slots=True)
class All:
    """Every document, score 0."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, slots=True)
class Text:
    """Where this text stands exactly; `across`: punctuation and line breaks may stand between its characters."""

    text: str
    field: TextField = "all"
    across: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Both texts exactly, at most `slop` tokens between the end of one and the start of the other, either way."""

    first: str
    second: str
    slop: int
    field: TextField = "all"


@dataclass(frozen=True, slots=True)
class Term:
    """One scored clause of a Bag: a token of `text.tokens`, in the pairs (b) or the singles (u) of "all"."""

    field: Literal["b", "u"]
    token: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Bag:
    """Any of the terms, the more the better; at least `minimum` of them must be there."""

    terms: tuple[Term, ...]
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Keyword:
    """Any of these exact values; score 0."""

    field: KeywordField
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Dated from `first` to `last`, both as 20260131 and both included; None is open. Score 0."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class Scored:
    """What `hits` finds, unscored, with the scores that `by` gives it: `by` finds nothing more."""

    hits: Node
    by: Node


Node = All | Nothing | Text | Near | Bag | Keyword | Days | And | Or | Not | Scored


def normal(node: Node) -> Node:
    """The normal form: no empty, single or doubled conjunctions, no double negation, Nothing and All carried up."""
    if isinstance(node, And | Or):
        return _joined(node)
    if isinstance(node, Not):
        inner = normal(node.node)
        if isinstance(inner, Not):
            return inner.node
        return Nothing() if isinstance(inner, All) else All() if isinstance(inner, Nothing) else Not(inner)
    if isinstance(node, Scored):
        hits, by = normal(node.hits), normal(node.by)
        return hits if isinstance(hits, Nothing) else Scored(hits, by)
    if isinstance(node, Days) and node.first is None and node.last is None:
        return All()
    if (isinstance(node, Keyword) and not node.values) or (isinstance(node, Bag) and not node.terms):
        return Nothing()
    return node


def _joined(node: And | Or) -> Node:
    kind = type(node)
    absorbing, neutral = (Nothing, All) if kind is And else (All, Nothing)
    flat: list[Node] = []
    for child in map(normal, node.nodes):
        if isinstance(child, absorbing):
            return absorbing()
        if isinstance(child, And | Or) and isinstance(child, kind):
            flat += child.nodes
        elif not isinstance(child, neutral):
            flat.append(child)
    unique = tuple(dict.fromkeys(flat))
    if not unique:
        return neutral()
    return unique[0] if len(unique) == 1 else kind(unique)
