"""What a visitor chose in the list of a library, read from a query string; a bad choice is answered in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cms.library.models import WorkKind

MOST = 60  # values of one facet
SAID = 20  # characters of a bad value that the answer repeats
YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)
SORTS = {"": "新上架", "year": "年份", "title": "书名"}


class BadChoice(ValueError):
    """No list can be made of this; the message is for people."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The visitor's choice. Years and issuers of which there are no works simply find nothing."""

    kinds: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    issuers: tuple[str, ...] = ()
    sort: str = ""

    @property
    def filtered(self) -> bool:
        return bool(self.kinds or self.years or self.issuers)

    def params(self, **changes: str) -> dict[str, list[str]]:
        chosen = {
            "kind": list(self.kinds),
            "year": [str(year) for year in self.years],
            "issuer": list(self.issuers),
            "sort": [changes.get("sort", self.sort)],
        }
        return {name: values for name, values in chosen.items() if any(values)}


def wanted(params: Mapping[str, Sequence[str]]) -> Wanted:
    """From the lists of values of a query string. Raises BadChoice."""
    sort = params.get("sort") or [""]
    return Wanted(
        _values(params, "kind", "种文献类型", _kind),
        tuple(map(int, _values(params, "year", "个年份", _year))),
        _values(params, "issuer", "个发布机关或出版者", lambda value: value[:200].replace("\0", "")),
        _sort(sort[-1].strip()),
    )


def _values(
    params: Mapping[str, Sequence[str]], name: str, counted: str, read: Callable[[str], str]
) -> tuple[str, ...]:
    """Each once, empty ones left out."""
    found = tuple(dict.fromkeys(read(value.strip()) for value in params.get(name, ()) if value.strip()))
    if len(found) > MOST:
        raise BadChoice(f"一次最多选 {MOST} {counted}，请减少几个。")
    return found


def _kind(value: str) -> str:
    if value not in WorkKind.values:
        options = "、".join(f"{kind.value}（{kind.label}）" for kind in WorkKind)
        raise BadChoice(f"没有“{_said(value)}”这种文献类型，可选：{options}。")
    return value


def _year(value: str) -> str:
    if not YEAR.fullmatch(value):
        raise BadChoice(f"年份“{_said(value)}”不正确，请写成 2026 这样的四位数字。")
    return value


def _sort(value: str) -> str:
    if value not in SORTS:
        options = "、".join(f"{name}（{label}）" for name, label in SORTS.items() if name)
        raise BadChoice(f"不能按“{_said(value)}”排序，可选：{options}。")
    return value


def _said(value: str) -> str:
    return value[:SAID] + "…" if len(value) > SAID else value
