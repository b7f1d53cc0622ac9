"""What leads where nothing stands as it was typed: places with all its words, or with the one that says most."""

from __future__ import annotations

import re

from . import access
from .engine import Reader
from .lexicon import fixed, of_party
from .nodes import And, Node, Scored, Text, normal
from .ranking import RANKED_PASSAGES, Place
from .stage import Stage
from .text import normalise
from .together import ITEMS, counted, hint, meant, named

TOP = 10  # passages of which one has what else would be put before them
COMMON, SOME = 0.1, 20  # of all works: a word of more says nothing where the others stand nowhere
BUT_FOR = "没有提到{}的内容，先列出同时提到{}的。"
ONLY = "没有提到{}的内容，先列出提到{}的。"
APART = "没有一处同时提到{}，以下是意思相近的内容。"
RAREST = "没有一处同时提到{}，先列出提到{}的{}。"
WITHOUT = "（没有{}）"


def loosely(reader: Reader, stage: Stage, limits: Node) -> tuple[list[Place], list[Place], str]:
    """What stands before all else, all that a loose stage finds with those at its head, and what is said of it."""
    asked = normal(And((stage.first, limits))) if stage.first else None
    first = reader.passages(asked, limit=RANKED_PASSAGES) if asked else []
    found = reader.passages(normal(And((stage.hits, limits))), limit=RANKED_PASSAGES)
    ahead, works = {place.ord for place in first}, {place.work for place in first}
    words = [word for word, _ in stage.parts]
    told = hint(words, any(place.work not in works for place in found)) if first and words else ""
    whole = any(word in fixed() for word in words)
    if stage.lenient and not whole and any(place.ord in ahead for place in found[:TOP]):
        return [], found, ""
    if words and found and not first:
        if not stage.lenient or any(map(of_party, words)):
            first, told = _rarest(reader, stage, limits)
        if stage.lenient and not first:
            told = APART.format(named(words))
        if not first and stage.first is None:  # what was found has merely one of the words
            return [], [], ""
        ahead = {place.ord for place in first}
    return first, [*first, *(place for place in found if place.ord not in ahead)], told


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


def _rarest(reader: Reader, stage: Stage, limits: Node) -> tuple[list[Place], str]:
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
        return [], ""
    if stage.lenient and not any(of_party(word) for _, word, _ in (there if both else there[:1])):
        return [], ""

    def best(*nodes: Node) -> list[Place]:
        """Those first in works that have all the words, though not in one place."""
        asked = normal(And((Scored(And(nodes), stage.by), limits)))
        found = reader.passages(asked, limit=RANKED_PASSAGES, works=both) if both else []
        ahead = {place.ord for place in found}
        others = reader.passages(asked, limit=RANKED_PASSAGES)
        return [*found, *(place for place in others if place.ord not in ahead)][:RANKED_PASSAGES]

    words = [word for _, word, _ in there]
    if absent and len(there) > 1 and (places := best(*(node for _, _, node in there))):
        return places, BUT_FOR.format(named(absent), meant(words))
    if alone:
        return best(there[0][2]), ONLY.format(named(absent), meant(words))
    without = WITHOUT.format(named(words[1:])) if len(held) == 2 and not both else ""
    return best(there[0][2]), RAREST.format(named(word for _, word, _ in held), meant(words[:1]), without)
