"""The leaves of a query as tokens and positions, worked out once for both engines.

In `b` and in `u` the same character stands at the same position: each Han character and each word takes one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..nodes import And, Bag, Near, Node, Or, Scored, Term, Text
from ..text import phrase_tokens, tokens

MOST = 1000  # tokens of a phrase, terms of a bag: the rest is not asked for
WIDEST = 50  # slop


@dataclass(frozen=True, slots=True)
class Phrase:
    """These tokens, one after the other, in a field such as "title_b"."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """`first`, then from `least` to `most` positions that neither takes, then `second`.

    `least` is -1 where the last of `first` is a pair: the two may share a character.
    """

    field: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    least: int
    most: int

    @property
    def start(self) -> int:
        """Where `second` stands at the least, counted from the start of `first`."""
        return len(self.first)

    @property
    def slop(self) -> int:
        """How many positions further it may stand."""
        return self.most - self.least


def phrase(node: Text) -> Phrase | None:
    """None when the text has no token: then it stands nowhere."""
    return _across(node.text, node.field) if node.across else _exact(node.text, node.field)


def near(node: Near) -> tuple[tuple[Phrase, Phrase], tuple[Gap, Gap]] | None:
    """Both phrases exactly, and one of the two gaps. None when one of the texts has no token."""
    first, second = _exact(node.first, node.field), _exact(node.second, node.field)
    if first is None or second is None:
        return None
    slop = max(0, min(node.slop, WIDEST))
    one, other = first, second
    if first.field != second.field:  # a single character is only in u
        one, other = _across(node.first, node.field) or first, _across(node.second, node.field) or second
    return (first, second), (_gap(one, other, slop), _gap(other, one, slop))


def bag(node: Bag) -> tuple[list[Term], int] | None:
    """Each token once, its weights summed. None when there are fewer terms than the minimum."""
    weights: dict[tuple[str, str], Term] = {}
    for term in node.terms:
        known = weights.get((term.field, term.token))
        weight = term.weight + (known.weight if known else 0.0)
        weights[term.field, term.token] = Term(term.field, term.token, weight)
    terms = list(weights.values())[:MOST]
    least = max(1, node.minimum)
    return (terms, least) if least <= len(terms) else None


def scoreless(node: Node) -> bool:
    """All that is found has score 0."""
    if isinstance(node, And | Or):
        return all(map(scoreless, node.nodes))
    if isinstance(node, Scored):
        return scoreless(node.by)
    return not isinstance(node, Text | Near | Bag)


def _exact(text: str, field: str) -> Phrase | None:
    found = phrase_tokens(text)
    return Phrase(f"{field}_{found[0]}", tuple(found[1][:MOST])) if found else None


def _across(text: str, field: str) -> Phrase | None:
    singles = tokens(text)[1]
    return Phrase(f"{field}_u", tuple(singles[:MOST])) if singles else None


def _gap(one: Phrase, other: Phrase, slop: int) -> Gap:
    # the last token of a phrase in b is a pair of Han characters, which reaches one further, or a word
    pair = one.field.endswith("_b") and len(tokens(one.tokens[-1])[1]) == 2
    return Gap(one.field, one.tokens, other.tokens, -1 if pair else 0, slop)
