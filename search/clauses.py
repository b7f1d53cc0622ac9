"""What was typed, part by part, as nodes that an engine is asked."""

from __future__ import annotations

from . import citations
from .nodes import And, Near, Node, Not, Or, Text, TextField
from .parts import Close, Either, Every, Part, Without, Words
from .text import normalise, phrase_tokens

LONGEST = 150  # code points of one exact text; what follows is not compared


def node_of(part: Part, across: bool) -> Node:
    if isinstance(part, Words):
        return _number_of(part) if part.field == "number" else text_of(part, across)
    if isinstance(part, Close):
        return near_of(part)
    if isinstance(part, Without):
        return Not(node_of(part.part, False))
    if isinstance(part, Every):
        return And(tuple(node_of(child, across) for child in part.parts))
    if isinstance(part, Either):
        return Or(tuple(node_of(child, across) for child in part.parts))
    return part


def text_of(leaf: Words, across: bool) -> Text:
    text = leaf.text[:LONGEST]
    return Text(text, leaf.field, across and not leaf.exact and _broken(text))


def _broken(text: str) -> bool:
    """Whether reading across punctuation can make a difference."""
    found = phrase_tokens(text)
    return found is not None and len(found[1]) + (found[0] == "b") > 1


def near_of(leaf: Close) -> Node:
    return Near(leaf.first[:LONGEST], leaf.second[:LONGEST], leaf.slop)


def _number_of(leaf: Words) -> Node:
    number = citations.parse_number(leaf.text)
    return (
        Or(tuple(spellings(number, "number"))) if number else Text(leaf.text[:LONGEST], "number", across=True)
    )


def spellings(number: str, field: TextField = "all") -> list[Text]:
    """A document number with and without 年 and 第, whatever its brackets are."""
    organ, _, serial = number.partition(" ")
    heads = (organ, f"{organ}年") if is_dated(number) else (organ,)
    tails = (f"{serial}号", normalise(f"第{serial}号"))
    return [Text(f"{head} {tail}", field, True) for head in heads for tail in tails]


def is_dated(number: str) -> bool:
    return number.partition(" ")[0][-4:].isdigit()
