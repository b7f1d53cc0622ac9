"""Romanised keys of Chinese titles, so that `zhibu` and `zb` find 支部."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

STATE_NAME = "中华人民共和国"
_KEPT = re.compile(r"[\W_]+")
_ROMAN = re.compile(r"^[a-z][a-z' ]*$")
KEY_LENGTH = 40  # longer keys help nobody and swell the index


def squeeze(text: str) -> str:
    """Normalised text without punctuation and spaces."""
    return _KEPT.sub("", text)


@lru_cache(maxsize=20_000)
def romanise(text: str) -> tuple[str, str]:
    """Full pinyin and initials of a normalised text, both lower case; other letters stay."""
    syllables = lazy_pinyin(text, style=Style.NORMAL)
    full = "".join(syllables).lower()
    initials = "".join(s[0] for s in syllables if s).lower()
    return full, initials


def keys(normalised_title: str) -> tuple[str, ...]:
    """What a title may be called up by: itself, without the state's name, pinyin and initials of both."""
    whole = squeeze(normalised_title)
    if not whole:
        return ()
    forms = [whole]
    short = whole.removeprefix(STATE_NAME)
    if short and short != whole:
        forms.append(short)
    out: dict[str, None] = {}
    for form in forms:
        out[form[:KEY_LENGTH]] = None
        for key in romanise(form[:KEY_LENGTH]):
            out[key[:KEY_LENGTH]] = None
    return tuple(out)


def looks_roman(query: str) -> bool:
    """Whether a query could be pinyin: Latin letters only."""
    return bool(_ROMAN.match(query.strip().lower()))


def squeeze_roman(query: str) -> str:
    return re.sub(r"[' ]+", "", query.strip().lower())
