"""Sections of the home page that other rooms bring: the portal knows none of them.

In its AppConfig.ready() a room calls, for example::

    home_sections.register("library", template="library/home.html", provider=shelf, order=50)

`provider(site)` returns plain values for the template (as `section.data`), or None to stay away. It is asked
once for each drawing of the home page of that site and must bring only what everybody may see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Provider = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    template: str
    provider: Provider
    order: int


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    template: str
    data: Any


_entries: dict[str, Entry] = {}


def register(name: str, *, template: str, provider: Provider, order: int = 50) -> None:
    _entries[name] = Entry(name, template, provider, order)


def sections(site: Any) -> tuple[Section, ...]:
    found = []
    for entry in sorted(_entries.values(), key=lambda e: (e.order, e.name)):
        data = entry.provider(site)
        if data is not None:
            found.append(Section(entry.name, entry.template, data))
    return tuple(found)
