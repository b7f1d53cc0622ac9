"""Title, date and document number as Chinese official papers, laws and books write them. Heuristics, each small."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath

from .text import sanitise

LONGEST = 300  # characters of a title
HEAD = 2_000  # characters of a text in which its head is looked for
STANDARD_HEAD = 200  # and the number of a standard, which stands on its cover
_QUOTING = re.compile("根据|依据|依照|贯彻|我院|[按以]|《|“")
_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "Ｏ": "0",
    "O": "0",
}
_NUMBER = re.compile(
    r"((?:中|国|党|厅|委|办|部|局|府|院|[\u4e00-\u9fff]){1,14}?)\s?[〔［\[【（(]\s?((?:19|20)\d\d)\s?[〕］\]】）)]\s?第?(\d{1,5})\s?号"
)
_DECREE = re.compile(r"([\u4e00-\u9fff]{2,24}令)\s?第\s?([〇零一二三四五六七八九十百千\d]{1,7})\s?号")
_STANDARD = re.compile(r"\b((?:GB|GM|DB\d\d|DA|WH|JY|SL)(?:/[TZ])?\s?\d{3,5}(?:\.\d+)?[—–-](?:19|20)\d\d)\b")
_DATE = re.compile(r"((?:19|20)\d\d)\s?[年.\-/]\s?(1[0-2]|0?[1-9])\s?[月.\-/]\s?(3[01]|[12]\d|0?[1-9])\s?日?")
_HAN_DATE = re.compile(
    r"([一二][〇零○ＯO一二三四五六七八九]{3})\s?年\s?([一二三四五六七八九十]{1,3})\s?月\s?([一二三四五六七八九十]{1,3})\s?日"
)
_JUNK = re.compile(
    r"^(?:microsoft (?:word|powerpoint)|untitled|document\d*|slide \d|幻灯片 ?\d|无标题|未命名|演示文稿"
    r"|powerpoint|新建|book\d|sheet\d|word\b)",
    re.I,
)
_SUBJECT = re.compile(
    r"(?:关于.{2,80}的(?:通知|意见|决定|批复|函|复函|公告|通报|报告|请示|答复|通告|决议|命令|说明|规定|办法|解释))$"
)
_LABEL = re.compile(r"^[\s#>*\d.、]*$")
_PART = re.compile(r"第[零〇一二三四五六七八九十百千两\d]{1,6}[编章节条]")
_NAME_DATE = re.compile(r"[_\-—（(]?((?:19|20)\d\d)[-.]?(\d\d)[-.]?(\d\d)[)）]?$")
_ROLE_BEFORE = re.compile(
    r"\s*(?:(?:作者|编者|主编|编著|撰稿|供稿|执笔|起草)\s*[：:／/]?\s*|文(?:\s*[：:／/]\s*|\s+))?"  # 文天祥 is a name
)
_ROLE_BEHIND = re.compile(r"\s*(?:[（(]?(?:著|编|主编|编著|撰|执笔|供稿)[)）]?\s*)?")
_LEAD = re.compile(r"^\d{1,3}[_\-. 、]+(?=\D)")


def iso(year: str | int, month: str | int, day: str | int) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _ten(text: str) -> int:
    if "十" not in text:
        return int("".join(_DIGITS[c] for c in text))
    tens, _, ones = text.partition("十")
    return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)


def dates(text: str) -> list[str]:
    """Every full date in order, as ISO."""
    found = [(m.start(), iso(m[1], m[2], m[3])) for m in _DATE.finditer(text)]
    for m in _HAN_DATE.finditer(text):
        try:
            found.append((m.start(), iso("".join(_DIGITS[c] for c in m[1]), _ten(m[2]), _ten(m[3]))))
        except (KeyError, ValueError):
            continue
    return [value for _, value in sorted(found) if value]


def number(text: str) -> str:
    """国办发〔2017〕47号 with the brackets of the standard, 国务院令第409号, GB/T 7714—2015; "" when there is none.

    A number that is only quoted (根据…, 《…》（…号）) is another paper's.
    """
    for line in text[:HEAD].splitlines():
        for pattern in (_NUMBER, _DECREE):
            match = pattern.search(line)
            if not match or match.start() > 60 or _QUOTING.search(line[: match.end(1)]):
                continue
            if pattern is _NUMBER:
                return f"{match[1].strip()}〔{match[2]}〕{match[3]}号"[:80]
            return f"{match[1].rpartition('中华人民共和国')[2]}第{match[2]}号"[:80]
    match = _STANDARD.search(text[:STANDARD_HEAD])
    return match[1] if match else ""


def paper_date(text: str) -> str:
    """Of an official paper: the line that is nothing but a date, else the first date of its head."""
    for line in reversed(text[-4_000:].splitlines()):
        if 6 <= len(line.strip()) <= 14 and (found := dates(line)):
            return found[-1]
    for line in text[:HEAD].splitlines():
        if len(line.strip()) <= 24 and (found := dates(line)):
            return found[0]
    return ""


def name_date(name: str) -> str:
    match = _NAME_DATE.search(PurePath(name).stem)
    return iso(*match.groups()) if match else ""


def from_name(name: str) -> str:
    """A title out of a file name: without folder, ending, leading number and date."""
    name = sanitise(name).replace("\n", " ").replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    for ending in (".tar.gz", ".truth.txt"):
        name = name.removesuffix(ending)
    stem = PurePath(name).stem or name
    stem = _LEAD.sub("", _NAME_DATE.sub("", stem)).replace("_", " ").strip(" -.")
    return fitting(stem) or "未命名文件"


def fitting(title: str) -> str:
    """As much of it as is kept; where some is left out it shows."""
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"


def good_title(text: str) -> str:
    """A title from a file's own properties, or "" when it only names the program or the file."""
    text = fitting(" ".join(text.split()))
    if (
        len(text) < 2
        or _JUNK.match(text)
        or re.search(r"\.(?:docx?|pdf|pptx?|xlsx?|indd|qxd|wps|tex)$", text, re.I)
    ):
        return ""
    if "\ufffd" in text or not re.search(r"[^\W\d_]", text):
        return ""
    return text if re.search("[\u4e00-\u9fff]", text) or " " in text else ""


