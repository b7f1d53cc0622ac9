"""One attempt to answer a query. The first that finds something answers."""

from __future__ import annotations

from dataclasses import dataclass

from .nodes import Node, Text

Part = tuple[str, Node]  # a word and what finds it


@dataclass(frozen=True, slots=True)
class Stage:
    """`hits` decides which works are found, `by` scores their passages (Nothing: no words to score by)."""

    hits: Node
    by: Node
    terms: tuple[str, ...] = ()  # normalised, to be marked
    phrases: tuple[Text, ...] = ()  # found as well as `hits`, but across no end of a sentence
    loose: bool = False  # ranked by passages at once; the works are those of the best passages
    hint: str = ""
    first: Node | None = None  # what stands before all else that is found, by relevance
    cells: Node | None = None  # what stands before that: a text in two cells of a table
    counted: str = ""  # 八项规定: said to be nowhere where only 第八项规定 is
    parts: tuple[
        Part, ...
    ] = ()  # `first` finds all of them together; without, those with the rarest come first
    lenient: bool = False  # what stands before all else only where the best that is found has none of it
    beside: frozenset[int] = (
        frozenset()
    )  # ords of passages that are not shown: they have it across the end of a sentence
    named: bool = True  # works that the query names come first, whatever else is found
    doubtful: bool = False  # only where the query does not surely name a work
