"""The notation of content/: a head of `键: 值` lines, `---`, then paragraphs and a few marked lines.

`## 小标题`, `> 引文` with `> —— 出处`, `- 列表`, `**着重**`, `!figure 图 | 图注`, `!table 表题` or `!gallery` with the lines
after it up to the next empty one. `{d0}` `{d-3}` `{d+10}` are days counted from the day of publication, `{m}` its month,
`{y}` its year, `{q}` its quarter and `{q-1}` the one before (一 to 四).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BETWEEN = re.compile(r"^=====$", re.M)
DAY = re.compile(r"\{d([+-]?\d+)\}")
STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Entry:
    head: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def days(self) -> int:
        """How many days ago; notation: `时间: 3 09:20` or `天前: 3`."""
        return int((self.head.get("时间") or self.head.get("天前") or "0").split()[0])

    def clock(self) -> tuple[int, int]:
        hour, minute = ([*self.head.get("时间", "0 09:00").split(), "09:00"])[1].split(":")
        return int(hour), int(minute)


@dataclass(frozen=True, slots=True)
class Part:
    """`kind`: text (value: HTML), heading, quote (text, source), figure (name, caption), gallery, table (caption, cells)."""

    kind: str
    value: Any


def entries(folder: str, name: str) -> list[Entry]:
    """The entries of one file, in its order. Raises FileNotFoundError, ValueError for an entry without a head."""
    text = (HERE / folder / f"{name}.md").read_text(encoding="utf-8")
    found = []
    for chunk in BETWEEN.split(text):
        head, mark, body = chunk.strip().partition("\n---")
        if not mark:
            raise ValueError(f"{folder}/{name}.md: 缺少分隔行 ---")
        pairs = (line.partition(":") for line in head.splitlines())
        found.append(Entry({key.strip(): value.strip() for key, _, value in pairs}, body.strip("\n")))
    return found


def names(folder: str) -> list[str]:
    return sorted(path.stem for path in (HERE / folder).glob("*.md"))


def dated(text: str, day: date) -> str:
    """The text as of its day of publication."""

    def written(found: re.Match[str]) -> str:
        then = day + timedelta(days=int(found[1]))
        year = f"{then.year}年" if then.year != day.year else ""
        return f"{year}{then.month}月{then.day}日"

    quarter = (day.month - 1) // 3
    words = {
        "{y}": str(day.year),
        "{m}": f"{day.month}月",
        "{q}": "一二三四"[quarter],
        "{q-1}": "一二三四"[quarter - 1],
    }
    text = DAY.sub(written, text)
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def parts(text: str) -> list[Part]:
    """The blocks of a text. Paragraphs that follow each other make one block."""
    found: list[Part] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        lines = chunk.strip().splitlines()
        if not lines:
            continue
        mark, _, rest = lines[0].partition(" ")
        if mark == "##":
            found.append(Part("heading", rest.strip()))
        elif mark == ">":
            said = [line.lstrip("> ").strip() for line in lines]
            source = said.pop().lstrip("— ") if said[-1].startswith("——") else ""
            found.append(Part("quote", {"text": "\n".join(said), "source": source}))
        elif mark == "!figure":
            found.extend(Part("figure", _picture(line.removeprefix("!figure "))) for line in lines)
        elif mark == "!gallery":
            found.append(Part("gallery", [_picture(line) for line in lines[1:]]))
        elif mark == "!table":
            found.append(Part("table", {"caption": rest.strip(), "cells": "\n".join(lines[1:])}))
        else:
            html = _html(lines)
            if found and found[-1].kind == "text":
                html = found.pop().value + html
            found.append(Part("text", html))
    return found


def _picture(line: str) -> dict[str, str]:
    name, _, caption = line.partition("|")
    return {"name": name.strip(), "caption": caption.strip()}


def _html(lines: list[str]) -> str:
    if lines[0].startswith("- "):
        items = "".join(f"<li>{_inline(line.removeprefix('- '))}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    return "".join(f"<p>{_inline(line)}</p>" for line in lines)


def _inline(line: str) -> str:
    return STRONG.sub(r"<b>\1</b>", escape(line.strip(), quote=False))
