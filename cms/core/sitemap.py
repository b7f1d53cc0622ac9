"""Addresses for sitemap.xml. Other rooms add theirs; only what everybody may see belongs here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

LIMIT = 50_000  # of the sitemap protocol, for one file

Entry = tuple[str, datetime | None]  # address on the site, last change
Provider = Callable[[Any], Iterable[Entry]]
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """`provider(site)` yields (address beginning with "/", time of the last change or None)."""
    _providers[name] = provider


def entries(site: Any) -> Iterator[Entry]:
    return islice((entry for provider in _providers.values() for entry in provider(site)), LIMIT)
