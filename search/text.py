"""Text as both engines see it: one normal form with a way back to the original, and the tokens of two fields.

Field `b` holds pairs of Han characters, the last of a run also alone, and words of other scripts; field `u` single
characters and words. So a phrase in `b` is a substring exactly, and a phrase in `u` one that may run across punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import add

import opencc

MOST_MARKS = 2000  # of one term in one text
SHORTEST_ACROSS = 4  # characters of a term that is also marked across punctuation
WORD = 64  # code points of a token; longer words are cut
_RADICALS = dict(
    zip(
        "⺠⻔⻓⻋⻅⻆⻉⻚⻛⻜⻢⻥⻦⻨⻩⻬⻮⻰⺟⻘⻄⺮⻣⻤⻝⻙⻁⺝⺼",
        "民门长车见角贝页风飞马鱼鸟麦黄齐齿龙母青西竹骨鬼食韦虎月肉",
        strict=True,
    )
)
_FOLDED_TOO = {"覆": "复", "瞭": "了", "藉": "借"}
_RANGES = ((0x80, 0xD800), (0xF900, 0x10000), (0x1D400, 0x1D800), (0x1F100, 0x1F200), (0x20000, 0x32000))
_HAN = (
    "\u2e80-\u2eff\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u3040-\u30ff\uac00-\ud7a3"
)
RUNS = re.compile(f"([{_HAN}]+)|([^\\W_{_HAN}]+)")
_COMBINED = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\u1100-\u11ff"
_COMBINING = re.compile(f"[{_COMBINED}]")


def _table() -> dict[int, str]:
    """NFKC, radicals, traditional to simplified and case, a character at a time, so that no context can matter."""
    before = [chr(cp) for start, end in _RANGES for cp in range(start, end)]
    plain = [_RADICALS.get(c) or unicodedata.normalize("NFKC", c) for c in before]
    converter = opencc.OpenCC("t2s")
    simplified = converter.convert("\n".join(plain)).split("\n")
    if len(simplified) != len(plain):
        simplified = [converter.convert(c) for c in plain]
    table = {}
    for char, folded in zip(before, simplified, strict=True):
        folded = _FOLDED_TOO.get(folded, folded).casefold()
        if folded != char:
            table[ord(char)] = folded
    table.update({cp: chr(cp + 32) for cp in range(ord("A"), ord("Z") + 1)})
    return table


TABLE = _table()


def _any_of(characters: Iterable[str]) -> re.Pattern[str]:
    """Finds any of them, and whatever is beyond the basic plane: a class that names such slows down a hundredfold."""
    named = "".join(re.escape(c) for c in characters if c <= "\uffff")
    return re.compile(f"[{named}{_COMBINED}\U00010000-\U0010ffff]")


_EXPANDING = _any_of(chr(k) for k, v in TABLE.items() if len(v) != 1)
_CHANGING = _any_of(chr(k) for k, v in TABLE.items() if RUNS.search(chr(k) + v))
_NUMERALS = "零一二三四五六七八九"
_VALUES = {c: i for i, c in enumerate(_NUMERALS)} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 10**8}
_ORDINAL = re.compile(
    "第([0-9]{1,9}|[〇零一二三四五六七八九十百千万亿两]{1,15})(?=[条章节款项编篇目届次期号批卷页])"
)

_NUMBERED = re.compile("[第0-9〇零一二三四五六七八九十百千万亿两]")


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """For each character of the normal form, where it starts and ends in the original."""

    starts: Sequence[int]
    ends: Sequence[int]


def chinese_number(value: int) -> str:
    """120 → 一百二十, below 10 ** 12."""
    if value == 0:
        return "零"
    out = ""
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, value = divmod(value, unit)
        if part:
            out += ("零" if out and part < 1000 else "") + _below_ten_thousand(part) + name
    return out[1:] if out.startswith("一十") else out


def _below_ten_thousand(value: int) -> str:
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            out += ("零" if gap and out else "") + _NUMERALS[digit] + name
            gap = False
        else:
            gap = True
    return out


def number_of(numeral: str) -> int:
    """一百二十 → 120, 二〇二三 → 2023."""
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_VALUES[c]) for c in numeral))
    total = section = pending = 0
    for char in numeral:
        if char in _VALUES:
            pending = _VALUES[char]
            continue
        unit = _UNITS[char]
        if unit == 10**8:
            total, section, pending = (total + section + pending) * unit, 0, 0
        elif unit == 10_000:
            total, section, pending = total + (section + pending) * unit, 0, 0
        else:
            section, pending = section + (pending or 1) * unit, 0
    return total + section + pending


@lru_cache(maxsize=4096)
def _ordinal(numeral: str) -> str:
    value = int(numeral) if numeral[0].isdigit() and numeral.isascii() else number_of(numeral)
    return "第" + (chinese_number(value) if value < 10**12 else numeral)


def normalise(text: str) -> str:
    """The normal form. 第15条 becomes 第十五条."""
    if _COMBINING.search(text):
        text = unicodedata.normalize("NFKC", text)
    return _ordinals(text.translate(TABLE))


def normalise_words(text: str) -> str:
    """The normal form but for punctuation, which no token holds: most texts need no translation then."""
    return normalise(text) if _CHANGING.search(text) else _ordinals(text)


def _ordinals(text: str) -> str:
    return _ORDINAL.sub(lambda m: _ordinal(m[1]), text) if "第" in text else text


def normalise_with_map(text: str) -> tuple[str, OffsetMap | None]:
    """The normal form and the way back; None when every character stands where it stood."""
    if not _EXPANDING.search(text):
        return _number_map(text.translate(TABLE), None)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _COMBINING.match(text[end]):
            end += 1
        cluster = text[at:end] if end == at + 1 else unicodedata.normalize("NFKC", text[at:end])
        part = cluster.translate(TABLE)
        parts.append(part)
        starts += [at] * len(part)
        ends += [end] * len(part)
        at = end
    return _number_map("".join(parts), OffsetMap(starts, ends))


def _number_map(text: str, offsets: OffsetMap | None) -> tuple[str, OffsetMap | None]:
    if "第" not in text:
        return text, offsets
    from_: Sequence[int] = offsets.starts if offsets else range(len(text))
    to: Sequence[int] = offsets.ends if offsets else range(1, len(text) + 1)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _ORDINAL.finditer(text):
        plain = _ordinal(match[1])
        if plain == match[0]:
            continue
        start, end = match.span()
        out += (text[at:start], plain)
        starts += [*from_[at:start], from_[start], *[from_[start + 1]] * (len(plain) - 1)]
        ends += [*to[at:start], to[start], *[to[end - 1]] * (len(plain) - 1)]
        at = end
    if not out:
        return text, offsets
    out.append(text[at:])
    return "".join(out), OffsetMap([*starts, *from_[at:]], [*ends, *to[at:]])


def tokens(normal: str) -> tuple[list[str], list[str]]:
    """What the fields `b` and `u` hold of a normalised text."""
    pairs: list[str] = []
    singles: list[str] = []
    for han, word in RUNS.findall(normal):
        if han:
            characters = list(han)  # once: each is used three times
            singles += characters
            pairs += map(add, characters, characters[1:])
            pairs.append(characters[-1])
        else:
            words = [word] if len(word) <= WORD else [word[i : i + WORD] for i in range(0, len(word), WORD)]
            pairs += words
            singles += words
    return pairs, singles


def phrase_tokens(normal: str) -> tuple[str, list[str]] | None:
    """Field and tokens of a phrase that is found exactly where this text stands; None for no text."""
    runs = [(m.lastindex, m[0]) for m in RUNS.finditer(normal)]
    if not runs:
        return None
    pairs, singles = tokens(normal)
    kind, last = runs[-1]
    if kind == 1:
        return ("u", singles) if len(last) == 1 else ("b", pairs[:-1])
    return "b", pairs


def _spans(normal: str, term: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = normal.find(term)
    while at >= 0 and len(spans) < MOST_MARKS:
        end = at + len(term)
        spans.append((at, end))
        at = normal.find(term, end)
    return spans


def _across(normal: str, term: str) -> list[tuple[int, int]]:
    pattern = _loosened(term)
    return [match.span() for match in islice(pattern.finditer(normal), MOST_MARKS)] if pattern else []


@lru_cache(maxsize=512)
def _loosened(term: str) -> re.Pattern[str] | None:
    """The words and characters of a term with anything else between them; None for a short term."""
    _, singles = tokens(term)
    if len(singles) < SHORTEST_ACROSS:
        return None
    return re.compile(r"[\W_]*".join(map(re.escape, singles)))


@lru_cache(maxsize=256)
def _normal_terms(terms: tuple[str, ...]) -> tuple[tuple[str, ...], bool, bool]:
    """The terms; whether all are words alone, so that a text's punctuation may stay as it is; whether any has a
    character of a number, so that a text's numbers may not."""
    normal = tuple(dict.fromkeys(normalise(term) for term in terms if term.strip()))
    return normal, all(map(str.isalnum, normal)), any(map(_NUMBERED.search, normal))


def find_marks(text: str, query_terms: Iterable[str]) -> list[tuple[int, int]]:
    """Where the terms stand in the original text: sorted, joined where they touch, in code points.

    A longer term that stands nowhere as written is looked for across punctuation and line breaks.
    """
    terms, words, numbered = _normal_terms(tuple(query_terms))
    if words and not _CHANGING.search(text):
        normal, offsets = _number_map(text, None) if numbered else (text, None)
    else:
        normal, offsets = normalise_with_map(text)
    spans: list[tuple[int, int]] = []
    for term in terms:
        found = _spans(normal, term) or _across(normal, term)
        spans += [(offsets.starts[at], offsets.ends[end - 1]) for at, end in found] if offsets else found
    return joined(spans) if len(spans) > 1 else spans


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted, and one where they touch."""
    marks: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if marks and start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return marks
