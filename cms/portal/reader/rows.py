"""What lists ask of the database about an article."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from .tree import STEP

SUMMARY = Coalesce(NullIf("summary", Value("")), "opening")
FIELDS = ("pk", "path", "url_path", "title", "published_at", SUMMARY, "source", "lead_id", "pinned")


class Row(NamedTuple):
    pk: int
    path: str
    url_path: str
    title: str
    published_at: datetime
    summary: str  # or the opening
    source: str
    lead: int | None
    pinned: bool

    @property
    def order(self) -> tuple[datetime, int]:
        return self.published_at, self.pk

    @property
    def column(self) -> str:
        return self.path[:-STEP]
