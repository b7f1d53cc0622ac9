"""What was changed about a thing, field by field, for the audit trail."""

from __future__ import annotations

from typing import Any

from django.db.models import Field, Model


def told(before: Model, now: Model) -> list[str]:
    """电话由“010-1”改为（空）: of each field that differs."""
    return [
        f"{field.verbose_name}由{_said(before, field)}改为{_said(now, field)}"
        for field in now._meta.concrete_fields
        if getattr(before, field.attname) != getattr(now, field.attname)
    ]


def _said(thing: Model, field: Field[Any, Any]) -> str:
    value = getattr(thing, field.name)
    text = ("是" if value else "否") if isinstance(value, bool) else str("" if value is None else value)
    return f"“{text.replace('“', '‘').replace('”', '’')}”" if text else "（空）"
