"""How a work without pages is cut into pages of reading, `/ku/<work>/p/<n>/`.

Everyone who needs the address of a passage (search documents, the reader, contents, citations) asks here, so
that they agree. Appending passages leaves the cuts before them where they were; so a link stays good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FULL = 3_000  # characters of a page of reading; a passage is never cut
ROOMY = 1_500  # from here on a new chapter begins a new page


def reading_pages(passages: Iterable[tuple[int, Sequence[str]]]) -> list[int]:
    """The 1-based page of reading of each passage, given (length in characters, heading path) in order."""
    numbers: list[int] = []
    number, filled = 1, 0
    chapter: tuple[str, ...] | None = None
    for length, path in passages:
        here = tuple(path[:2])
        turn = filled and (filled + length > FULL or (filled >= ROOMY and here != chapter))
        if turn:
            number, filled = number + 1, 0
        numbers.append(number)
        filled += length
        chapter = here
    return numbers
