"""A work's text by page: pages of the file where there are any, else pages of reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Length

from cms.library.extract.result import OFF_PAGE
from cms.library.sections import reading_pages

from .cuts import BEYOND, LETTERS, LINES, beginning, places
from .marks import Segment, Sought, segments

if TYPE_CHECKING:
    from cms.library.models import Passage, Work

HEADING_LEVELS = 3
PAGE = re.compile(r"p([1-9]\d{0,8})", re.ASCII)  # the anchor of a page of a file


@dataclass(frozen=True, slots=True)
class Plan:
    """On which page every passage is read. `numbers` run parallel to `ords`."""

    paged: bool
    pages: int
    ords: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    anchors: dict[str, int] = field(default_factory=dict)  # anchor -> page

    def span(self, page: int) -> tuple[int, int]:
        """First and last ord on a page of reading."""
        mine = [o for o, n in zip(self.ords, self.numbers, strict=True) if n == page]
        return (mine[0], mine[-1]) if mine else (0, -1)


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # of the HTML element
    segments: list[Segment]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`level` of the HTML element where the contents name this line, else 0."""

    level: int
    segments: list[Segment]

    @property
    def row(self) -> bool:
        """Whether it is a row of a table: cells apart by tabs."""
        return sum(segment.text.count("\t") for segment in self.segments) > 1


@dataclass(frozen=True, slots=True)
class Block:
    """A passage as it is read: the headings that begin with it, its anchor, its paragraphs."""

    anchor: str
    headings: list[Heading]
    paragraphs: list[Paragraph]
    label: str = ""

    @property
    def opens_at(self) -> int:
        """The paragraph to which its anchor leads: the first that is marked, as a page may be long."""
        marked = (n for n, p in enumerate(self.paragraphs) if any(part.mark for part in p.segments))
        return next(marked, 0)


@dataclass(frozen=True, slots=True)
class PageText:
    blocks: list[Block]
    marks: int
    anchor: str = ""  # of the passage that was sought, else of the first one, for the permanent link
    label: str = ""  # the page as printed, where it differs
    path: tuple[str, ...] = ()
    sought: Sought | None = None  # what is marked
    cut: bool = False  # there is more than can be shown: the beginning is, and places beyond it with marks
    unseen: int = 0  # of the marks: those that are not shown

    @property
    def empty(self) -> bool:
        return not any(block.paragraphs for block in self.blocks)


def plan_of(work: Work) -> Plan:
    if work.page_count:
        return Plan(True, work.page_count)
    return _plan(work.pk, str(work.updated_at))


@lru_cache(maxsize=256)
def _plan(work: int, version: str) -> Plan:
    """Kept by the work's last change: the text of a work only changes with the work."""
    from cms.library.models import Passage

    rows = list(
        Passage.objects.filter(work_id=work)
        .order_by("ord")
        .annotate(length=Length("text"))
        .values_list("ord", "length", "path", "anchor")
    )
    numbers = reading_pages((length or 0, path) for _, length, path, _ in rows)
    anchors = {row[3]: number for row, number in zip(rows, numbers, strict=True) if row[3]}
    return Plan(False, numbers[-1] if numbers else 0, tuple(row[0] for row in rows), tuple(numbers), anchors)


def page_of_entry(plan: Plan, item: Any) -> int:
    """Where an entry of the contents is read."""
    if plan.paged:
        page = item.get("page")
        return page if isinstance(page, int) and 1 <= page <= plan.pages else 0
    return plan.anchors.get(str(item.get("anchor") or ""), 0)


def page_of_anchor(work: Work, plan: Plan, anchor: str) -> int:
    """Where a permanent anchor is read now; 0 where it is no more. At most one query."""
    if not plan.paged:
        return plan.anchors.get(anchor, 0)
    if found := PAGE.fullmatch(anchor):  # a page without text has no passage
        return int(found[1]) if int(found[1]) <= plan.pages else 0
    row = work.passages.filter(anchor=anchor).order_by("ord").values_list("page").first()
    return (row[0] or 1) if row else 0


def bare(line: str) -> str:
    return "".join(line.split())


