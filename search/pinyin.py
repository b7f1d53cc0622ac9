"""Romanised keys of Chinese titles, so that `zhibu` and `zb` find 支部."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

STATE_NAME = "中华人民共和国"
_KEPT = re.compile(r"[\W_]+")
_ROMAN = re.compile(r"^[a-z][a-z' ]*$")
KEY_LENGTH = 40  # longer keys help nobody and swell the index
INNER = "·"  # before a key that begins inside the title; `squeeze` leaves none in what people type
INNER_FROM, INNER_LENGTH = 24, 16  # places in a title where such keys begin, letters of each


def squeeze(text: str) -> str:
    """Normalised text without punctuation and spaces."""
    return _KEPT.sub("", text)


@lru_cache(maxsize=1_000)
def syllables_of(text: str) -> tuple[str, ...]:
    """Of a normalised text, lower case; a run of other letters stays as it is."""
    return tuple(s.lower() for s in lazy_pinyin(text, style=Style.NORMAL) if s)


def romanise(syllables: Sequence[str]) -> tuple[str, str]:
    """Full pinyin and initials."""
    return "".join(syllables), "".join([s[0] for s in syllables])


def keys(normalised_title: str) -> tuple[str, ...]:
    """What a title may be called up by: itself, without the state's name, pinyin and initials of both; and after
    INNER pinyin and initials from each of its first characters on. (Hanzi inside a title the title's own field finds.)
    """
    whole = squeeze(normalised_title)
    if not whole:
        return ()
    short = whole.removeprefix(STATE_NAME) or whole
    syllables = syllables_of(short[:KEY_LENGTH])
    out: dict[str, None] = {}
    for before in ("", whole[: -len(short)]):
        out[(before + short)[:KEY_LENGTH]] = None
        for key in romanise((*syllables_of(before), *syllables)):
            out[key[:KEY_LENGTH]] = None
    out.update((INNER + key, None) for key in _inner(syllables))
    return tuple(out)


def _inner(syllables: Sequence[str]) -> Iterator[str]:
    """Begun at each syllable but the first of a title read as a whole, since a character may sound otherwise alone."""
    for start in range(1, min(len(syllables), INNER_FROM)):
        rest = syllables[start : start + INNER_LENGTH]
        if rest[0].isascii():  # what has no reading stands as it is
            full, initials = romanise(rest)
            yield full[:INNER_LENGTH]
            if len(rest) > 1:  # one letter is no question
                yield initials


def looks_roman(query: str) -> bool:
    """Whether a query could be pinyin: Latin letters only."""
    return bool(_ROMAN.match(query.strip().lower()))


def squeeze_roman(query: str) -> str:
    return re.sub(r"[' ]+", "", query.strip().lower())
