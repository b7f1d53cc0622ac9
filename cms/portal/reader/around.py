# ruff: noqa: S608 - names of tables come from the models, every value is bound
"""What an article page says about others: neighbours in its column, related articles, its tags, linked articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from taggit.models import Tag
from wagtail.models import Page

from cms.core.below import below_sql
from cms.core.models import PageTag
from cms.portal.models import ArticlePage

from .rows import Row

RELATED = 5
ARTICLE, PAGE, TAGGED, TAG = (model._meta.db_table for model in (ArticlePage, Page, PageTag, Tag))
MOMENT: Any = ArticlePage._meta.get_field("published_at")
SUMMARY = "COALESCE(NULLIF(a.summary, ''), a.opening)"
FIELDS = (
    f"p.id, p.path, p.url_path, p.title, a.published_at, {SUMMARY}, a.source, a.lead_id, a.pinned"  # of Row
)


@dataclass(frozen=True, slots=True)
class Around:
    """`links` are addresses of articles that the text links to."""

    older: Row | None = None
    newer: Row | None = None
    related: tuple[Row, ...] = ()
    tags: tuple[str, ...] = ()
    links: dict[int, str] | None = None  # pk -> url_path


def best(shared: Mapping[int, int], rows: Mapping[int, Row]) -> tuple[Row, ...]:
    """Related articles: most tags in common first, then the newest. `shared` counts those tags, by primary key."""
    order = sorted(shared, key=lambda pk: (shared[pk], rows[pk].order), reverse=True)
    return tuple(rows[pk] for pk in order[:RELATED])


def find(
    page: ArticlePage, when: datetime, linked: Iterable[int], *, column: str, root: str, hidden: Iterable[str]
) -> Around:
    """One query, written by hand: Django would take longer to put it together than the database to answer it.

    Neighbours are looked for along the index of published_at, from `when` on, up to the first row of this column. Tree
    paths are compared by `substr`, which means the same on every database whatever its collation.
    """
    sql, values = _statement(page, when, sorted(linked), column, root, list(hidden))
    found: dict[str, dict[int, Row]] = {part: {} for part in ("older", "newer", "related", "linked")}
    shared: dict[int, int] = {}
    tags: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for part, number, name, *fields in cursor.fetchall():
            if part == "tag":
                tags.append(name)
                continue
            row = _row(fields)
            found[part][row.pk] = row
            if part == "related":
                shared[row.pk] = number
    return Around(
        older=next(iter(found["older"].values()), None),
        newer=next(iter(found["newer"].values()), None),
        related=best(shared, found["related"]),
        tags=tuple(sorted(tags)),
        links={pk: row.url_path for pk, row in found["linked"].items()},
    )


def _row(fields: list[Any]) -> Row:
    """SQLite knows neither times nor truth."""
    pk, path, url_path, title, moment, summary, source, lead, pinned = fields
    column = MOMENT.get_col("a")
    for convert in connection.ops.get_db_converters(column):
        moment = convert(moment, column, connection)
    return Row(pk, path, url_path, title, moment, summary, source, lead, bool(pinned))


def _statement(
    page: ArticlePage, when: datetime, linked: list[int], column: str, root: str, hidden: list[str]
) -> tuple[str, list[Any]]:
    own = page.pk or 0
    moment = MOMENT.get_db_prep_value(when, connection)
    joined = f"{ARTICLE} a JOIN {PAGE} p ON p.id = a.page_ptr_id"
    shown = "p.live AND a.published_at IS NOT NULL AND substr(p.path, 1, %s) = %s"
    seen: list[Any] = [len(root), root]
    if hidden:
        below, places = below_sql("p.path", hidden, connection.vendor)
        shown += f" AND NOT {below}"
        seen += places
    beside = f"FROM {joined} WHERE {shown} AND substr(p.path, 1, %s) = %s AND p.depth = %s"
    place = [*seen, len(column), column, page.depth]
    parts: list[tuple[str, list[Any]]] = [
        (
            f"SELECT 'older' AS part, p.id AS pk, 0 AS shared, '' AS name {beside} AND (a.published_at, a.page_ptr_id) < (%s, %s)"
            " ORDER BY a.published_at DESC, a.page_ptr_id DESC LIMIT 1",
            [*place, moment, own],
        ),
        (
            f"SELECT 'newer', p.id, 0, '' {beside} AND (a.published_at, a.page_ptr_id) > (%s, %s)"
            " ORDER BY a.published_at, a.page_ptr_id LIMIT 1",
            [*place, moment, own],
        ),
        (
            f"SELECT 'related', p.id, count(DISTINCT t.tag_id), '' FROM {TAGGED} mine"
            f" JOIN {TAGGED} t ON t.tag_id = mine.tag_id JOIN {ARTICLE} a ON a.page_ptr_id = t.content_object_id"
            f" JOIN {PAGE} p ON p.id = a.page_ptr_id"
            f" WHERE mine.content_object_id = %s AND p.id <> %s AND {shown} GROUP BY p.id, a.published_at"
            f" ORDER BY count(DISTINCT t.tag_id) DESC, a.published_at DESC, p.id DESC LIMIT {RELATED}",
            [own, own, *seen],
        ),
        (
            f"SELECT 'tag', 0, 0, tag.name FROM {TAGGED} t JOIN {TAG} tag ON tag.id = t.tag_id"
            " WHERE t.content_object_id = %s",
            [own],
        ),
    ]
    if linked:
        some = ", ".join(["%s"] * len(linked))
        parts.append(
            (
                f"SELECT 'linked', p.id, 0, '' FROM {joined} WHERE p.id IN ({some}) AND {shown}",
                [*linked, *seen],
            )
        )
    union = " UNION ALL ".join(f"SELECT * FROM ({text}) AS part{n}" for n, (text, _) in enumerate(parts))
    sql = (
        f"SELECT found.part, found.shared, found.name, {FIELDS} FROM ({union}) AS found"
        f" LEFT JOIN {ARTICLE} a ON a.page_ptr_id = found.pk LEFT JOIN {PAGE} p ON p.id = found.pk"
    )
    return sql, [value for _, values in parts for value in values]