def _titles(work: Work, page: int) -> dict[str, int]:
    """What the contents say begins on this page of a file, without spaces, with the level of the HTML element."""
    return {
        bare(str(item.get("title") or "")): min(max(int(item.get("level") or 1), 1), HEADING_LEVELS + 1) + 1
        for item in work.outline or ()
        if item.get("page") == page
    }


def lines_of(text: str) -> list[str]:
    """The lines of a passage that are shown."""
    return [line for raw in text.splitlines() if (line := raw.strip())]


def headings_from(shown: Sequence[str], here: Sequence[str]) -> int:
    """From which depth of its path a passage begins anew, after one with the path `shown`."""
    common = 0
    while common < min(len(shown), len(here)) and shown[common] == here[common]:
        common += 1
    return common


def page_text(work: Work, plan: Plan, page: int, marks: Sequence[Sought] = ()) -> PageText:
    """The text of one page, marked with the first of `marks` that stands there, numbered through, over the ends of
    lines and passages. One query.
    """
    if not plan.paged:
        first, last = plan.span(page)
        rows = work.passages.filter(ord__gte=first, ord__lte=last)
    else:
        rows = work.passages.filter(page=page)
    rows = rows.order_by("ord").only("work_id", "ord", "page_label", "path", "anchor", "text")
    held = [(passage, lines_of(passage.text)) for passage in rows]
    found, total = _standing([line for _, every in held for line in every], marks)
    titles = _titles(work, page) if plan.paged else {}
    drafts: list[tuple[Passage, list[int], int]] = []  # levels of its headings, number of its other lines
    lines: list[str] = []
    shown: tuple[str, ...] = ()
    letters = 0
    room, cut = BEYOND, False
    for passage, every in held:
        here = tuple(passage.path)
        headed = not plan.paged or passage.anchor in OFF_PAGE
        depths = list(range(headings_from(shown, here), len(here))) if headed else []
        shown = here
        first_lines = beginning(every, max(0, LINES - len(lines)), LETTERS - letters)
        own = first_lines.lines
        letters += sum(map(len, own))
        if first_lines.end is not None:
            cut = True
            beyond = _beyond(every, found, first_lines.end, room)
            own = [*own, *beyond]
            room -= sum(map(len, beyond))
        drafts.append((passage, [min(depth, HEADING_LEVELS) + 2 for depth in depths], len(own)))
        lines += [*(here[depth] for depth in depths), *own]
    sought, pieces, count = None, *segments(lines, Sought())
    for sought in (found,) if found else marks:
        pieces, count = segments(lines, sought)
        if count:
            break
    rest = iter(zip(lines, pieces, strict=True))
    blocks = []
    hit = ""  # the anchor of the first passage that is marked
    for passage, levels, own_lines in drafts:
        headings = [Heading(level, parts) for level, (_, parts) in zip(levels, rest, strict=False)]
        paragraphs = [Paragraph(titles.get(bare(line), 0), parts) for line, parts in islice(rest, own_lines)]
        blocks.append(Block(passage.anchor, headings, paragraphs, passage.page_label))
        drawn = [line.segments for line in headings] + [line.segments for line in paragraphs]
        if not hit and any(part.mark for parts in drawn for part in parts):
            hit = passage.anchor
    if not drafts:
        return PageText(blocks, count)
    top = drafts[0][0]
    label = top.page_label if top.page_label != str(page) else ""
    return PageText(
        blocks,
        total or count,
        hit or top.anchor,
        label,
        tuple(top.path),
        sought if count else None,
        cut,
        max(0, total - count),
    )


def _standing(lines: list[str], marks: Sequence[Sought]) -> tuple[Sought | None, int]:
    """Of a page that is too long to be shown whole: what stands on it, shown or not, and how often."""
    if len(lines) <= LINES and sum(map(len, lines)) <= LETTERS:
        return None, 0
    text = "\n".join(lines)
    found = ((sought, len(spans)) for sought in marks if (spans := sought.spans(text)))
    return next(found, (None, 0))


def _beyond(every: list[str], found: Sought | None, end: int, room: int) -> list[str]:
    if found is None:
        return []
    text = "\n".join(every)
    return places(text, found.spans(text), end, room)
