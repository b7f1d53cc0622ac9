from __future__ import annotations

import errno

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from search import tables, trouble
from search.models import CatchUp

pytestmark = pytest.mark.django_db


def test_what_was_set_up_lacks_nothing() -> None:
    assert tables.missing() == set()


def test_a_table_that_is_not_there_is_told_in_chinese() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_catch_up RENAME TO elsewhere")
    assert tables.missing() == {"search_catch_up"}
    with pytest.raises(DatabaseError) as fallen, transaction.atomic():
        CatchUp.objects.count()
    assert trouble.explain(fallen.value) == tables.SET_UP_FIRST
    assert trouble.speaks_for_itself(fallen.value)


@pytest.mark.parametrize(
    ("statement", "lacks"),
    [
        ("SELECT 1 FROM nowhere", True),
        ("SELECT password FROM search_catch_up", True),
        ("SELECT search_catch_up.nowhere FROM search_catch_up", True),
        ("INSERT INTO search_catch_up (nowhere) VALUES (1)", True),
        ("UPDATE search_catch_up SET nowhere = 1", True),
        ("SELECT nowhere(", False),
    ],
)
def test_what_the_database_itself_says(statement: str, lacks: bool) -> None:
    with pytest.raises(DatabaseError) as fallen, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert tables.lacks(fallen.value) is lacks


@pytest.mark.once
def test_another_fault_keeps_its_traceback() -> None:
    assert not trouble.speaks_for_itself(DatabaseError('relation "search_event" already exists'))
    assert not trouble.speaks_for_itself(ValueError("no such table"))
    assert not trouble.speaks_for_itself(OSError(errno.EIO, "Input/output error"))


@pytest.mark.once
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OperationalError("database or disk is full"),
    ],
)
def test_a_full_disk_needs_no_traceback(error: Exception) -> None:
    assert trouble.explain(error).startswith("磁盘已满")
    assert trouble.speaks_for_itself(error)
