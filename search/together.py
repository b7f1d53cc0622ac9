"""The few words that a question is made of: they were meant together, though they stand nowhere on end.

不合格党员 is about 不合格 and 党员: passages with both come first, and where there is none, those with the rarer word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from . import synonyms
from .lexicon import cut
from .nodes import And, Node, Not, Or, Text, normal
from .stage import Part
from .text import normalise, phrase_tokens
from .told import Told

FEW = range(2, 4)  # words: of more, any may be beside the point
LONGEST = 16  # characters of a text that is taken apart
_NOT = frozenset("不未没非无")
# They say nothing of what is asked about.
_WEAK = re.compile(
    "成为|存在|包括|属于|具有|情况|进行|区别|规定|要求|内容|问题|办理|相关|有关|处理|何种|不能|不会"
)
_COUNTED = re.compile("[一二三四五六七八九十两几]+[个大项种类次条点]?")  # 两个, 八项
ITEMS = re.compile("[一二三四五六七八九十]+[项条].")  # 八项规定: 第八项规定 is another
_NOT_SO, _TOGETHER = "没有完全一样的原文", "同时提到{}的内容"
_ALIKE = "（或相关的说法）"


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[str, ...]:
    """Two or three words of a text without what only asks; none when it has fewer or more."""
    found = _words(text) if len(text) <= LONGEST else ()
    return found if len(found) in FEW else ()


def is_one(text: str) -> bool:
    """Whether it is a single word, with what counts it: it stands there or does not, 两个确立 is in no 确定两个."""
    words = _words(text)
    return len(words) == 1 and all(
        word in words or _COUNTED.fullmatch(word) for word in cut(text) if word.strip()
    )


def _words(text: str) -> tuple[str, ...]:
    words = (word for word in _joined(cut(text)) if len(word) > 1 and phrase_tokens(word))
    return tuple(
        dict.fromkeys(word for word in words if not _WEAK.fullmatch(word) and not _COUNTED.fullmatch(word))
    )


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
    terms = [normalise(term) for term in synonyms.of_word(word)]
    itself = counted(word) if ITEMS.match(word) else Text(word)
    return Or((itself, *(Text(term) for term in terms if phrase_tokens(term))))


def counted(word: str) -> Node:
    """八项规定 and not 第八项规定. Of passages: a work may hold both."""
    return And((Text(word), Not(Text(f"第{word}"))))


def hint(words: Sequence[str], others: bool) -> Told:
    """What is said of what has them all; `others` that are merely alike follow."""
    what = _TOGETHER.format(meant(words))
    if others:
        return Told(_NOT_SO, f"先列出{what}，再列意思相近的", "以下是意思相近的内容")
    return Told(f"{_NOT_SO}，以下是{what}")


def meant(words: Sequence[str]) -> str:
    """As they are said to be found: by what means the same as well."""
    return named(words) + (_ALIKE if any(map(synonyms.of_word, words)) else "")


def named(words: Iterable[str]) -> str:
    return "".join(f"“{word}”" for word in words)
