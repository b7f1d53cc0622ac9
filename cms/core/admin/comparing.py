"""Two versions side by side: days and numbers as people write them, and nothing where there is none.

Wagtail shows Python's own words: None, True, 2026-11-27 15:48:00+08:00.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.html import escape
from wagtail.admin.compare import FieldComparison, TextDiff, register_comparison_class

from cms.core.tags import minute

FIELDS = (models.DateField, models.BooleanField, models.IntegerField)  # times are days as well


def written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return minute(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)


class ValueComparison(FieldComparison):
    def htmldiff(self) -> str:
        before, after = written(self.val_a), written(self.val_b)
        if before == after:
            return escape(after)
        sides = (("deletion", before), ("addition", after))
        return str(TextDiff([side for side in sides if side[1]]).to_html())


def install() -> None:
    for field in FIELDS:
        register_comparison_class(field, comparison_class=ValueComparison)
