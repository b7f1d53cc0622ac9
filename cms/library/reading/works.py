"""What pages say about a work: cards for lists and shelves, facts for its own page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F

from cms.library.models import Work, WorkKind, WorkState

from . import addresses
from .citation import Cited
from .levels import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

COLOURS = ("", "gold", "ink", "third", "paper")
HEIGHTS = ("", "t", "s")
FORMATS = {
    **dict.fromkeys(("doc", "docx", "odt", "rtf"), "Word"),
    **dict.fromkeys(("xls", "xlsx", "ods", "csv"), "Excel"),
    **dict.fromkeys(("ppt", "pptx", "odp"), "演示文稿"),
    **dict.fromkeys(("png", "jpg", "gif", "bmp", "tiff", "webp"), "图片"),
    **dict.fromkeys(("md", "txt"), "文本"),
    "html": "网页",
}
STATES = {
    WorkState.QUEUED: "等待提取文字",
    WorkState.EXTRACTING: "正在提取文字",
    WorkState.READY: "全文可检索",
    WorkState.NO_TEXT: "没有可检索的文字",
    WorkState.REFUSED: "没有收录全文",
    WorkState.FAILED: "文字没有提取出来",
}
STATE_NAME = "中华人民共和国"
_TAIL = re.compile(r"[（(](?![一二三四五六七八九十上中下\d]{1,3}[册卷编部集辑]?[）)])[^（）()]+[）)]\s*$")
LONG_SPINE, LONGEST_SPINE = 14, 34  # characters of a title on a spine
CARD_FIELDS = (
    "pk",
    "title",
    "plain_title",
    "kind",
    "creators",
    "issuer",
    "number",
    "issued_on",
    "summary",
    "state",
    "page_count",
    "format",
    "parent_id",
    "library_id",
)


@dataclass(frozen=True, slots=True)
class Card:
    """A work in a list or on a shelf."""

    title: str
    url: str
    kind: str
    meta: tuple[str, ...]
    summary: str
    short: str  # the title as a spine has room for it
    spine: str  # modifier classes
    foot: str  # small print on the spine
    cover: str
    inside: str  # what the button says that searches in it


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """`here`: the one being read. `current`: the one in force."""

    title: str
    url: str
    day: str
    here: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """Why a work cannot be read or searched as others can, said to its reader."""

    heading: str
    text: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    url: str
    format: str
    size: str


def year_of(day: date | None) -> str:
    return str(day.year) if day else ""


def format_of(work: Work) -> str:
    return FORMATS.get(work.format, work.format.upper())


def human_size(size: int) -> str:
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def spine_title(title: str) -> str:
    """Without the state's name, nor what stands in brackets at the end unless it numbers the work: （二）, （上册）."""
    core = _TAIL.sub("", title).strip().removeprefix(STATE_NAME).removeprefix("《").removesuffix("》")
    return " ".join(core.split()) or title


def _height(number: int, length: int) -> str:
    """As if at random; tall enough that a title of one line stays one."""
    heights = HEIGHTS[:2] if length == 8 else ("t",) if length in (9, 10) else HEIGHTS
    return heights[number * 5 % len(heights)]


def inside(work: Work) -> str:
    return {WorkKind.BOOK: "在书中找", WorkKind.NEWSPAPER: "在报刊中找"}.get(WorkKind(work.kind), "在文中找")


def card(work: Work, base: str) -> Card:
    colour = COLOURS[work.pk * 7 % len(COLOURS)]
    meta = (
        work.creators or work.issuer,
        work.number,
        work.issued_on.isoformat()
        if work.issued_on and work.kind in (WorkKind.LAW, WorkKind.NEWSPAPER)
        else year_of(work.issued_on),
        f"{work.page_count} 页" if work.page_count else "",
        format_of(work),
        STATES.get(WorkState(work.state), ""),
    )
    short = spine_title(work.title)
    if len(short) > LONGEST_SPINE:
        short = short[: LONGEST_SPINE - 1] + "…"
    height = _height(work.pk, len(short))
    width = "long" if len(short) > LONG_SPINE else ""
    return Card(
        work.title,
        addresses.work_url(base, work.pk),
        WorkKind(work.kind).label,
        tuple(part for part in meta if part),
        work.summary,
        short,
        " ".join(f"spine--{part}" for part in (colour, height, width) if part),
        year_of(work.issued_on),
        f"cover--{colour}" if colour not in ("", "paper") else "",
        inside(work),
    )


