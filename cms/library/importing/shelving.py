"""What folders and file names say: volumes belong to a book, issues to a newspaper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from cms.library.models import WorkKind
from cms.library.services.batch import Shelf

LONGEST = 255  # characters of a name that are read: in an archive it may be as long as it likes
_NUMERAL = "[〇零一二三四五六七八九十百\\d]{1,5}"
_VOLUME = re.compile(
    rf"^(?P<book>.*?)[\s_\-—·.（(《]*(?P<unit>第(?P<number>{_NUMERAL})[卷册辑编部]|卷(?P<after>{_NUMERAL})|(?P<part>[上中下])[卷册编部]|[（(](?P<alone>[上中下])[）)])[）)》]*(?P<rest>[\s_\-—·：:].*)?$"
)
_PAPER = re.compile(r"^[\u4e00-\u9fff·]{1,20}(?:报|日报|晚报|周报|时报|周刊|月刊|旬刊|学刊|导刊|杂志|通讯)$")
_DAY = re.compile(
    r"((?:19|20)\d\d)\s?[年.\-_/]?\s?(1[0-2]|0?[1-9])\s?[月.\-_/]?\s?(3[01]|[12]\d|0?[1-9])(?!\d)\s?日?"
)
_ISSUE = re.compile(rf"(?:((?:19|20)\d\d)\s?年?\s?)?(?:第\s?({_NUMERAL})\s?期|总第?\s?({_NUMERAL})\s?期)")
_SHEET = re.compile(r"第?\s?(\d{1,3})\s?版")
# Folders whose name says what is in them, whatever the text looks like.
_LAW_FOLDERS = frozenset({
    "宪法", "法律", "行政法规", "监察法规", "地方性法规", "司法解释", "部门规章", "地方政府规章",
    "规章", "法规", "法律法规", "党内法规",
})  # fmt: skip
_BOOK_FOLDERS = frozenset({"图书", "书籍", "著作", "专著"})
_PARTS = {"上": 1, "中": 2, "下": 3}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True, slots=True)
class Placing:
    """`fields` are fields of the work."""

    shelf: Shelf | None = None
    fields: tuple[tuple[str, object], ...] = ()


def placing(name: str) -> Placing:
    """For a file's path as shown: 毛泽东选集/第一卷.pdf, 支部工作报/2024-05-01.pdf, 党史 上册.docx."""
    path = PurePosixPath(name.replace("\\", "/"))
    folder, stem = path.parent.name[:LONGEST], path.stem[:LONGEST].strip()
    return _issue(folder, stem) or _volume(folder, stem) or Placing(fields=_kind(path.parts[:-1]))


def _kind(folders: tuple[str, ...]) -> tuple[tuple[str, object], ...]:
    if not _LAW_FOLDERS.isdisjoint(folders):
        return (("kind", WorkKind.LAW),)
    return (("kind", WorkKind.BOOK),) if not _BOOK_FOLDERS.isdisjoint(folders) else ()


def _issue(folder: str, stem: str) -> Placing | None:
    day = _DAY.search(stem)
    issue = _ISSUE.search(stem)
    if not day and not issue:
        return None
    at = min(found.start() for found in (day, issue) if found)
    before = stem[:at].strip(" _-—·（(《》")
    paper = before if _PAPER.match(before) else "" if before else folder
    if not _PAPER.match(paper):
        return None
    when = _date(day) if day else None
    sheet = _SHEET.search(stem, day.end()) if day else None
    position = 0
    if issue:
        position = int(issue[1] or 0) * 10_000 + number(issue[2] or issue[3])
    elif when:
        position = int(f"{when:%Y%m%d}") * 100 + (int(sheet[1]) % 100 if sheet else 0)
    label = stem[at:].strip(" _-—·（(）)")
    fields: dict[str, object] = {
        "kind": WorkKind.NEWSPAPER,
        "title": f"{paper} {label}"[:300],
        "issuer": paper,
    }
    if when:
        fields["issued_on"] = when
    return Placing(Shelf(WorkKind.NEWSPAPER, paper, min(position, 2**31 - 1)), tuple(fields.items()))


def _volume(folder: str, stem: str) -> Placing | None:
    found = _VOLUME.match(stem)
    if not found:
        return None
    book = (found["book"] or "").strip(" 《》_-—·") or folder.strip(" 《》")
    if len(book) < 2:
        return None
    position = number(found["number"] or found["after"] or "") or _PARTS.get(
        found["part"] or found["alone"] or "", 0
    )
    unit = found["unit"].strip("（）()")
    rest = (found["rest"] or "").strip(" _-—·：:")
    title = f"{book} {unit}{' ' + rest if rest else ''}"
    return Placing(
        Shelf(WorkKind.BOOK, book[:300], position), (("kind", WorkKind.BOOK), ("title", title[:300]))
    )


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def number(text: str) -> int:
    """第三卷's 三, 十二, 12; 0 for what is none."""
    if text.isdecimal():
        return int(text)
    total = pending = 0
    for char in text:
        if char in _DIGITS:
            pending = _DIGITS[char] if not pending else pending * 10 + _DIGITS[char]
        elif char in "十百":
            total += (pending or 1) * (10 if char == "十" else 100)
            pending = 0
        else:
            return 0
    return total + pending