def headline(text: str) -> str:
    """The title that stands in the text: the subject line of an official paper, else a short first line in Chinese."""
    lines = [" ".join(line.split()) for line in text[:HEAD].splitlines()]
    lines = [line for line in lines if line and not _LABEL.match(line)][:30]
    for at in range(len(lines)):
        for start in range(max(0, at - 2), at + 1):
            whole = "".join(lines[start : at + 1]).replace(" ", "")
            if (
                len(whole) <= 120
                and _SUBJECT.search(whole)
                and "。" not in whole
                and not _NUMBER.search(whole)
            ):
                return whole
    if any(line.replace(" ", "") in ("目录", "目次") for line in lines[:3]):
        return ""
    for line in lines[:6]:
        han = len(re.findall("[\u4e00-\u9fff]", line))
        if _PART.match(line):
            return ""  # the text begins without a title
        if 4 <= len(line) <= 40 and han * 2 > len(line) and line[-1] not in "。，；：:,;":
            return line
    return ""


def _bare(text: str) -> str:
    return "".join(text.split())


BESIDE = 60  # characters, of a line that is somebody's name: 作者：, blanks


def author_in(name: str, text: str) -> str:
    """Whom a file's properties name, where a line of its text is his name too: else he is who typed it, or the template."""
    asked = _bare(name)
    if len(asked) < 2:
        return ""
    named = re.compile(r"[^\S\n]*".join(map(re.escape, asked)))
    if not named.search(text):  # few texts have it
        return ""
    text, done = "\n".join(text.splitlines()), 0  # a line that is his name is looked at once, and is short
    for at in named.finditer(text):
        if at.start() < done:
            continue
        start, end = text.rfind("\n", 0, at.start()) + 1, text.find("\n", at.end())
        done = len(text) if end < 0 else end
        beside = done - start <= len(name) + BESIDE
        if (
            beside
            and _ROLE_BEFORE.fullmatch(text, start, at.start())
            and _ROLE_BEHIND.fullmatch(text, at.end(), done)
        ):
            return name
    return ""


def choose_title(own: str, text: str, name: str) -> str:
    """The best of the subject line, the file's own title, the file name and the first line.

    A file's own title may be that of the file it was made from: it goes before a subject line only where it stands in the
    text. People name their files; a first line may be a letterhead or the contents. So a Chinese file name goes before it.
    """
    named, own = from_name(name), good_title(own)
    if own and _bare(own) in _bare(text):
        return own
    title = headline(text)
    if title and _SUBJECT.search(title):
        return title
    if own:
        return own
    if len(re.findall("[\u4e00-\u9fff]", named)) >= 4 or not title:
        return named
    return title
