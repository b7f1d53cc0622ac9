"""Very many places of the page tree as one condition of a query, on SQLite and PostgreSQL alike.

One comparison a place would not do: SQLite refuses a thousand in a row, and each row of a table is held against all.
So the places travel as one JSON value, and a row is looked up in them once for each depth that occurs.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Func
from wagtail.models import Page

LISTED = {
    "sqlite": "SELECT value FROM json_each(%s)",
    "postgresql": "SELECT jsonb_array_elements_text(%s::jsonb)",
}


def below_sql(field: str, places: Iterable[str], vendor: str) -> tuple[str, list[str]]:
    """Whether a tree path stands at or below one of the places, and the values to bind. `field`: SQL without values."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for place in sorted(places):
        by_length[len(place)].append(place)
    parts = [f"substr({field}, 1, {length}) IN ({LISTED[vendor]})" for length in by_length]
    return f"({' OR '.join(parts) or '1 = 0'})", [json.dumps(some) for some in by_length.values()]


class Below(Func):
    """`Below("path", places)` for filter, exclude and Q."""

    output_field = BooleanField()

    def __init__(self, field: str, places: Iterable[str]) -> None:
        super().__init__(field)
        self.places = tuple(places)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        field, _ = compiler.compile(self.source_expressions[0])
        return below_sql(field, self.places, connection.vendor)


class Among(Func):
    """`Among("pk", keys)`: very many keys as one value, as above; `AmongTexts` for a field of text."""

    output_field = BooleanField()
    cast = "::bigint"

    def __init__(self, field: str, keys: Iterable[Any]) -> None:
        super().__init__(field)
        self.keys = json.dumps(list(keys))

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        field, _ = compiler.compile(self.source_expressions[0])
        cast = self.cast if connection.vendor == "postgresql" else ""
        return f"{field} IN ({LISTED[connection.vendor]}{cast})", [self.keys]


class AmongTexts(Among):
    cast = ""


def with_aliases(paths: Iterable[str]) -> set[str]:
    """Tree paths, and those of the aliases of all that stands at or below them, to the end."""
    done: set[str] = set()
    todo = set(paths)
    while todo:
        done |= todo
        aliases = Page.objects.filter(Below("alias_of__path", todo), alias_of__isnull=False)
        todo = set(aliases.values_list("path", flat=True)) - done
    return done
