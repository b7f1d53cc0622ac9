"""Addresses for sitemap.xml. Other rooms add theirs; only what everybody may see belongs here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import Any

LIMIT = 50_000  # of the sitemap protocol, for one file

Entry = tuple[str, datetime | None]  # address on the site, last change
Provider = Callable[[Any], Iterable[Entry]]
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """`provider(site)` yields (address beginning with "/", time of the last change or None)."""
    _providers[name] = provider


def entries(site: Any, part: int = 0) -> Iterator[Entry]:
    """All of them, or those of one file (`part` from 1)."""
    found = chain.from_iterable(provider(site) for provider in _providers.values())
    return islice(found, (part - 1) * LIMIT, part * LIMIT) if part else found


def parts(site: Any) -> int:
    """How many files they take."""
    return max(1, -(-sum(1 for _ in entries(site)) // LIMIT))
