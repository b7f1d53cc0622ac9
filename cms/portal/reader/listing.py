"""Pagination that stays: buckets of twenty numbered from the oldest article.

A bucket gets an address of its own (p1/, p2/, …) once at least twenty newer articles stand above it; until
then its articles are on the first page, which so holds twenty to thirty-nine. A new article changes the first
page and, once in twenty, makes one new bucket; no older page ever shifts. Totals are known to the first page alone.
"""

from __future__ import annotations

from dataclasses import dataclass

SIZE = 20
SHOWN = 4  # neighbours of the current bucket that the pager links


@dataclass(frozen=True, slots=True)
class Window:
    """Positions, counted from the oldest, that a page of the list shows. `bucket` 0 is the first page."""

    bucket: int
    start: int
    stop: int
    buckets: int  # how many have an address; on the first page only, else 0


@dataclass(frozen=True, slots=True)
class PageLink:
    """One link of the pager. `kind`: page, gap, current, newer, older."""

    kind: str
    label: str
    url: str = ""


def buckets_of(total: int) -> int:
    return max(0, total // SIZE - 1)


def window(total: int, bucket: int = 0) -> Window | None:
    """What to show; None when there is no such page."""
    buckets = buckets_of(total)
    if bucket == 0:
        return Window(0, buckets * SIZE, total, buckets)
    if bucket > buckets:
        return None
    return Window(bucket, (bucket - 1) * SIZE, bucket * SIZE, 0)


def pager(url: str, shown: Window, newest_bucket: bool = False) -> tuple[PageLink, ...]:
    """Links for the reader. `newest_bucket`: the first page comes right after this one."""
    if shown.bucket == 0:
        if not shown.buckets:
            return ()
        links = [PageLink("current", "最新")]
        near = range(shown.buckets, max(0, shown.buckets - SHOWN), -1)
        links += [PageLink("page", str(n), f"{url}p{n}/") for n in near]
        if shown.buckets > SHOWN:
            if shown.buckets > SHOWN + 1:
                links.append(PageLink("gap", "…"))
            links.append(PageLink("page", "1", f"{url}p1/"))
        links.append(PageLink("older", "更早", f"{url}p{shown.buckets}/"))
        return tuple(links)
    newer = url if newest_bucket else f"{url}p{shown.bucket + 1}/"
    links = [PageLink("page", "最新", url), PageLink("newer", "较新", newer)]
    links.append(PageLink("current", str(shown.bucket)))
    if shown.bucket > 1:
        links.append(PageLink("older", "更早", f"{url}p{shown.bucket - 1}/"))
    return tuple(links)
