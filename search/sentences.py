"""Where sentences end no index knows: what may run across punctuation, but not across that, is read in the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from . import access
from .engine import Reader
from .nodes import And, Keyword, Node, Not, Or, Text, normal
from .ranking import RANKED_PASSAGES
from .stage import Stage
from .text import normalise, tokens

# within a name in normal form, as 《, 、 or the end of a line; …… is six full stops there
_BETWEEN = r"(?:(?!\.(?:\.|\s|$))[^\w。,;:!?]|_)*"


def resolved(reader: Reader, stage: Stage, limits: Node) -> Stage:
    """Without phrases: what they find is found by its works, in their titles, or in passages that hold them in one
    sentence. Of more passages than are looked at it is not told.
    """
    if not stage.phrases:
        return stage
    titled = Or(tuple(replace(phrase, field="title") for phrase in stage.phrases))
    asked = normal(And((Or(stage.phrases), Not(titled), limits)))
    places = reader.passages(asked, limit=RANKED_PASSAGES)
    if len(places) == RANKED_PASSAGES:
        return replace(stage, hits=normal(Or((*stage.phrases, stage.hits))), phrases=())
    keys = reader.keys(places) if places else []
    texts = access.passages(keys)
    kept, beside = [], set()
    for key, place in zip(keys, places, strict=True):
        if key in texts and _holds((*texts[key].path, texts[key].text), stage.phrases):
            kept.append(place)
        else:
            beside.add(place.ord)
    works = Keyword("key", tuple(reader.works_of(kept)))
    hits = normal(Or((works, titled, stage.hits)))
    return replace(stage, hits=hits, phrases=(), beside=frozenset(beside))


def _holds(texts: Iterable[str], phrases: tuple[Text, ...]) -> bool:
    patterns = [_pattern(phrase.text) for phrase in phrases]
    return any(pattern.search(text) for text in map(normalise, texts) for pattern in patterns)


@lru_cache(maxsize=512)
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(_BETWEEN.join(map(re.escape, tokens(phrase)[1])))
