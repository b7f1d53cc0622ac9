"""An Indexable as the fields of the two stores, the same for both engines.

A text field is two: `<name>_b` with the pairs and `<name>_u` with the singles of `text.tokens`, joined by spaces for
a whitespace analyzer. One that is empty holds ABSENT, since engines count the length of absent fields differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from .. import pinyin
from ..fingerprint import fingerprint
from ..nodes import KeywordField, TextField
from ..ranking import PASSAGE_BITS
from ..schema import Indexable, PassageDocument, WorkDocument
from ..text import normalise, normalise_words, tokens

TEXTS: tuple[TextField, ...] = ("all", "title", "author", "number")
KEYWORDS: tuple[KeywordField, ...] = ("key", "work", "kind", "site", "tag", "access", "year", "anchor")
FACETS = ("kind", "site", "tag", "year")
NUMBERS = ("ord", "day", "bydate", "byage", "prior", "current", "byname")  # unsigned, below 2 ** 63
SUGGEST = "suggest"  # keyword: what a title is called up by

# Raised whenever the same text gives other tokens or fields, stored ones too, or a source other passages: an index of
# another make-up is built anew.
MAKE_UP = 5
ABSENT = "∅"  # no token of `text.tokens`
LONGEST_KEYWORD = 500  # characters
_ORD_BITS = 38
_NO_DAY = 2**25 - 1  # above every day until the year 3355, and with the ord below 2 ** 63
_LONGEST_TITLE = 1023
_MOST_CITED = 2**15 - 1

Fields = dict[str, Any]
Value = TypeVar("Value")


class Tokens(NamedTuple):
    """Both token fields of a text, each joined by spaces."""

    b: str
    u: str


def tokens_of(text: str) -> Tokens:
    pairs, singles = tokens(normalise_words(text))
    return Tokens(" ".join(pairs), " ".join(singles))


_repeated = lru_cache(maxsize=10_000)(tokens_of)  # headings stand above many passages


def fields_of(item: Indexable) -> tuple[Fields, list[Fields]]:
    """The work's document and those of its passages; each text is read once."""
    work = item.work
    title, number = tokens_of(work.title), tokens_of(work.number)
    shared = _keywords(work) | _texts(work, title, number)
    whole = [title, number]
    passages = []
    before: tuple[str, ...] = ()
    for passage in item.passages:
        path = [_repeated(heading) for heading in passage.path]
        text = tokens_of(passage.text)
        whole += [*_new(path, passage.path, before), text]
        before = passage.path
        passages.append({**shared, **_passage(work, passage), **_pair("all", (title, *path, text))})
    return shared | _work(item) | _pair("all", whole), passages


def _new(path: Sequence[Tokens], names: tuple[str, ...], before: tuple[str, ...]) -> Sequence[Tokens]:
    """The headings that did not stand above the passage before."""
    same = 0
    while same < min(len(names), len(before)) and names[same] == before[same]:
        same += 1
    return path[same:]


def _texts(work: WorkDocument, title: Tokens, number: Tokens) -> Fields:
    author = tokens_of("\n".join(filter(None, (work.author, work.issuer))))
    return _pair("title", (title,)) | _pair("author", (author,)) | _pair("number", (number,))


def _pair(name: TextField, parts: Iterable[Tokens]) -> Fields:
    kept = [part for part in parts if part.u]
    return {
        f"{name}_b": " ".join([part.b for part in kept]) or ABSENT,
        f"{name}_u": " ".join([part.u for part in kept]) or ABSENT,
    }


def _keywords(work: WorkDocument) -> Fields:
    """What works and their passages have in common."""
    return {
        "work": [work.key],
        "kind": keywords([work.kind]),
        "site": keywords([work.site]),
        "tag": keywords(work.tags),
        "access": keywords([work.access]),
        "year": keywords([f"{work.date.year:04}" if work.date else ""]),
        "day": _day(work),
    }


def _passage(work: WorkDocument, passage: PassageDocument) -> Fields:
    return {
        "id": passage.key,
        "key": [work.key],
        "anchor": keywords([passage.anchor]),
        "ord": (work.ord << PASSAGE_BITS) + passage.ord,
    }


def _work(item: Indexable) -> Fields:
    work = item.work
    return {
        "id": work.key,
        "key": [work.key],
        "ord": work.ord,
        "bydate": by_date(work),
        "byage": by_age(work),
        "prior": max(0, work.prior),
        "current": int(work.current),
        "byname": by_name(work),
        "title": clean(work.title),
        "url": clean(work.url),
        "number": clean(work.number),
        "fingerprint": fingerprint(item),
        SUGGEST: list(pinyin.keys(normalise(clean(work.title)))) if work.suggest else [],
    }


def by_date(work: WorkDocument) -> int:
    """Sorted downwards: newest first, undated last, then the higher ord."""
    return (_day(work) << _ORD_BITS) | work.ord


def by_age(work: WorkDocument) -> int:
    """Sorted upwards: oldest first, undated last, then the lower ord."""
    return ((_day(work) or _NO_DAY) << _ORD_BITS) | work.ord


def _day(work: WorkDocument) -> int:
    """20260131; undated is 0. What lies beyond the last day that has room stands with it."""
    day = work.date.year * 10_000 + work.date.month * 100 + work.date.day if work.date else 0
    return min(day, _NO_DAY - 1)


def by_name(work: WorkDocument) -> int:
    """Sorted upwards: the shorter title first, then the more cited, then the lower ord."""
    length = min(len(work.title), _LONGEST_TITLE)
    prior = _MOST_CITED - min(max(0, work.prior), _MOST_CITED)
    return (((length << 15) | prior) << _ORD_BITS) | work.ord


def keywords(values: Iterable[str]) -> list[str]:
    return [clean(value)[:LONGEST_KEYWORD] for value in values if value]


def clean(text: str) -> str:
    """Without lone surrogates, which no index can keep."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def iso(day: int) -> str:
    """20260131 → 2026-01-31; 0 → ""."""
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}" if day else ""


def chunks(values: Sequence[Value], size: int) -> Iterator[Sequence[Value]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
