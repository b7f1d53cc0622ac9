"""What people type, read into parts joined by and, or, not. Never raises; what it cannot honour it says in Chinese.

    词 另一词          both, anywhere in the work         "一句原文" “一句原文”   exactly this and nothing like it
    -词  NOT 词        without                            甲 OR 乙   甲 或 乙      either; binds tighter than a space
    标题:词 作者:词 文号:词                              日期:2020..2023  日期:2020-01..2023  日期:..2019
    甲 NEAR/5 乙       at most 5 characters apart         (甲 OR 乙) 丙            brackets only around an OR

Chinese and full-width colons, quotes, bars and minus signs count as their ASCII kin. Marks inside a sentence are text:
a quotation is an operator only when it stands alone, a minus only before a word, so a pasted sentence stays whole.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TypeGuard

from .days import read_days
from .nodes import TextField
from .parts import Close, Either, Every, Part, Typed, Without, Words
from .text import normalise, phrase_tokens

MAX_TYPED = 1000  # characters that are read at all
MAX_PARTS = 40
MAX_DEPTH = 4  # of brackets
SLOP = 10  # of NEAR without a number
MAX_SLOP = 50
MAX_NEARS = 3  # each may read the places of its words fifty times over


_QUOTES = {'"': '"', "＂": "＂", "“": "”", "「": "」", "『": "』", "〝": "〞"}
_ASCII_QUOTES = '"＂'
_MINUS = "-－﹣−"
_FIELDS: dict[str, TextField] = {
    "标题": "title", "題名": "title", "题名": "title", "標題": "title", "title": "title",
    "作者": "author", "责任者": "author", "author": "author",
    "正文": "all", "内容": "all", "全文": "all", "内文": "all", "text": "all", "content": "all",
    "文号": "number", "文號": "number", "number": "number",
}  # fmt: skip
_DATES = ("日期", "时间", "時間", "date")
_FIELD = re.compile(rf"(?i)({'|'.join((*_FIELDS, *_DATES))})\s*[:：﹕︰]\s*")
_OTHER_FIELD = re.compile(
    r"(?i)(来源|发布机关|发文机关|机关|单位|部门|类型|类别|分类|年份|年度|栏目|站点|关键词|标签"
    r"|source|issuer|kind|type|year|site|tag)[:：﹕︰](?=\S)"
)
_DATE_VALUE = re.compile(
    r"[\d０-９./年月日－/-]*?\s?(?:\.{2,}|…+|。。+|[~～〜至到—–])\s?[\d０-９./年月日－/-]*(?=\s|$)|\S*"
)
_OR = re.compile(r"(?i)(?:or|ｏｒ|\|{1,2}|｜{1,2}|或|或者)(?=\s|$)")
_AND = re.compile(r"(?i)(?:and|ａｎｄ|&{1,2}|\+|＋)(?=\s|$)")
_NOT = re.compile(r"(?:NOT|ＮＯＴ|not)(?=\s|$)")
_NEAR = re.compile(r"(?:NEAR|near|ＮＥＡＲ|临近|鄰近)(?:[/／](\d{1,3}))?(?=\s|$)")
_SPACE = re.compile(r"\s+")
_NO_FIELD = (
    "不能按“{}：”限定，已当作普通文字查找。可以用“标题：”“作者：”“文号：”“日期：”，其余条件请在结果旁边选择。"
)
_BELOW_ZERO = re.compile(r"\d{1,3}(?:,\d{3})+|\d+\.\d|\d+%")
_HOLLOW = "没有可以检索的文字：请输入一个词、一句原文或一个文号。"
_LONG = f"检索内容太长，只用了前面 {MAX_TYPED} 个字。"
_UNPAIRED = "引号没有成对，已当作普通文字查找。"
_LONELY_OR = "“OR”（或）的两边都要有词，已忽略。"
_LONELY_NOT = "减号后面没有要排除的词，已忽略。"
_A_SUM = "“{}”是按负数查找的。要去掉含有这个数的结果，请写成“NOT {}”。"
_LONELY_NEAR = "“NEAR”的两边都要有词，已按普通词查找。"
_SAME_NEAR = "“NEAR”的两边是同一个词，已按普通词查找。"
_MANY_NEARS = f"“NEAR”太多，只用了前 {MAX_NEARS} 个，其余已按普通词查找。"
_MANY = f"条件太多，只用了前 {MAX_PARTS} 个。"


def clean(typed: str) -> str:
    """One line without control, direction and zero-width characters and without halves of surrogate pairs."""
    kept = "".join(
        " " if c.isspace() or unicodedata.category(c) == "Cc" else c
        for c in typed[: MAX_TYPED * 2]
        if unicodedata.category(c) not in ("Cf", "Cs", "Cn") and not 0xFE00 <= ord(c) <= 0xFE0F
    )
    return _SPACE.sub(" ", kept).strip()


def read(typed: str) -> Typed:
    query = clean(typed)
    reader = _Reader(query[:MAX_TYPED])
    if len(query) > MAX_TYPED or len(typed) > MAX_TYPED * 2:
        reader.say(_LONG)
    parts = tuple(reader.sequence(0))
    if query and not parts and not reader.hints:
        reader.say(_HOLLOW)
    plain = reader.text if parts and all(isinstance(p, Words) and p == Words(p.text) for p in parts) else ""
    return Typed(query[:MAX_TYPED], parts, tuple(reader.hints), plain)


@dataclass
class _Reader:
    text: str
    at: int = 0
    hints: list[str] = field(default_factory=list)
    count: int = 0
    nears: int = 0
    depth: int = 0  # of the brackets that are open

    def say(self, hint: str) -> None:
        if hint not in self.hints:
            self.hints.append(hint)

    def sequence(self, depth: int) -> list[Part]:
        """Parts up to the end, or the bracket that closes this depth."""
        groups: list[list[Part]] = []  # each an Either of its members
        joining = ""
        slop = SLOP
        while True:
            self._skip()
            if self.at >= len(self.text) or (depth and self.text[self.at] in ")）"):
                break
            if found := self._operator(_OR):
                joining = self._or(joining, groups)
            elif found := self._operator(_NEAR):
                joining, slop = "near" if groups else "", min(int(found[1] or SLOP), MAX_SLOP)
                if not groups:
                    self.say(_LONELY_NEAR)
            elif self._operator(_AND):
                joining = ""
            elif (part := self._part(depth)) is not None:
                self.count += 1
                if self.count > MAX_PARTS:
                    self.say(_MANY)
                    self.at = len(self.text)
                    break
                self._join(groups, part, joining, slop)
                joining = ""
        if joining == "or":
            self.say(_LONELY_OR)
        elif joining == "near":
            self.say(_LONELY_NEAR)
        return [group[0] if len(group) == 1 else Either(tuple(group)) for group in groups]

    def _or(self, joining: str, groups: list[list[Part]]) -> str:
        if not groups or joining == "or":
            self.say(_LONELY_OR)
        return "or" if groups else ""

    def _join(self, groups: list[list[Part]], part: Part, joining: str, slop: int) -> None:
        last = groups[-1][-1] if groups else None
        if joining == "or" and groups:
            groups[-1].append(part)
        elif joining == "near" and (close := self._close(last, part, slop)):
            groups[-1][-1] = close
        else:
            groups.append([part])

    def _close(self, first: Part | None, second: Part, slop: int) -> Close | None:
        """None, and a hint, when they cannot be asked to stand close."""
        if not (_free(first) and _free(second)):
            self.say(_LONELY_NEAR)
        elif phrase_tokens(first.text) == phrase_tokens(second.text):
            self.say(_SAME_NEAR)
        elif self.nears == MAX_NEARS:
            self.say(_MANY_NEARS)
        else:
            self.nears += 1
            return Close(first.text, second.text, slop)
        return None

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _operator(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def _part(self, depth: int) -> Part | None:
        """The part that begins here; None when there was nothing to look for in it."""
        char = self.text[self.at]
        if char in _MINUS or _NOT.match(self.text, self.at):
            return self._without(depth)
        if char in "(（" and depth < MAX_DEPTH and self._is_group():
            return self._group(depth)
        if found := _FIELD.match(self.text, self.at):
            return self._field(found)
        if found := _OTHER_FIELD.match(self.text, self.at):
            self.say(_NO_FIELD.format(found[1]))
        return self._words("all")

    def _without(self, depth: int) -> Part | None:
        start = self.at
        if not self._operator(_NOT):
            self.at += 1
            dash = self.at < len(self.text) and self.text[self.at] in _MINUS
            below_zero = _BELOW_ZERO.match(self.text, self.at)
            if dash or below_zero:  # a dash of several, a sum: text
                self.at = start
                words = self._words("all")
                if below_zero and " " in self.text:
                    typed = self.text[start : self.at]
                    self.say(_A_SUM.format(typed, typed[1:]))
                return words
        else:
            self._skip()
        if self.at >= len(self.text) or self.text[self.at].isspace():
            self.say(_LONELY_NOT)
            return None
        part = self._part(depth)
        if part is None:
            self.say(_LONELY_NOT)
            return None
        return part.part if isinstance(part, Without) else Without(part)

    def _is_group(self) -> bool:
        """Whether the bracket here closes before a space or the end and holds an OR: otherwise it is text."""
        level = 0
        for end in range(self.at, len(self.text)):
            level += (self.text[end] in "(（") - (self.text[end] in ")）")
            if level == 0:
                inside = self.text[self.at + 1 : end]
                after = self.text[end + 1 : end + 2]
                return (not after or after.isspace() or after in ")）") and bool(
                    re.search(r"(?i)\s(?:or|\||或|或者)\s", inside)
                )
        return False

    def _group(self, depth: int) -> Part | None:
        self.at += 1
        self.depth += 1
        parts = self.sequence(depth + 1)
        self.depth -= 1
        self.at += 1  # its closing bracket
        return None if not parts else parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _field(self, found: re.Match[str]) -> Part | None:
        name = found[1].lower()
        self.at = found.end()
        if name not in _FIELDS:
            value = _DATE_VALUE.match(self.text, self.at)
            self.at = value.end() if value else self.at
            days, hint = read_days(value[0] if value else "")
            if hint:
                self.say(hint)
            return days
        part = self._words(_FIELDS[name]) if self.at < len(self.text) else None
        if part is None:
            self.say(f"“{found[1]}：”后面没有要找的词，已忽略。")
        return part

    def _words(self, name: TextField) -> Words | None:
        quoted = self._quoted()
        if quoted is not None:
            return self._leaf(quoted, True, name)
        start = self.at
        end = next((i for i in range(start, len(self.text)) if self.text[i].isspace()), len(self.text))
        if self.depth:
            end = self._before_bracket(start, end)
        self.at = end
        return self._leaf(self.text[start:end], False, name)

    def _before_bracket(self, start: int, end: int) -> int:
        """Where a word ends whose last brackets close groups that opened before it."""
        level = 0
        for at in range(start, end):
            level += (self.text[at] in "(（") - (self.text[at] in ")）")
            if level < 0:
                return max(at, start + 1)
        return end

    def _quoted(self) -> str | None:
        """What stands in the quotation marks that open here, if they stand alone; the reader moves behind them."""
        opening = self.text[self.at] if self.at < len(self.text) else ""
        if opening not in _QUOTES or not opening:
            return None
        end = self.text.find(_QUOTES[opening], self.at + 1)
        if end < 0:
            self.say(_UNPAIRED)
            return None
        after = self.text[end + 1 : end + 2]
        if opening not in _ASCII_QUOTES and after and not after.isspace() and after not in ")）":
            return None
        inside = self.text[self.at + 1 : end]
        self.at = end + 1
        return inside

    def _leaf(self, text: str, exact: bool, name: TextField) -> Words | None:
        normal = normalise(text).strip()
        return Words(normal, exact, name) if phrase_tokens(normal) else None


def _free(part: Part | None) -> TypeGuard[Words]:
    return isinstance(part, Words) and part.field == "all"
