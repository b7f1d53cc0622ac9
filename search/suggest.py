"""What to offer while someone types: titles and columns by Hanzi, pinyin or initials."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from . import access, engines
from .engine import EngineUnavailable, Reader
from .nodes import And, Text, normal
from .pinyin import INNER, INNER_LENGTH, KEY_LENGTH, looks_roman, squeeze, squeeze_roman
from .schema import Viewer
from .syntax import clean
from .text import normalise, phrase_tokens

log = logging.getLogger(__name__)
LIMIT = 8
SPARE = 8  # asked for beyond, since the database may say no to some


@dataclass(frozen=True, slots=True)
class Suggestion:
    text: str
    kind: str
    url: str


def suggest(query: str, viewer: Viewer, limit: int = LIMIT) -> tuple[Suggestion, ...]:
    """Titles that begin with what was typed, then titles that hold it. Never raises; empty when the engine is away."""
    try:
        with engines.get_engine().reader() as reader:
            return offers(reader, query, viewer, limit)
    except EngineUnavailable as error:
        log.info("no suggestions: %s", error)
        return ()


def offers(reader: Reader, query: str, viewer: Viewer, limit: int = LIMIT) -> tuple[Suggestion, ...]:
    """Only what the database shows this viewer now. Raises EngineUnavailable."""
    typed = normalise(clean(query))
    roman = looks_roman(typed)
    prefix = squeeze_roman(typed) if roman else squeeze(typed)
    if not prefix:
        return ()
    allowed = access.allowed(viewer)
    begun = reader.suggest(prefix[:KEY_LENGTH], allowed.values, limit + SPARE)
    keys = dict.fromkeys(found.key for found in begun)
    if len(keys) < limit and len(prefix) > 1 and roman:
        inside = reader.suggest(INNER + prefix[:INNER_LENGTH], allowed.values, limit + SPARE)
        keys.update((found.key, None) for found in inside)
    if len(keys) < limit and len(prefix) > 1 and phrase_tokens(typed):
        held = normal(And((Text(typed[:KEY_LENGTH], "title"), allowed)))
        keys.update((work.key, None) for work in reader.works(held, limit=limit + SPARE).works)
    works = access.visible(keys, viewer)
    shown = [works[key] for key in keys if key in works and works[key].suggest]
    current = {work.title for work in shown if work.current}
    kept = (work for work in shown if work.current or work.title not in current)
    return tuple(dict.fromkeys(Suggestion(work.title, work.kind, work.url) for work in kept))[:limit]
