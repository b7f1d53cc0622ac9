"""A span of days as people write it: 2020, 2020-01..2023, 2020年1月至今, ..2019."""

from __future__ import annotations

import calendar
import re

from .nodes import Days
from .text import normalise

_DAY = re.compile(r"(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?|年)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_BETWEEN = re.compile(r"\s*(?:\.{2,}|。。+|[~〜至到—–])\s*|(?<=\d{4})\s*-\s*(?=\d{4}(?:\d{4})?$)")
_BAD = "日期“{}”看不懂，已忽略；请写成 日期:2020..2023 或 日期:2020-01..2023-06。"
_TURNED = "日期的开始晚于结束，已对调。"
Edges = tuple[int, int]  # first and last day as 20260131


def read_days(text: str) -> tuple[Days | None, str]:
    """The span, and a hint in Chinese when something was wrong with it."""
    value = normalise(text).strip()
    parts = _BETWEEN.split(value, maxsplit=1)
    if len(parts) == 1:
        edges = _edges(value)
        return (Days(*edges), "") if edges else (None, _BAD.format(text[:20]))
    start, end = parts[0].strip(), parts[1].strip()
    first, last = _edges(start), _edges(end)
    if (start and not first) or (end and not last and end not in ("今", "现在")) or not (first or last):
        return None, _BAD.format(text[:20])
    if first and last and first[0] > last[1]:
        return Days(last[0], first[1]), _TURNED
    return Days(first[0] if first else None, last[1] if last else None), ""


def _edges(text: str) -> Edges | None:
    """The first and last day of a year, a month, a day; None for what is no date."""
    found = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if year < 1 or (found[2] and not 1 <= month <= 12):
        return None
    if not month:
        return year * 10000 + 101, year * 10000 + 1231
    length = calendar.monthrange(year, month)[1]
    if not found[3]:
        return year * 10000 + month * 100 + 1, year * 10000 + month * 100 + length
    if not 1 <= day <= length:
        return None
    return (year * 10000 + month * 100 + day,) * 2
