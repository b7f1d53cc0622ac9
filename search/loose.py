"""What means nearly the same: any of the characters, the more the better. Quoted words are never loosened."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from . import synonyms, together
from .clauses import node_of
from .lexicon import cut, word_ends
from .nodes import And, Bag, Near, Node, Or, Scored, Term, Text, normal
from .parts import Either, Every, Part, Typed, Words
from .stage import Stage
from .text import normalise, phrase_tokens, tokens

SINGLE = 0.6  # weight of a single character beside a pair of them
SYNONYM = 0.5  # of a pair that only a synonym brings
SHARE = 0.3  # of the distinct characters and words of a question that a passage must hold at least
SHORT, SHORT_SHARE = 8, 0.5  # the same of a text of fewer
SHORT_PAIRS = 0.65  # of the pairs of such a text, when it is one run
SHORTEST = 4  # of a text that is loosened at all: a single word stands there or does not
PAIRS, SINGLES, SYNONYMS = 100, 60, 40  # clauses of a bag, all in all MAX_TOKENS
_QUESTION = re.compile(
    "什么时候|什么时间|什么地方|什么人|(?<!任)何时|几时|几点|几号|几次|哪天|哪年|哪儿|多长时间|多长|为何"
    "|(?:总共|一共|共)?有多少"
    "|什么是|是什么|是啥|什么样|什么|怎么办|怎么样|怎么|怎样|如何|是否|可以|哪些人|哪些|哪个人|哪个|哪里|多少钱|多少年|多少|为什么|应该|应当|需要"
    "|能否|能不能|有没有|请问|关于|以及|或者|还是|几年|几个月|几天|多久|谁|吗|呢"
)
_WHO = "谁"  # part of no other word
PARTED = range(6, 21)  # characters of a run that may stand in two cells of a table
PARTINGS, BETWEEN = 6, 3  # places tried, tokens that may stand there
_LOOSE_SENTENCE = "没有完全一样的句子，以下是意思相近的内容。"
_OTHER_WORDS = "没有这样的原文，以下是意思相近的说法。"
_ONE_CHARACTER = "没有这样的原文，以下只与“{}”有关。"
_LOOSE_WORDS = "没有同时含有这些词的内容，以下是意思相近的内容。"
_RUN = re.compile("[\u3400-\u9fff]+")


def _parted(text: str) -> list[Node]:
    """In two parts with a little between them, as the heads of a table when its cells are read one by one."""
    if len(text) not in PARTED or not _RUN.fullmatch(text) or _unasked(text) != text:
        return []
    places = [end for end in sorted(word_ends(text)) if 2 <= end <= len(text) - 2]
    middle = sorted(places, key=lambda end: abs(2 * end - len(text)))[:PARTINGS]
    return [Near(text[:end], text[end:], BETWEEN) for end in sorted(middle)]


def stages(typed: Typed, leaves: Sequence[Words]) -> list[Stage]:
    """Any of the characters, the more the better; constraints other than plain words stay as they are."""
    free, kept = _free(typed, leaves)
    short, text = len(free) == 1 and is_short(free[0]), " ".join(free)
    bag = _about(text) if is_short(text) else bag_of(text)
    words = few(typed, free)
    parts = together.parts_of(words, kept)
    about: Node = bag or Or(
        tuple(node for _, node in parts)
    )  # 酒驾 醉驾: of so few characters any of the words
    if not (bag or parts) or (short and together.is_one(_unasked(free[0]))):
        return []
    hint = _LOOSE_SENTENCE if len(free) == 1 else _LOOSE_WORDS
    parted = _parted(free[0]) if len(free) == 1 else []
    cells = normal(And((Or(tuple(parted)), *kept))) if parted else None
    by = Or((about, *map(Text, words)))  # the words themselves before what means the same
    first = normal(Scored(And(tuple(node for _, node in parts)), by)) if parts else None
    if short and bag:
        kept.append(_most_pairs(bag))
    stage = Stage(normal(And((about, *kept))), about, _marked(free), loose=True, hint=hint)
    lenient = bool(parts) and _asks(free)
    return [replace(stage, first=first, cells=cells, parts=parts, lenient=lenient)]


def _asks(free: Sequence[str]) -> bool:
    """Whether it is a question, to which what merely has its words may be no answer."""
    return len(free) == 1 and (free[0].endswith("?") or _unasked(free[0]) != free[0])


def few(typed: Typed, free: Sequence[str]) -> tuple[str, ...]:
    """The two or three words that were typed apart, or that one text is made of."""
    if len(free) == 1:
        said = _unasked(free[0])
        return () if together.is_one(said) else together.words_of(said)
    apart = " ".join(map(_unasked, free)).split() if typed.plain else []
    words = tuple(dict.fromkeys(word for word in apart if len(word) > 1))
    return words if len(words) in together.FEW and len("".join(words)) <= together.LONGEST else ()


@lru_cache(maxsize=1024)
def _unasked(text: str) -> str:
    """With a space for each word that only asks: 谁有选举权 is about 有选举权; but 许可以外 holds no 可以."""
    ends, kept, at = word_ends(text), [], 0
    while found := _QUESTION.search(text, at):
        asks = found[0] == _WHO or ends.issuperset(found.span())
        kept += [text[at : found.start()], " "] if asks else [text[at : found.start() + 1]]
        at = found.end() if asks else found.start() + 1
    return "".join([*kept, text[at:]])


def any_of(typed: Typed, leaves: Sequence[Words]) -> list[Stage]:
    """Of a short text the rarest of its words, where nothing has them all; the others after it."""
    free, kept = _free(typed, leaves)
    parts = together.parts_of(few(typed, free), kept) if len(free) == 1 and is_short(free[0]) else ()
    if not parts:
        return []
    node = normal(Or(tuple(node for _, node in parts)))
    return [Stage(node, node, _marked(free), loose=True, hint=_LOOSE_SENTENCE, parts=parts)]


def other_words(typed: Typed, leaves: Sequence[Words], *, several: bool = False) -> list[Stage]:
    """A synonym of a word of a few characters on end, where what else was said stands too. Of `several` words that mean
    something together, as 被狗咬, that is looked for before any of the characters; where it stands as it is, too.
    """
    free, kept = _free(typed, leaves)
    if len(free) != 1 or not is_short(free[0]):
        return []
    alike = [
        And((Or((Text(said), *terms) if several else tuple(terms)), *(Text(word) for word in rest)))
        for said, rest, terms in _said_otherwise(free[0], few(typed, free), several)
    ]
    if not alike:
        return []
    bag = _about(free[0])
    by: Node = replace(bag, minimum=1) if bag else Or(tuple(alike))
    return [
        Stage(normal(And((by, Or(tuple(alike)), *kept))), by, _marked(free), loose=True, hint=_OTHER_WORDS)
    ]


def of_one_character(typed: Typed, leaves: Sequence[Words]) -> list[Stage]:
    """偷手机 is about 盗窃 where nobody writes of both: of a word that is one character, and no part of another."""
    free, kept = _free(typed, leaves)
    if len(free) != 1 or not is_short(free[0]):
        return []
    words = [word for word in cut(free[0]) if len(word) == 1]
    said = {
        word: [Text(term) for term in map(normalise, synonyms.of_word(word)) if phrase_tokens(term)]
        for word in words
    }
    word = next((word for word in words if said[word]), "")
    if not word:
        return []
    node = normal(And((Or(tuple(said[word])), *kept)))
    terms = tuple(text.text for text in said[word])
    return [Stage(node, node, terms, loose=True, hint=_ONE_CHARACTER.format(word))]


def _said_otherwise(
    text: str, words: Sequence[str], several: bool
) -> Iterator[tuple[str, list[str], list[Text]]]:
    """What of a text is said, what else it says, and the terms for the former: 抢劫 alone is no answer to 抢答赛.

    Of a text of a few words only what it means as a whole: 拖欠工资, not the 不合格 of 不合格党员.
    """
    ends = word_ends(text)
    for rule in synonyms.rules():
        for match in synonyms.matches(rule, text):
            start, end = match.span()
            if several and not ({start, end} <= ends and any(start < each < end for each in ends)):
                continue
            rest = text[:start] + " " + text[end:]
            terms = [Text(t) for t in map(normalise, rule.terms) if t not in text and phrase_tokens(t)]
            if terms and not any(word in rest for word in words):
                yield match[0], [run for run in _unasked(rest).split() if len(run) > 1], terms


def _about(text: str) -> Bag | None:
    """Of a few characters on end: those that only ask say nothing."""
    return bag_of(_unasked(text), text)


def _free(typed: Typed, leaves: Sequence[Words]) -> tuple[list[str], list[Node]]:
    """Plain words, and all else that was typed."""
    free = [leaf.text for leaf in leaves if leaf.field == "all" and not leaf.exact]
    return free, [node_of(part, True) for part in typed.parts if not _loosens(part)]


def is_short(text: str) -> bool:
    return len(set(tokens(text)[1])) < SHORT


def meant(text: str) -> list[str]:
    """What a short question is about; none when it asks nothing, or nothing is left."""
    said = _unasked(text)
    if not is_short(text) or said == text:
        return []
    return [word for word in said.split() if len(word) > 1 and phrase_tokens(word)]


def spoken_of(text: str) -> list[str]:
    """The single words of what a short question is about; none when they are that already."""
    asked = meant(text)
    words = [word for run in asked for word in cut(run) if len(word) > 1 and phrase_tokens(word)]
    return list(dict.fromkeys(words)) if words != asked or len(asked) > 1 else []


def _loosens(part: Part) -> bool:
    if isinstance(part, Every | Either):
        return any(map(_loosens, part.parts))
    return isinstance(part, Words) and part.field == "all" and not part.exact


def bag_of(text: str, whole: str = "") -> Bag | None:
    """Pairs, weaker single characters and, weaker still, the pairs of synonyms of a normalised text; None of a short one.

    `whole`: the text with what was left out of it, which may have synonyms.
    """
    pairs, singles = tokens(text)
    weights: dict[tuple[str, str], float] = {}
    for token, count in list(Counter(p for p in pairs if not _lone(p)).items())[:PAIRS]:
        weights["b", token] = float(count)
    ours = list(Counter(singles).items())[:SINGLES]
    for token, count in ours:
        weights["u", token] = SINGLE * count
    also = {
        pair
        for term in synonyms.expand(whole or text)
        for pair in tokens(normalise(term))[0]
        if not _lone(pair)
    }
    for token in sorted(pair for pair in also if ("b", pair) not in weights)[:SYNONYMS]:
        weights["b", token] = SYNONYM
    terms = tuple(Term("b" if f == "b" else "u", token, weight) for (f, token), weight in weights.items())
    share = SHARE if len(ours) >= SHORT else SHORT_SHARE
    return Bag(terms, max(1, round(share * len(ours)))) if len(ours) >= SHORTEST else None


def _most_pairs(bag: Bag) -> Bag:
    """Of a few characters on end: what only has the characters in common has nothing in common."""
    pairs = tuple(term for term in bag.terms if term.field == "b" and term.weight >= 1)
    return Bag(pairs, math.ceil(SHORT_PAIRS * len(pairs)))


def _lone(token: str) -> bool:
    """A single Han character in the field of pairs only says that a run ends there."""
    return len(token) == 1 and not token.isascii()


def _marked(texts: Sequence[str]) -> tuple[str, ...]:
    """Words worth marking in what was found by meaning: no interrogatives, no single characters."""
    words = [w for text in texts for w in cut(_unasked(text))]
    also = [normalise(term) for term in synonyms.expand(" ".join(texts))]
    return tuple(dict.fromkeys(w for w in (*words, *also) if len(w) > 1 and phrase_tokens(w)))
