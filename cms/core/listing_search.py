"""The search backend of the admin's listings and choosers: Wagtail's database backend over our tokens.

The public search never goes through it. Objects are wrapped when they are indexed, queries rewritten when
they are compiled, so SQLite and PostgreSQL find the same. The bases are imported late: they load models.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.db import connection
from modelsearch.index import RelatedFields
from modelsearch.query import MATCH_NONE, And, Fuzzy, Not, Or, Phrase, PlainText, SearchQuery

from .listing_tokens import flat, index_tokens, query_tokens


class _Tokenised:
    """Stands in for an object while it is indexed: the same fields, whose values are tokens."""

    def __init__(self, obj: Any) -> None:
        self.pk = obj.pk
        self._obj = obj

    def get_search_fields(self) -> list[Any]:
        return [_bound(_tokenised(field), self._obj) for field in self._obj.get_search_fields()]


def _tokenised(field: Any) -> Any:
    twin = copy.copy(field)
    if isinstance(field, RelatedFields):
        twin.fields = [_tokenised(sub) for sub in field.fields]
    else:
        twin.get_value = lambda obj: index_tokens(flat(field.get_value(obj)))
    return twin


def _bound(field: Any, obj: Any) -> Any:
    read: Callable[[Any], Any] = field.get_value
    field.get_value = lambda _stand_in: read(obj)
    return field


def rewritten(query: str | SearchQuery) -> SearchQuery:
    """The query over tokens. What holds no word finds nothing; it is never an error."""
    if isinstance(query, str):
        query = PlainText(query)
    if isinstance(query, (And, Or)):
        parts = [part for part in map(rewritten, query.subqueries) if part is not MATCH_NONE]
        return type(query)(parts) if parts else MATCH_NONE
    if isinstance(query, Not):
        return Not(rewritten(query.subquery))
    if isinstance(query, (PlainText, Phrase, Fuzzy)):
        tokens = query_tokens(query.query_string)
        if not tokens:
            return MATCH_NONE
        # Pairs overlap, so all of a phrase's tokens together are as good as their order here.
        return PlainText(tokens, operator="or" if getattr(query, "operator", "and") == "or" else "and")
    return query


def _compiler(base: type) -> type:
    class Compiler(base):
        LAST_TERM_IS_PREFIX = True

        def __init__(self, queryset: Any, query: Any, *args: Any, **kwargs: Any) -> None:
            super().__init__(queryset, rewritten(query), *args, **kwargs)
            if connection.vendor == "sqlite":
                self.order_by_relevance = False  # the score is a subquery run once a row: quadratic

        def _get_filters_from_queryset(self, *args: Any, **kwargs: Any) -> None:
            """The queryset filters anyway, by whatever it likes: a database needs no FilterField for it."""
            return None

        def _get_order_by(self) -> Any:
            """The queryset keeps its own order, by any field: a database needs no FilterField for it."""
            return iter(()) if connection.vendor in {"sqlite", "postgresql"} else super()._get_order_by()

    return Compiler


def SearchBackend(params: dict[str, Any]) -> Any:
    if connection.vendor == "postgresql":
        from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend as Base
    else:
        from modelsearch.backends.database.sqlite.sqlite import SQLiteSearchBackend as Base

    class Index(Base.index_class):
        def add_items(self, model: Any, objs: Any) -> None:
            super().add_items(model, [_Tokenised(obj) for obj in objs])

        def _refresh_title_norms(self, full: bool = False) -> None:
            """Two scans of the whole table at every save; listings do not rank by it."""

    class Backend(Base):
        query_compiler_class = _compiler(Base.query_compiler_class)
        autocomplete_query_compiler_class = _compiler(Base.autocomplete_query_compiler_class)
        index_class = Index

    return Backend({"SEARCH_CONFIG": "simple", **params})
