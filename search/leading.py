"""What leads where nothing stands as it was typed: places with all its words, or with the one that says most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from . import access
from .engine import Reader
from .lexicon import fixed, of_party
from .nodes import And, Node, Scored, Text, normal
from .ranking import RANKED_PASSAGES, Place, distinct
from .stage import Stage
from .text import normalise
from .together import ITEMS, counted, hint, meant, named
from .told import SILENT, Told

TOP = 10  # passages of which one has what else would be put before them
COMMON, SOME = 0.1, 20  # of all works: a word of more says nothing where the others stand nowhere
NOWHERE, APART = "没有提到{}的内容", "没有一处同时提到{}"
ONE, ALL = "提到{}", "同时提到{}"
WITHOUT = "（没有{}）"
ALIKE = "以下是意思相近的内容"


@dataclass(frozen=True, slots=True)
class Rarest:
    """What has not all of the words, but stands before all else, and how that is said."""

    places: list[Place] = field(default_factory=list)
    fact: str = ""
    what: str = ""
    without: str = ""

    def told(self, follows: bool) -> Told:
        """Other works that are merely alike may follow."""
        if follows:
            return Told(self.fact, f"先列出{self.what}的{self.without}", ALIKE)
        return Told(f"{self.fact}，以下是{self.what}的内容{self.without}")


def loosely(reader: Reader, stage: Stage, limits: Node) -> tuple[list[list[Place]], list[Place], Told]:
    """What stands before all else, in ranks, all that a loose stage finds with those at its head, and what is said of it."""
    nodes = [normal(And((node, limits))) for node in (stage.cells, stage.first) if node]
    first = [places for node in nodes if (places := reader.passages(node, limit=RANKED_PASSAGES))]
    found = reader.passages(normal(And((stage.hits, limits))), limit=RANKED_PASSAGES)
    words = [word for word, _ in stage.parts]
    told = hint(words, _follows(first, found)) if first and words else SILENT
    ahead = {place.ord for place in chain(*first)}
    whole = any(word in fixed() for word in words)
    if stage.lenient and not whole and any(place.ord in ahead for place in found[:TOP]):
        return [], found, SILENT
    if words and found and not first:
        if not stage.lenient or any(map(of_party, words)):
            rarest = _rarest(reader, stage, limits)
            first = [rarest.places] if rarest.places else []
            told = rarest.told(_follows(first, found)) if first else SILENT
        if stage.lenient and not first:
            told = Told(APART.format(named(words)), ALIKE, ALIKE)
        if not (first or nodes):  # what was found has merely one of the words
            return [], [], SILENT
    return first, distinct(*first, found), told


def _follows(first: Sequence[Sequence[Place]], found: Sequence[Place]) -> bool:
    works = {place.work for place in chain(*first)}
    return any(place.work not in works for place in found)


def _held(reader: Reader, word: str, node: Node, limits: Node) -> tuple[int, str, Node]:
    """How many works have it, with what finds it. What is ruled out of a passage may stand elsewhere in the work, and even
    in the passage.
    """
    if not ITEMS.match(word):
        return reader.works(normal(And((node, limits))), limit=0).total, word, node
    places = reader.passages(normal(And((node, limits))), limit=RANKED_PASSAGES)
    if not places and (places := by_itself(reader, word, limits)):
        node = Text(word)
    return len({place.work for place in places}), word, node


def by_itself(reader: Reader, word: str, limits: Node) -> list[Place]:
    """The passages in which 八项规定 stands, also beside 第八项规定: the texts of the best are read."""
    if places := reader.passages(normal(And((counted(word), limits))), limit=1):
        return places
    places = reader.passages(normal(And((Text(word), limits))), limit=TOP)
    keys = reader.keys(places) if places else []
    texts, apart = access.passages(keys), re.compile(f"(?<!第){re.escape(word)}")
    return [
        place
        for key, place in zip(keys, places, strict=True)
        if key in texts and apart.search(normalise(texts[key].text))
    ]


def _rarest(reader: Reader, stage: Stage, limits: Node) -> Rarest:
    """Where no passage has all the words: those with all that there are, or with the word that says most: a fixed term;
    the rarest, in works that have all the words elsewhere; where there are none, one of the Party unless it is everywhere.
    To a question only what is of the Party is an answer.
    """
    held = [_held(reader, word, node, limits) for word, node in stage.parts]
    many = max(SOME, COMMON * reader.works(normal(limits), limit=0).total)

    there = [each for each in held if each[0]]
    absent = [word for total, word, _ in held if not total]
    every = normal(And((*(node for _, _, node in there), limits)))
    both = [work.key for work in reader.works(every, limit=SOME).works] if len(there) > 1 else []

    def telling(each: tuple[int, str, Node]) -> tuple[bool, bool, int]:
        return each[1] not in fixed(), not both and not (of_party(each[1]) and each[0] <= many), each[0]

    there.sort(key=telling)
    alone = absent and len(there) == 1
    if not there or (alone and there[0][0] > many):
        return Rarest()
    if stage.lenient and not any(of_party(word) for _, word, _ in (there if both else there[:1])):
        return Rarest()

    def best(*nodes: Node) -> list[Place]:
        """Those first in works that have all the words, though not in one place."""
        asked = normal(And((Scored(And(nodes), stage.by), limits)))
        found = reader.passages(asked, limit=RANKED_PASSAGES, works=both) if both else []
        return distinct(found, reader.passages(asked, limit=RANKED_PASSAGES))[:RANKED_PASSAGES]

    words = [word for _, word, _ in there]
    if absent and len(there) > 1 and (places := best(*(node for _, _, node in there))):
        return Rarest(places, NOWHERE.format(named(absent)), ALL.format(meant(words)))
    what = ONE.format(meant(words[:1]))
    if alone:
        return Rarest(best(there[0][2]), NOWHERE.format(named(absent)), what)
    without = WITHOUT.format(named(words[1:])) if len(held) == 2 and not both else ""
    return Rarest(best(there[0][2]), APART.format(named(word for _, word, _ in held)), what, without)