def cards(works: Iterable[Work], base: str) -> list[Card]:
    return [card(work, base) for work in works]


def facts(work: Work, parent: Work | None, base: str, level: Level) -> list[Fact]:
    """The catalogue entry: what is known, nothing that is not. `parent` only when the visitor may know of it."""
    rows = [
        Fact("文献类型", WorkKind(work.kind).label),
        Fact(
            "所属图书" if work.kind != WorkKind.NEWSPAPER else "所属报刊",
            parent.title,
            addresses.work_url(base, parent.pk),
        )
        if parent
        else Fact("", ""),
        Fact("责任者", work.creators),
        Fact("发布机关" if work.kind in (WorkKind.LAW, WorkKind.DOCUMENT) else "出版者", work.issuer),
        Fact("文号", work.number),
        Fact("发布日期", work.issued_on.isoformat() if work.issued_on else ""),
        Fact("篇幅", extent(work)),
        Fact("关键词", work.keywords),
        Fact("公开级别", level.name),
    ]
    return [row for row in rows if row.value]


def byline(work: Work) -> list[str]:
    """Who, which number, when, how long: the line under a title."""
    day = work.issued_on.isoformat() if work.issued_on else ""
    return [part for part in (work.creators or work.issuer, work.number, day, extent(work)) if part]


def extent(work: Work) -> str:
    parts = []
    if work.page_count:
        parts.append(f"{work.page_count} 页")
    if work.character_count:
        count = work.character_count
        parts.append(f"{count / 10_000:.1f} 万字" if count >= 10_000 else f"{count} 字")
    return "，".join(parts)


def cited(work: Work, parent: Work | None) -> Cited:
    return Cited(
        work.kind,
        work.title,
        work.creators,
        work.issuer,
        work.number,
        work.issued_on,
        parent.title if parent else "",
    )


def versions(work: Work, allowed: Iterable[int], base: str) -> list[Version]:
    """The other versions of a law that the visitor may see, newest first, this one among them. One query."""
    if not work.family:
        return []
    family = (
        Work.objects.filter(
            library_id=work.library_id, family=work.family, live=True, collection_id__in=list(allowed)
        )
        .order_by(F("issued_on").desc(nulls_last=True), "-pk")
        .values_list("pk", "title", "issued_on", "current")[:50]
    )
    found = list(family)
    newest = next(
        (pk for pk, _, _, current in found if current), None
    )  # others may be current to those who see less
    rows = [
        Version(
            title,
            addresses.work_url(base, pk),
            day.isoformat() if day else "",
            pk == work.pk,
            pk == newest,
        )
        for pk, title, day, _ in found
    ]
    return rows if len(rows) > 1 else []


def download(work: Work, base: str) -> Download | None:
    document = work.shown_file.document
    if not document or not document.file:
        return None
    size = document.file_size
    if size is None:
        try:
            size = document.file.size
        except OSError:
            return None
    return Download(addresses.file_url(base, work.pk), format_of(work) or "原文件", human_size(size))


LATE = Condition("图像正在准备", "先看文字吧，过几秒刷新本页就有图像。")


def condition(work: Work, images: bool) -> Condition | None:
    """None for a work that is ready. The reason was written for whoever uploaded the file: its advice is left out."""
    cause, _, rest = work.reason.partition("：")
    said = (rest or cause).partition("。")[0]
    ways = [way for way in ("逐页看图像" if images else "", "下载原文件" if work.document_id else "") if way]
    instead = f"现在可以{'，或者'.join(ways)}。" if ways else ""
    if work.state in (WorkState.QUEUED, WorkState.EXTRACTING) and work.read_sha256:
        return Condition("正在更新", "现在看到的是原来的内容，新的处理好以后自动换上。")
    if work.state in (WorkState.QUEUED, WorkState.EXTRACTING):
        return Condition("正在提取文字", f"完成后就能阅读和检索全文，请过几分钟再来。{instead}")
    if work.state == WorkState.NO_TEXT:
        heading = cause if rest and len(cause) <= 10 else "没有可检索的文字"
        return Condition(heading, (f"{said}。" if said else "") + instead)
    if work.state in (WorkState.FAILED, WorkState.REFUSED):
        heading = f"文字没有提取出来（{cause}）" if rest and len(cause) <= 12 else "文字没有提取出来"
        return Condition(heading, (f"{said}。" if said else "") + instead, bad=True)
    return None
