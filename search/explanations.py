"""What courts explained: 民诉法解释 is what people call 最高人民法院关于适用《民事诉讼法》的解释."""

from __future__ import annotations

from collections.abc import Iterable

from . import names
from .known import Known
from .lexicon import cut
from .nicknames import NICKNAMES, called

FEW, MOST = 3, 12  # titles: what stands in more is no name of one; the same where 司法解释 is said


def explaining(known: Known, name: str, surely: bool) -> list[str]:
    """民诉法解释 → 最高人民法院关于适用《民事诉讼法》的解释; 民间借贷规定 → 关于审理民间借贷案件适用法律若干问题的规定. Where
    none is a 解释, 公司法解释三 is 关于适用《公司法》若干问题的规定（三）. `surely` it is of a law, or called 司法解释.
    """
    found = names.EXPLAINS.fullmatch(name)
    if not found:
        return []
    law, kind = found["law"], name[-2:]
    law = NICKNAMES.get(law, law)
    # surely 合同解释 is a word of its own, not what explains 合同法
    laws = (law, called(law)) if surely else (law, called(law), f"{law}法")
    full = next((each for each in laws if each in known), "") or next(iter(known.contracted(law)), law)
    of_law = set(known.holding(f"适用{full}")) if names.IS_LAW.search(full) else ()
    return _of_kind(kind, of_law) if of_law else _about(known, law, name, surely)


def _about(known: Known, topic: str, name: str, surely: bool) -> list[str]:
    """What courts explained of it, where few or called so: 担保制度解释, 盗窃解释, but not 合同规定 or 有关解释."""
    called_so, kind = "司法解释" in name, name[-2:]
    if (surely and not called_so) or len(topic) < (2 if kind == "解释" and not surely else 3):
        return []
    if topic.endswith("罪") and not any(known.holding(topic)):  # 盗窃罪解释 is 关于办理盗窃刑事案件…的解释
        topic = topic[:-1]
    heads = (topic[:end] for end in range(len(topic) - 2, 1, -1) if topic[:end] in known)
    head = next(heads, "")  # 民法典担保制度 is 适用《民法典》有关担保制度
    rest = topic[len(head) :]
    if names.GENERAL & {topic, rest}:
        return []
    words = cut(rest)
    # its words in their order: 知识产权证据 in 知识产权民事诉讼证据
    apart = () if any(len(word) < 2 for word in words) else known.holding(*words)
    of_court = (
        [n for n in some if n.startswith("最高人民") and head in n and _is_meant(rest, n)]
        for some in (known.holding(rest), apart)
    )
    found = _of_kind(kind, *of_court)
    # 租赁合同 is a part of 房屋租赁合同, and none of 融资租赁合同
    found.sort(key=lambda title: not names.begins_word(rest, title))
    return found if len(found) <= (MOST if called_so else FEW) else []


def _is_meant(topic: str, title: str) -> bool:
    """有权 is none of 所有权."""
    return len(topic) > 2 or names.begins_word(topic, title)


def _of_kind(kind: str, *titles: Iterable[str]) -> list[str]:
    """Of the first that there are, the shortest first, whoever wrote it; the 规定 where none is a 解释."""
    ordered = [
        sorted(some, key=lambda title: (len(title.partition("关于")[2] or title), title)) for some in titles
    ]
    ends = (kind, "规定") if kind == "解释" else (kind,)
    found = ([title for title in some if title.endswith(end)] for end in ends for some in ordered)
    return next(filter(None, found), [])
