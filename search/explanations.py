"""What courts explained: 民诉法解释 is what people call 最高人民法院关于适用《民事诉讼法》的解释."""

from __future__ import annotations

from collections.abc import Iterable

from . import names
from .known import Known
from .nicknames import NICKNAMES, called

FEW = 3  # titles: what stands in more is no name of one


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
    of_law = known.holding(f"适用{full}") if names.IS_LAW.search(full) else ()
    alike = list(of_law) or _about(known, law, name, surely)
    ends = (kind, "规定") if kind == "解释" else (kind,)
    kept = ([n for n in alike if n.endswith(end)] for end in ends)
    return _shortest_first(next(filter(None, kept), []))


def _about(known: Known, topic: str, name: str, surely: bool) -> list[str]:
    """What courts explained of it, where few or called so: 担保制度解释, 专利司法解释, but not 合同规定 or 有关解释."""
    called_so = "司法解释" in name
    if len(topic) < (2 if called_so and not surely else 3) or topic in names.GENERAL:
        return []
    heads = (topic[:end] for end in range(len(topic) - 2, 1, -1) if topic[:end] in known)
    head = next(heads, "")  # 民法典担保制度 is 适用《民法典》有关担保制度
    rest = topic[len(head) :]
    if (surely and not called_so) or rest in names.GENERAL:
        return []
    of_court = (n for n in known.holding(rest) if n.startswith("最高人民") and head in n)
    found = [n for n in of_court if n.endswith(("解释", "规定"))]
    return found if called_so or len(found) <= FEW else []


def _shortest_first(titles: Iterable[str]) -> list[str]:
    return sorted(titles, key=lambda title: (len(title), title))
