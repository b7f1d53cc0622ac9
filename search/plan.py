"""From what was typed to what the engine is asked, in stages: exactly, then across punctuation, then by meaning.

The first stage that finds something answers. Quoted words are never loosened. A plan depends on the text alone, so
it is kept; who asks and what the search is narrowed to come in `access.limits`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

import rjieba

from . import citations, synonyms, syntax
from .nodes import All, And, Bag, Keyword, Near, Node, Not, Nothing, Or, Scored, Term, Text, TextField, normal
from .parts import Close, Days, Either, Every, Part, Typed, Without, Words, sought
from .text import chinese_number, normalise, phrase_tokens, tokens

SINGLE = 0.6  # weight of a single character beside a pair of them
SYNONYM = 0.5  # of a pair that only a synonym brings
SHARE = 0.3  # of the distinct characters and words of a question that a passage must hold at least
SHORT, SHORT_SHARE = 8, 0.5  # the same of a text of fewer
SHORT_PAIRS = 0.65  # of the pairs of such a text, when it is one run
SHORTEST = 4  # of a text that is loosened at all: a single word stands there or does not
LONGEST = 150  # code points of one exact text; what follows is not compared
PAIRS, SINGLES, SYNONYMS = 100, 60, 40  # clauses of a bag, all in all MAX_TOKENS
_QUESTION = re.compile(
    "什么|怎么|怎样|如何|是否|可以|哪些|哪个|哪里|多少|为什么|应该|应当|需要|能否|能不能|有没有|请问|关于|以及|或者|还是"
)
PARTED = range(6, 21)  # characters of a run that may stand in two cells of a table
PARTINGS, BETWEEN = 6, 3  # places tried, tokens that may stand there
_LOOSE_SENTENCE = "没有完全一样的句子，以下是意思相近的内容。"
_LOOSE_WORDS = "没有同时含有这些词的内容，以下是意思相近的内容。"
_QUOTED_NOTHING = "没有与引号里完全一样的内容；去掉引号可以放宽范围。"
_ONLY_WITHOUT = "只写了要排除的词，列出的是其余全部内容，最新的在前。"
_ONCE = "没有这样连着重复的文字，以下是含有“{}”的内容。"
_REPEATED = re.compile(r"(.{2,40}?)\1{2,}")
_RUN = re.compile("[\u3400-\u9fff]+")
_NO_NUMBER = "没有找到文号“{}”的文件。"
_MENTIONED = "没有找到文号“{}”的文件，以下是提到它的内容。"
_CUT = f"这句话较长，只比对了前 {LONGEST} 个字。"


@dataclass(frozen=True, slots=True)
class Stage:
    """`hits` decides which works are found, `by` scores their passages (Nothing: no words to score by)."""

    hits: Node
    by: Node
    terms: tuple[str, ...] = ()  # normalised, to be marked
    loose: bool = False  # ranked by passages at once; the works are those of the best passages
    hint: str = ""
    first: Node | None = None  # what stands before all else that is found, by relevance


@dataclass(frozen=True, slots=True)
class Plan:
    query: str
    stages: tuple[Stage, ...]
    hints: tuple[str, ...] = ()
    nothing: str = ""  # the hint when no stage finds anything
    unpinned: str = ""  # the hint when something is found but not the document that was named
    scored: bool = True  # False: only filters and exclusions, newest first
    citation: citations.Citation | None = None
    plain: str = ""  # the query when it may be a title or a document number as a whole
    quoted: bool = False  # something must stand exactly as it was typed

    @property
    def terms(self) -> tuple[str, ...]:
        """What a reader of a work found by this query marks."""
        return self.stages[0].terms if self.stages else ()


@lru_cache(maxsize=1024)
def plan_of(query: str) -> Plan:
    """Never raises. No stage at all when nothing was asked."""
    typed = syntax.read(query)
    if not typed.parts:
        return Plan(typed.query, (), typed.hints)
    leaves = [leaf for leaf in sought(typed.parts) if isinstance(leaf, Words)]
    hints = list(typed.hints)
    if any(len(leaf.text) > LONGEST for leaf in leaves):
        hints.append(_CUT)
    scored = bool(leaves) or any(isinstance(leaf, Close) for leaf in sought(typed.parts))
    if not scored and not any(isinstance(part, Days) for part in typed.parts):
        hints.append(_ONLY_WITHOUT)
    citation = citations.parse(typed.plain) if typed.plain else None
    number = citations.parse_number(typed.plain) if typed.plain else None
    if citation and not citation.bare:
        first = [_cited(citation)]
    elif number:
        first = [_numbered(number)]
    else:
        first = _exact(typed, leaves)
    # with its year it can be nothing else, and what merely looks like it is another document
    dated = number is not None and _dated(number)
    stages = first if dated else [*first, *_once(typed), *_loose(typed, leaves)]
    quoted = any(leaf.exact for leaf in leaves)
    nothing = _QUOTED_NOTHING if quoted else ""
    return Plan(
        query=typed.query,
        stages=tuple(stages),
        hints=tuple(hints),
        nothing=_NO_NUMBER.format(typed.plain) if dated else nothing,
        unpinned=_MENTIONED.format(typed.plain) if dated else "",
        scored=scored,
        citation=citation,
        plain=typed.plain,
        quoted=quoted,
    )


def _exact(typed: Typed, leaves: Sequence[Words]) -> list[Stage]:
    stages: list[Stage] = []
    terms = _terms(leaves, typed)
    first = _article(typed)
    for across in (False, True):
        hits = And(tuple(_node(part, across) for part in typed.parts))
        texts = [_text(leaf, across) for leaf in leaves if leaf.field == "all"]
        near = [_near(leaf) for leaf in sought(typed.parts) if isinstance(leaf, Close)]
        together = _together(leaves)
        by: Node = Or((*texts, *near, *together))
        works: Node = Or((*texts, *near, *(replace(text, field="title") for text in texts)))
        found = normal(Scored(hits, works) if texts or near else hits)
        stage = Stage(found, normal(by), terms, first=first)
        if not stages or stage.hits != stages[0].hits:
            stages.append(stage)
    return stages


def _article(typed: Typed) -> Node | None:
    """A number of an article alone: before the works that only mention it come those that have it."""
    leaf = typed.parts[0]
    if len(typed.parts) > 1 or not isinstance(leaf, Words) or leaf.exact or leaf.field != "all":
        return None
    anchor = citations.article_anchor(leaf.text)
    return Keyword("anchor", (anchor,)) if anchor else None


def _once(typed: Typed) -> list[Stage]:
    """A word several times on end, as copied from print that was made bold by printing it over: the word itself."""
    leaf = typed.parts[0]
    if len(typed.parts) > 1 or not isinstance(leaf, Words) or leaf.exact or leaf.field != "all":
        return []
    found = _REPEATED.fullmatch(leaf.text[:LONGEST])
    if found is None:
        return []
    word = replace(leaf, text=found[1])
    stages = _exact(replace(typed, parts=(word,)), [word])
    return [replace(stage, hint=_ONCE.format(found[1])) for stage in stages]


def _parted(text: str) -> list[Node]:
    """In two parts with a little between them, as the heads of a table when its cells are read one by one."""
    if len(text) not in PARTED or not _RUN.fullmatch(text) or _QUESTION.search(text):
        return []
    ends = accumulate(map(len, rjieba.cut(text)))
    places = [end for end in ends if 2 <= end <= len(text) - 2]
    middle = sorted(places, key=lambda end: abs(2 * end - len(text)))[:PARTINGS]
    return [Near(text[:end], text[end:], BETWEEN) for end in sorted(middle)]


def _together(leaves: Sequence[Words]) -> list[Text]:
    """All the words on end: where they stand together, they were meant together."""
    plain = [leaf.text for leaf in leaves if leaf.field == "all"]
    return [Text(" ".join(plain)[:LONGEST], across=True)] if len(plain) > 1 else []


def _loose(typed: Typed, leaves: Sequence[Words]) -> list[Stage]:
    """Any of the characters, the more the better; constraints other than plain words stay as they are."""
    free = [leaf.text for leaf in leaves if leaf.field == "all" and not leaf.exact]
    bag = bag_of(" ".join(free)) if free else None
    if bag is None:
        return []
    kept = [_node(part, True) for part in typed.parts if not _loosens(part)]
    if len(free) == 1 and len(set(tokens(free[0])[1])) < SHORT:
        kept.append(_most_pairs(bag))
    node = normal(And((bag, *kept)))
    hint = _LOOSE_SENTENCE if len(free) == 1 else _LOOSE_WORDS
    parted = _parted(free[0]) if len(free) == 1 else []
    first = normal(And((Or(tuple(parted)), *kept))) if parted else None
    return [Stage(node, bag, _marked(free), loose=True, hint=hint, first=first)]


def _loosens(part: Part) -> bool:
    if isinstance(part, Every | Either):
        return any(map(_loosens, part.parts))
    return isinstance(part, Words) and part.field == "all" and not part.exact


def bag_of(text: str) -> Bag | None:
    """Pairs, weaker single characters and, weaker still, the pairs of synonyms of a normalised text; None of a short one."""
    pairs, singles = tokens(text)
    weights: dict[tuple[str, str], float] = {}
    for token, count in list(Counter(p for p in pairs if not _lone(p)).items())[:PAIRS]:
        weights["b", token] = float(count)
    ours = list(Counter(singles).items())[:SINGLES]
    for token, count in ours:
        weights["u", token] = SINGLE * count
    also = {pair for term in synonyms.expand(text) for pair in tokens(normalise(term))[0] if not _lone(pair)}
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


def _node(part: Part, across: bool) -> Node:
    if isinstance(part, Words):
        return _number_field(part) if part.field == "number" else _text(part, across)
    if isinstance(part, Close):
        return _near(part)
    if isinstance(part, Without):
        return Not(_node(part.part, False))
    if isinstance(part, Every):
        return And(tuple(_node(child, across) for child in part.parts))
    if isinstance(part, Either):
        return Or(tuple(_node(child, across) for child in part.parts))
    return part


def _text(leaf: Words, across: bool) -> Text:
    text = leaf.text[:LONGEST]
    return Text(text, leaf.field, across and not leaf.exact and _broken(text))


def _broken(text: str) -> bool:
    """Whether reading across punctuation can make a difference."""
    found = phrase_tokens(text)
    return found is not None and len(found[1]) + (found[0] == "b") > 1


def _near(leaf: Close) -> Node:
    return Near(leaf.first[:LONGEST], leaf.second[:LONGEST], leaf.slop)


def _number_field(leaf: Words) -> Node:
    number = citations.parse_number(leaf.text)
    return (
        Or(tuple(_spellings(number, "number")))
        if number
        else Text(leaf.text[:LONGEST], "number", across=True)
    )


def _spellings(number: str, field: TextField = "all") -> list[Text]:
    """A document number with and without 年 and 第, whatever its brackets are."""
    organ, _, serial = number.partition(" ")
    heads = (organ, f"{organ}年") if _dated(number) else (organ,)
    tails = (f"{serial}号", normalise(f"第{serial}号"))
    return [Text(f"{head} {tail}", field, True) for head in heads for tail in tails]


def _dated(number: str) -> bool:
    return number.partition(" ")[0][-4:].isdigit()


def _numbered(number: str) -> Stage:
    texts = _spellings(number)
    return Stage(Or(tuple(texts)), Or(tuple(texts)), tuple(text.text for text in texts))


def _cited(citation: citations.Citation) -> Stage:
    """Where the article is cited; the article itself is looked up in the title book."""
    sub = f"之{chinese_number(citation.sub)}" if citation.sub else ""
    label = f"第{chinese_number(citation.article)}条{sub}"
    text = Text(f"{citation.name}{label}", across=True)
    return Stage(text, text, (text.text, label))


def _terms(leaves: Sequence[Words], typed: Typed) -> tuple[str, ...]:
    near = [leaf for leaf in sought(typed.parts) if isinstance(leaf, Close)]
    texts = [leaf.text[:LONGEST] for leaf in leaves if leaf.field in ("all", "title")]
    return tuple(dict.fromkeys([*texts, *(text for leaf in near for text in (leaf.first, leaf.second))]))


def _marked(texts: Sequence[str]) -> tuple[str, ...]:
    """Words worth marking in what was found by meaning: no interrogatives, no single characters."""
    words = [w for text in texts for w in rjieba.cut(_QUESTION.sub(" ", text))]
    also = [normalise(term) for term in synonyms.expand(" ".join(texts))]
    return tuple(dict.fromkeys(w for w in (*words, *also) if len(w) > 1 and phrase_tokens(w)))


__all__ = ["All", "Nothing", "Plan", "Stage", "bag_of", "plan_of"]
