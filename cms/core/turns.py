"""Who changes the same things takes turns."""

from __future__ import annotations

from django.db import connection


def take_turn(name: str) -> None:
    """Within a transaction, and until it ends: others who take this turn wait. SQLite has one writer at a time anyway.

    Before rows are locked: whoever has the turn may want them.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
