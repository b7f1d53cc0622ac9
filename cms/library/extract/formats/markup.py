"""Plain text and Markdown, above all laws: 编, 章, 节 as path, every 第N条(之M) a section of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import meta, unseen
from ..result import Extraction, Silence
from ..sections import Builder
from ..text import sanitise

_UNIT = re.compile(r"^第[〇零一二三四五六七八九十百千\d]+(分编|编|章|节|篇|卷)(?=[\s\u2000-\u200a\u3000]|$)")
_ARTICLE = re.compile(
    r"^[\s\u3000]*\**第([〇零一二三四五六七八九十百千]+|\d{1,4})条(?:之([一二三四五六七八九十]+))?\**"
)
_GAP = re.compile(r"[\s\u2000-\u200a\u3000：:【(（]|$")
_RUNS_ON = "第款项的规、，和至或与及之中所及"
_RANKS = {"卷": 0, "编": 1, "篇": 1, "分编": 2, "章": 3, "节": 4}
_PLAIN_RANKS = {1: 1, 2: 3, 3: 5, 4: 6, 5: 7, 6: 8}
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,8000}?)\n---[ \t]*\n", re.S)
_FIELD = re.compile(
    r"^(title|author|date|number|标题|题名|作者|日期|文号)\s*[:：]\s*[\"']?(.+?)[\"']?\s*$", re.I | re.M
)
_NAMED = {"标题": "title", "题名": "title", "作者": "author", "日期": "date", "文号": "number"}
# Text is read in the parent process: every repeat is bounded, and lines beyond LINE are left as they are.
LINE = 5_000
_INLINE = (
    (re.compile(r"!\[([^\[\]]{0,300})\]\([^)\s]{0,500}\)"), r"\1"),
    (re.compile(r"\[([^\[\]]{1,300})\]\([^)\s]{0,500}\)"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]{0,200}>"), ""),
    (re.compile(r"(\*\*|__|`)(?=\S)(.{1,1000}?)\1"), r"\2"),
)
_MADE = re.compile("通过|公布|发布|修订|修正|批准|颁布|印发|制定|令")
_ISSUER = re.compile(r"发文机关[:：]\s*([^\s　]+)")
LAW_FROM = 3  # articles that make a text a law
_LAW_END = re.compile("(?:法|规定|解释|批复|决定|办法|规则|条例)(?:[（(].{1,20}[)）])?$")
_LAW_TITLE = re.compile("(?:中华人民共和国|最高人民(?:法院|检察院)|全国人民代表大会|人民(?:法院|检察院))")


def numeral(text: str) -> int:
    """一百二十 → 120; 12 → 12. 0 when it is no number."""
    if text.isdecimal():
        return int(text)
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}
    if not set(text) & set("十百千"):
        return int("".join(str(digits[char]) for char in text)) if text else 0
    total = pending = 0
    for char in text:
        if char in digits:
            pending = digits[char]
        else:
            total += (pending or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            pending = 0
    return total + pending


def article_anchor(line: str, before: int) -> tuple[str, int] | None:
    """(anchor, number) when the line begins an article: 第120条之一 → a120-1. `before`: number of the one before.

    第五条第二款规定… begins none; a number without a gap behind it must be the next one.
    """
    match = _ARTICLE.match(line)
    if not match:
        return None
    value = numeral(match[1])
    rest = line[match.end() :]
    if not _GAP.match(rest) and (value not in (before, before + 1) or rest[0] in _RUNS_ON):
        return None
    return f"a{value}" + (f"-{numeral(match[2])}" if match[2] else ""), value


def plain(line: str) -> str:
    """A line of Markdown without its marks."""
    if len(line) > LINE:
        return line
    if "*" in line or "[" in line or "<" in line or "`" in line or "__" in line:
        for pattern, into in _INLINE:
            line = pattern.sub(into, line)
    return line


def heading(line: str) -> tuple[int, str] | None:
    """(level, title) of a Markdown heading."""
    rest = line.lstrip("#")
    level = len(line) - len(rest)
    title = rest.strip()
    if not 1 <= level <= 6 or not title or rest[0] not in " \t\u3000":
        return None
    bare = title.rstrip("#")
    return level, bare.rstrip() if bare and bare[-1] in " \t" else title


def is_rule(line: str) -> bool:
    """A line that only draws one: ---, ***, |---|:--:|."""
    return len(line) >= 3 and not line.strip("-*_=|: \t") and line.strip("|: \t") != ""


def rank_of(title: str, level: int) -> int:
    unit = _UNIT.match(title)
    return _RANKS[unit[1]] if unit else _PLAIN_RANKS[level]


def lines_of(text: str, markdown: bool) -> Iterator[tuple[str, int, str]]:
    """(kind, level, text): kind is "heading", "quote", "line"."""
    for raw in text.split("\n"):
        line = raw.rstrip()
        if not line.strip("\u3000 \t>"):
            continue
        if markdown:
            if line[0] == "#" and (found := heading(line)):
                yield "heading", found[0], plain(found[1])
                continue
            if line[0] == ">":
                yield "quote", 0, plain(line.lstrip("> ").strip())
                continue
            if is_rule(line) or not line.strip("# \t"):  # or a heading of nothing
                continue
            line = plain(line)
        stripped = line.strip("\u3000 \t")
        if not stripped:  # a picture or a tag alone
            continue
        if len(stripped) <= 40 and stripped[-1] not in "。；，：" and _UNIT.match(stripped):
            yield "heading", 2, stripped
        else:
            yield "line", 0, stripped


def without_comments(text: str) -> str:
    """The text without <!-- … -->, over any number of lines. One that is not closed stays."""
    parts: list[str] = []
    at = 0
    while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        parts.append(text[at:begin])
        at = end + 3
    return "".join(parts) + text[at:]


def extract_text(text: str, name: str, form: str) -> Extraction:
    """`text` decoded; `form` "md" or "txt"."""
    text = whole = sanitise(text)
    if form == "md":
        text = without_comments(text)
    remarked = text != whole
    fields: dict[str, str] = {}
    if front := _FRONT.match(text):
        for key, value in _FIELD.findall(front[1]):
            fields[_NAMED.get(key, key.lower())] = value.strip()
        text = text[front.end() :]
    builder = Builder()
    title = fields.get("title", "")
    quotes: list[str] = []
    articles = before = 0
    for kind, level, line in lines_of(text, form == "md"):
        if kind == "heading":
            if not title and level == 1 and not builder.outline:
                title = line
                continue
            builder.heading(rank_of(line, level), line)
            before = before if _UNIT.match(line) else 0
            continue
        if kind == "quote":
            quotes.append(line)
        elif line[0] in "第*" and (found := article_anchor(line, before)):
            articles += 1
            before = found[1]
            builder.article(found[0], line)
            continue
        builder.paragraph(line)
    sections, outline = builder.finish()
    if not sections and title:  # a heading and nothing under it
        builder.paragraph(title)
        sections, outline = builder.finish()
    if not sections:
        raise Silence("没有文字：文件里只有空白。", title=title or meta.from_name(name))
    law = articles >= LAW_FROM or bool(
        _LAW_TITLE.match(title) and (_LAW_END.search(title) or (quotes and _MADE.search(quotes[0])))
    )
    head = "\n".join(quotes) or text[: meta.HEAD]
    return Extraction(
        state="ok",
        format=form,
        kind_hint="law" if law else "document",
        title=meta.fitting(title or meta.choose_title("", text if form == "txt" else "", name)),
        author=fields.get("author", "") or "".join(_ISSUER.findall(head)[:1]),
        date=_date(fields.get("date", ""), quotes, name, text, law),
        number=fields.get("number", "") or meta.number(head) or meta.number(text),
        outline=outline if any(entry["anchor"] for entry in outline) else [],
        passages=sections,
        notes=[unseen.note({unseen.REMARKS})] if remarked else [],
    )


def _date(said: str, quotes: list[str], name: str, text: str, law: bool) -> str:
    if found := meta.dates(said):
        return found[0]
    if named := meta.name_date(name):
        return named
    made = [day for line in quotes if _MADE.search(line) for day in meta.dates(line)[:1]]
    if made:
        return max(made)
    return "" if law else meta.paper_date(text)
