"""Was the database ever set up? One cheap question, asked before anything runs over it."""

from __future__ import annotations

from django.db import connection

SET_UP_FIRST = "数据库还没有准备好：请先运行 manage.py setup。"


def missing() -> set[str]:
    """Tables that the installed apps need and the database lacks. Raises django.db.Error when it does not answer."""
    inspected = connection.introspection
    return set(inspected.django_table_names()) - set(inspected.table_names())


NOT_THERE = {"42P01", "42703"}  # a table, a column; PostgreSQL, Appendix A


def state_of(error: BaseException) -> str:
    """PostgreSQL's code of what is wrong, the same whatever language it speaks; "" where it did not say, or is SQLite."""
    return str(getattr(error.__cause__, "sqlstate", None) or "")


def lacks(error: BaseException) -> bool:
    """Whether an error of the database says that a table or a column is not there."""
    if state := state_of(error):
        return state in NOT_THERE
    return any(words in str(error) for words in ("no such table", "no such column", "has no column named"))
