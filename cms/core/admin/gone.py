"""A list that is asked for in the moment when one of its pages is deleted is read again.

Wagtail reads which pages they are first and what they are after; a page gone in between ended the request in a KeyError.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail import query

TIMES = 5


class PatientIterable(query.SpecificIterable):
    def __iter__(self) -> Iterator[Any]:
        """What is read in pieces is not kept, so it cannot be read again."""
        return super().__iter__() if self.chunked_fetch else iter(self._read(TIMES))

    def _read(self, times: int) -> list[Any]:
        try:
            return list(super().__iter__())
        except KeyError:
            if times == 1:
                raise
        return self._read(times - 1)


def install() -> None:
    """It has no setting."""
    query.SpecificIterable = PatientIterable
