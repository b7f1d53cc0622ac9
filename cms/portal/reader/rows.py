"""What lists ask of the database about an article."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from .tree import STEP

FIELDS = ("pk", "path", "url_path", "title", "published_at", "summary", "source", "lead_id", "pinned")


class Row(NamedTuple):
    pk: int
    path: str
    url_path: str
    title: str
    published_at: datetime
    summary: str
    source: str
    lead: int | None
    pinned: bool

    @property
    def order(self) -> tuple[datetime, int]:
        return self.published_at, self.pk

    @property
    def column(self) -> str:
        return self.path[:-STEP]
