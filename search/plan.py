"""From what was typed to what the engine is asked, in stages: exactly, then across punctuation, then by meaning.

The first stage that finds something answers. Quoted words are never loosened. A plan depends on the text alone, so
it is kept; who asks and what the search is narrowed to come in `access.limits`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from . import citations, loose, synonyms, syntax
from .clauses import LONGEST, is_dated, near_of, node_of, spellings, text_of
from .nodes import And, Keyword, Node, Nothing, Or, Scored, Text, normal
from .parts import Close, Days, Either, Typed, Words, sought
from .stage import Stage
from .text import normalise
from .together import ITEMS, counted, named

_QUOTED_NOTHING = "没有与引号里完全一样的内容；去掉引号可以放宽范围。"
_AUTHORED = "“作者：”只在写明了作者或发布机关的内容里找，法规多半没有写明；去掉“作者：”可以在全文里找。"
_ONLY_WITHOUT = "只写了要排除的词，列出的是其余全部内容，最新的在前。"
_TITLED = "以下是题名里有“{}”的；要找条文，请写“{}”。"
_ASKED = "没有这样的原文，以下是含有{}的内容。"
_SPOKEN_OF = "没有这样的原文，以下是提到{}的内容。"
_SHORTENED = "“{}”一并按{}查找。"
LONGEST_SHORT = 4  # characters of a word that is short for others
COPIED = 5  # characters behind the number of an article that are its text
LONGEST_PARTED = 3  # characters of a word of which is said that something stands between them
_PARTED = "没有连着写的“{}”，以下内容里这几个字中间隔着标点。"
_ONCE = "没有这样连着重复的文字，以下是含有“{}”的内容。"
_RUN_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d{1,5})(?=号)")
_REPEATED = re.compile(r"(.{2,40}?)\1{2,}")
_NO_NUMBER = "没有找到文号“{}”的文件。"
_MENTIONED = "没有找到文号“{}”的文件，以下是提到它的内容。"
_NOT_FOUND = "没有找到“{}”，以下是意思相近的内容。"
_SPOKEN_OF_ONLY = "没有找到“{}”，以下是提到“{}”的内容。"
_CUT = f"这句话较长，只比对了前 {LONGEST} 个字。"


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
        return next((stage.terms for stage in self.stages if not stage.doubtful), ())


@lru_cache(maxsize=1024)
def plan_of(query: str) -> Plan:
    """Never raises. No stage at all when nothing was asked."""
    as_typed = syntax.read(query)
    typed = _in_full(as_typed)
    typed = replace(typed, plain=citations.straightened(typed.plain))
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
        first = [*_as_sentence(typed, leaves, citation), _cited(citation, leaves)]
    elif number:
        first = [_numbered(number), *_exact(typed, leaves)]  # 文昌路一百号 is none
    else:
        first = [*_in_titles(as_typed, typed), *_exact(typed, leaves)]
    dated = number is not None and is_dated(number)
    about: tuple[list[Stage], ...] = ()
    if citation and not citation.bare and not citation.mentioned:
        about = (_unrun(typed), *_not_here(typed, leaves, citation))
    elif number is None or not _is_surely(number):  # what merely looks like it is another document
        asked, others = _asked(typed), loose.other_words(typed, leaves)
        # one word is best looked for as it is; several that stand together nowhere, by what they mean
        last = (asked, others) if len(asked) and len(asked[0].terms) == 1 else (others, asked)
        some = loose.any_of(typed, leaves) or _spoken_of(typed)
        one = loose.of_one_character(typed, leaves)
        idioms = loose.other_words(typed, leaves, several=True)
        about = (_once(typed), _unrun(typed), idioms, loose.stages(typed, leaves), *last, one, some)
    stages = [*first, *(stage for each in about for stage in each)]
    quoted = any(leaf.exact for leaf in leaves)
    authored = any(leaf.field == "author" for leaf in leaves)
    nothing = _AUTHORED if authored else _QUOTED_NOTHING if quoted else ""
    return Plan(
        query=typed.query,
        stages=tuple(stages),
        hints=tuple(hints),
        nothing=_NO_NUMBER.format(lacking) if (lacking := _number_in(citation, number, typed)) else nothing,
        unpinned=_MENTIONED.format(typed.plain) if dated else "",
        scored=scored,
        citation=citation,
        plain=typed.plain,
        quoted=quoted,
    )


def _in_titles(asked: Typed, typed: Typed) -> list[Stage]:
    """…发展31条措施 is no 第三十一条."""
    leaf, label = _lone(asked), _lone(typed)
    if leaf is None or label is None or leaf == label:
        return []
    return _sought(asked, [replace(leaf, field="title")], _TITLED.format(leaf.text, label.text))


def _in_full(typed: Typed) -> Typed:
    """15条 is 第十五条."""
    leaf = _lone(typed)
    label = citations.article_label(leaf.text) if leaf else ""
    return replace(typed, parts=(replace(leaf, text=label),)) if leaf and label else typed


def _exact(typed: Typed, leaves: Sequence[Words]) -> list[Stage]:
    stages: list[Stage] = []
    full = _in_full_words(typed)
    terms = (*_terms(leaves, typed), *(text.text for text in full))
    first = Or(tuple(full)) if full else _article(typed)
    hint = _SHORTENED.format(terms[0], named(terms[1:])) if full else ""
    item = leaves[0].text if first is None and _lone(typed) and ITEMS.match(leaves[0].text) else ""
    if item:
        first = counted(item)
    elif first is None and _is_copied(leaves):
        first = next(iter(_together(leaves)), None)  # 第十九条 经依法批准: an article as it was copied
    for across in (False, True):
        hits: Node = And(tuple(node_of(part, across) for part in typed.parts))
        texts = [text_of(leaf, across) for leaf in leaves if leaf.field == "all"]
        if full:
            hits, texts = Or((hits, *full)), [*texts, *full]
        if across and (lone := _lone(typed)) and len(lone.text) <= LONGEST_PARTED:
            hint = hint or _PARTED.format(lone.text)
        near = [near_of(leaf) for leaf in sought(typed.parts) if isinstance(leaf, Close)]
        together = _together(leaves)
        by: Node = Or((*texts, *near, *together))
        works: Node = Or((*texts, *near, *(replace(text, field="title") for text in texts)))
        found = normal(Scored(hits, works) if texts or near else hits)
        stage = Stage(found, normal(by), terms, hint=hint, first=first, counted="" if across else item)
        if not stages or stage.hits != stages[0].hits:
            stages.append(stage)
    return stages


def _is_copied(leaves: Sequence[Words]) -> bool:
    """A number of an article and so much behind it that it is its text: 第三十三条 公民 are two words."""
    return len(leaves) > 1 and bool(
        citations.article_anchor(leaves[0].text) and sum(len(leaf.text) for leaf in leaves[1:]) >= COPIED
    )


def _lone(typed: Typed) -> Words | None:
    """One stretch of plain text, when nothing else was typed."""
    match typed.parts:
        case (Words(exact=False, field="all") as leaf,):
            return leaf
    return None


def _sought(typed: Typed, words: Sequence[Words], hint: str = "") -> list[Stage]:
    """These words instead of what was typed."""
    return [replace(stage, hint=hint) for stage in _exact(replace(typed, parts=tuple(words)), words)]


def _in_full_words(typed: Typed) -> list[Text]:
    """What a word alone is short for: 政审 is 政治审查, which texts write, and otherwise only part of 行政审批."""
    leaf = _lone(typed)
    alike = synonyms.expand(leaf.text) if leaf and len(leaf.text) <= LONGEST_SHORT else ()
    full = [term for term in alike if leaf and _is_short_for(leaf.text, term)]
    return [Text(term) for term in full if not any(other in term for other in full if other != term)]


def _is_short_for(word: str, term: str) -> bool:
    rest = iter(term)
    return len(word) > 1 and word not in term and all(char in rest for char in word)


def _article(typed: Typed) -> Node | None:
    """A number of an article alone: before the works that only mention it come those that have it."""
    leaf = _lone(typed)
    anchor = citations.article_anchor(leaf.text) if leaf else ""
    return Keyword("anchor", (anchor,)) if anchor else None


def _once(typed: Typed) -> list[Stage]:
    """A word several times on end, as copied from print that was made bold by printing it over: the word itself."""
    leaf = _lone(typed)
    if leaf is None:
        return []
    found = _REPEATED.fullmatch(leaf.text[:LONGEST])
    if found is None:
        return []
    return _sought(typed, [replace(leaf, text=found[1])], _ONCE.format(found[1]))


def _unrun(typed: Typed) -> list[Stage]:
    """A sentence without its marks runs the year and the number of a document together: 法释201511号."""
    leaf = _lone(typed)
    if leaf is None:
        return []
    text = _RUN_NUMBER.sub(r"\1 \2", leaf.text)
    return _sought(typed, [replace(leaf, text=text)]) if text != leaf.text else []


def _asked(typed: Typed) -> list[Stage]:
    """The words of a short question without those that only ask: 怎么入党 is about 入党, and so is 怎么 入党."""
    plain = [leaf.text for leaf in typed.parts if isinstance(leaf, Words)] if typed.plain else []
    words = [Words(word) for word in loose.meant(" ".join(plain))]
    hint = _ASKED.format(named(word.text for word in words))
    return _sought(typed, words, hint) if words else []


def _spoken_of(typed: Typed) -> list[Stage]:
    """Any of the words of a short question: 食堂几点开饭 where nobody writes of 开饭."""
    leaf = _lone(typed)
    words = [replace(leaf, text=word) for word in loose.spoken_of(leaf.text)] if leaf else []
    if not words:
        return []
    hint = _SPOKEN_OF.format("或".join(f"“{word.text}”" for word in words))
    stages = _exact(replace(typed, parts=(Either(tuple(words)),)), words)
    return [replace(stage, hint=hint) for stage in stages]


def _together(leaves: Sequence[Words]) -> list[Text]:
    """All the words on end: where they stand together, they were meant together."""
    plain = [leaf.text for leaf in leaves if leaf.field == "all"]
    return [Text(" ".join(plain)[:LONGEST], across=True)] if len(plain) > 1 else []


def _numbered(number: str) -> Stage:
    texts = spellings(number)
    return Stage(Or(tuple(texts)), Or(tuple(texts)), tuple(text.text for text in texts))


def _as_sentence(typed: Typed, leaves: Sequence[Words], citation: citations.Citation) -> list[Stage]:
    """What cites may be a piece of a sentence; of words apart only where they stand together: 刑法第264条 盗窃."""
    doubtful = not citation.mentioned
    apart = _lone(typed) is None
    stages = _sought(typed, [Words(normalise(typed.plain))]) if apart else _exact(typed, leaves)
    return [replace(stage, named=False, doubtful=doubtful) for stage in stages]


def _cited(citation: citations.Citation, leaves: Sequence[Words]) -> Stage:
    """Where the article is cited; the article itself is looked up in the title book. 离婚 民法典第1079条: what has both."""
    label = citation.label
    text = Text(f"{citation.name}{label}", across=True)
    if len(leaves) == 1 or citations.parse(leaves[-1].text) is None:
        return Stage(Nothing(), text, (text.text, label), (text,))
    apart = tuple(text_of(leaf, True) for leaf in leaves)
    terms = (text.text, *(leaf.text for leaf in leaves), label)
    return Stage(And(apart), Or((text, *apart)), terms, (text,))


def _is_surely(number: str) -> bool:
    """A document number and nothing else: with its year, or of a decree."""
    return is_dated(number) or number.partition(" ")[0].endswith("令")


def _number_in(citation: citations.Citation | None, number: str | None, typed: Typed) -> str:
    """The document number that was surely meant, as it was typed."""
    if citation and citation.numbered and not citation.mentioned:
        return citation.name
    return typed.plain if number and _is_surely(number) else ""


def _not_here(typed: Typed, leaves: Sequence[Words], citation: citations.Citation) -> tuple[list[Stage], ...]:
    """Where no work is called so: what mentions it, and what is alike unless a number was named."""
    if citation.numbered and (number := citations.parse_number(citation.name)):
        return ([replace(_numbered(number), hint=_MENTIONED.format(citation.name))],)
    text = Text(citation.name, across=True)
    hint = _SPOKEN_OF_ONLY.format(typed.plain, citation.name)
    mentions = Stage(Nothing(), text, (citation.name,), (text,), hint=hint)
    alike = [
        Stage(stage.hits, stage.by, stage.terms, loose=True, hint=_NOT_FOUND.format(typed.plain))
        for stage in loose.stages(typed, leaves)
    ]
    return [mentions], alike


def _terms(leaves: Sequence[Words], typed: Typed) -> tuple[str, ...]:
    near = [leaf for leaf in sought(typed.parts) if isinstance(leaf, Close)]
    texts = [leaf.text[:LONGEST] for leaf in leaves if leaf.field in ("all", "title")]
    return tuple(dict.fromkeys([*texts, *(text for leaf in near for text in (leaf.first, leaf.second))]))
