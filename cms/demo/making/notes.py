"""What was made before, and a note of each thing made now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from ..models import Made

M = TypeVar("M", bound=models.Model)


class Notes:
    """`today` is the day all dates are counted back from."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.known: dict[str, int | None] = dict(Made.objects.values_list("key", "object_id"))

    def lacks(self, *keys: str) -> bool:
        """Was any of these never made?"""
        return any(key not in self.known for key in keys)

    def add(self, key: str, made: models.Model | None = None) -> None:
        """Call in the transaction that makes it."""
        note = Made.objects.create(key=key, object_id=made.pk if made else None)
        self.known[key] = note.object_id

    def find(self, model: type[M], key: str) -> M | None:
        """What was made under this key, if it still exists."""
        manager: Any = model._default_manager
        pk = self.known.get(key)
        found: M | None = manager.filter(pk=pk).first() if pk else None
        return found

    def existing(self, model: type[models.Model], keys: Iterable[str]) -> dict[str, int]:
        """Of these keys, those whose thing still exists, with its number."""
        wanted = {key: pk for key in keys if (pk := self.known.get(key))}
        manager: Any = model._default_manager
        alive = set(manager.filter(pk__in=wanted.values()).values_list("pk", flat=True))
        return {key: pk for key, pk in wanted.items() if pk in alive}

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def moment(self, ago: int, hour: int, minute: int) -> datetime:
        return timezone.make_aware(datetime.combine(self.day(ago), time(hour, minute)))
