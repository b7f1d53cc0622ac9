"""Queries of chance: every node in every combination, three levels deep."""

from __future__ import annotations

import random

from search.nodes import All, And, Bag, Days, Keyword, Near, Node, Not, Nothing, Or, Scored, Term, Text
from search.text import normalise, tokens

from .documents import KINDS, Sample

FIELDS = ("all", "all", "all", "title", "author", "number")
VALUES = {
    "key": ("chance.work:1", "chance.work:7", "nobody:1"),
    "work": ("chance.work:2", "chance.work:9"),
    "kind": (*KINDS, "newspaper"),
    "site": ("a.example", "b.example"),
    "tag": ("党建", "法 律", "A", "a", "𠀀"),
    "access": ("p", "i", "g1"),
    "year": ("2019", "2020", "2023", "1900"),
    "anchor": ("a1", "a2", "a7"),
}


def leaf(chance: random.Random, piece: Sample) -> Node:
    roll = chance.random()
    if roll < 0.4:
        return Text(normalise(piece()), chance.choice(FIELDS), across=chance.random() < 0.3)
    if roll < 0.55:
        return Near(
            normalise(piece()), normalise(piece()), chance.choice((0, 1, 2, 5, 20)), chance.choice(FIELDS)
        )
    if roll < 0.7:
        return bag(chance, piece)
    if roll < 0.84:
        field = chance.choice(list(VALUES))
        return Keyword(field, tuple(chance.sample(VALUES[field], chance.randint(0, 2))))
    if roll < 0.94:
        first, last = (chance.choice((None, 0, 20190101, 20200615, 20231231, 99999999)) for _ in "12")
        return Days(first, last)
    return chance.choice((All(), Nothing()))


def bag(chance: random.Random, piece: Sample) -> Bag:
    pairs, singles = tokens(normalise("".join(piece() for _ in range(chance.randint(1, 4)))))
    terms = [Term("b", token) for token in pairs] + [Term("u", token, 0.6) for token in singles]
    return Bag(tuple(terms), chance.choice((1, 1, 2, 3, 30)))


def query(chance: random.Random, piece: Sample, depth: int = 3) -> Node:
    if depth == 0 or chance.random() < 0.35:
        return leaf(chance, piece)
    kind = chance.choice((And, And, Or, Or, Not, Scored))
    if kind is Not:
        return Not(query(chance, piece, depth - 1))
    if kind is Scored:
        return Scored(query(chance, piece, depth - 1), query(chance, piece, depth - 1))
    joined: type[And | Or] = And if kind is And else Or
    return joined(tuple(query(chance, piece, depth - 1) for _ in range(chance.randint(0, 3))))
