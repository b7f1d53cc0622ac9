"""The few words that a question is made of: they were meant together, though they stand nowhere on end.

不合格党员 is about 不合格 and 党员: passages with both come first, and where there is none, those with the rarer word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import rjieba

from . import synonyms
from .nodes import And, Node, Or, Text, normal
from .stage import Part
from .text import normalise, phrase_tokens

FEW = range(2, 4)  # words: of more, any may be beside the point
LONGEST = 16  # characters of a text that is taken apart
_NOT = frozenset("不未没非无")
# They say nothing of what is asked about.
_WEAK = re.compile(
    "成为|存在|包括|属于|具有|情况|进行|区别|规定|要求|内容|问题|办理|相关|有关|处理|何种|不能|不会"
)
_TOGETHER = "没有完全一样的原文，先列出同时提到{}的内容，再列意思相近的。"
_ALIKE = "没有完全一样的原文，先列出同时提到{}（或意思相近的词）的内容，再列意思相近的。"


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[str, ...]:
    """Two or three words of a text without what only asks; none when it has fewer or more."""
    cut = _joined(rjieba.cut(text)) if len(text) <= LONGEST else ()
    words = [word for word in cut if len(word) > 1 and not _WEAK.fullmatch(word) and phrase_tokens(word)]
    found = tuple(dict.fromkeys(words))
    return found if len(found) in FEW else ()


def _joined(words: Iterable[str]) -> Iterator[str]:
    """不 and 合格 are 不合格."""
    before = ""
    for word in words:
        if word in _NOT:
            before = word
            continue
        yield before + word if len(word) > 1 else word
        before = ""


def parts_of(words: Iterable[str], kept: Sequence[Node]) -> tuple[Part, ...]:
    """Each word with what finds it or what means the same; `kept` holds besides."""
    return tuple((word, normal(And((_either(word), *kept)))) for word in words)


def _either(word: str) -> Node:
    terms = [normalise(term) for term in synonyms.expand(word)]
    return Or((Text(word), *(Text(term) for term in terms if phrase_tokens(term))))


def hint(words: Sequence[str]) -> str:
    return (_ALIKE if any(map(synonyms.expand, words)) else _TOGETHER).format(named(words))


def beyond(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """What the text as a whole means the same as, not one of its words alone: 拖欠工资, not the 不合格 of 不合格党员."""
    found: dict[str, None] = {}
    for rule in synonyms.rules():
        if (match := rule.everyday.search(text)) is not None:
            rest = text[: match.start()] + " " + text[match.end() :]
            if not any(word in rest for word in words):
                found.update((term, None) for term in rule.terms if term not in text)
    return tuple(found)


def named(words: Iterable[str]) -> str:
    return "".join(f"“{word}”" for word in words)
