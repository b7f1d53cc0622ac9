"""What a request asks of search, read from its parameters; bad ones are answered in Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from .syntax import clean

MAX_QUERY = 500  # characters; longer is no question but a pasted text
LONGEST_TYPED = 2000  # with spaces and invisible characters
MAX_SIZE = 100
MAX_HITS = 10_000  # as far as paging goes
SIZE = 10
_BELOW = re.compile(r"-\d+|0+", re.A)
KINDS = {
    "article": "文章",
    "column": "栏目",
    "document": "文件",
    "book": "图书",
    "law": "法规",
    "newspaper": "报刊",
}
SORTS = {"relevance": "最相关", "date": "最新", "oldest": "最早"}


class BadParameter(ValueError):
    """A parameter that cannot be honoured: `code` for programs, the message for people."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass(frozen=True, slots=True)
class Asked:
    query: str = ""
    kind: str = ""
    site: str = ""
    tag: str = ""
    date_from: date | None = None
    date_to: date | None = None
    sort: str = "relevance"
    page: int = 1
    size: int = SIZE
    path: str = "/search/"

    def url(self, **changes: object) -> str:
        """The address of the same question with some parameters changed; defaults are left out."""
        asked = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        pairs = {
            "q": asked.query,
            "kind": asked.kind,
            "site": asked.site,
            "tag": asked.tag,
            "from": asked.date_from.isoformat() if asked.date_from else "",
            "to": asked.date_to.isoformat() if asked.date_to else "",
            "sort": "" if asked.sort == "relevance" else asked.sort,
            "page": "" if asked.page == 1 else asked.page,
        }
        return f"{asked.path}?{urlencode({k: v for k, v in pairs.items() if v != ''})}"


def read(parameters: Mapping[str, str]) -> Asked:
    """Raises BadParameter for what is malformed, too long or out of range."""
    typed = parameters.get("q", "")
    query = clean(typed)
    if len(query) > MAX_QUERY or len(typed) > LONGEST_TYPED:
        raise BadParameter(
            "query_too_long", f"检索内容太长，请控制在 {MAX_QUERY} 字以内，输入一句原文就能找到出处。"
        )
    kind = parameters.get("kind", "").strip()
    if kind and kind not in KINDS:
        raise BadParameter("bad_kind", f"没有“{kind[:20]}”这种类型，可选：{'、'.join(KINDS)}。")
    sort = parameters.get("sort", "").strip() or "relevance"
    if sort not in SORTS:
        raise BadParameter("bad_sort", f"不能按“{sort[:20]}”排序，可选：{'、'.join(SORTS)}。")
    start, end = _day(parameters, "from"), _day(parameters, "to")
    if start and end and start > end:
        raise BadParameter("bad_range", "开始日期晚于结束日期，请检查。")
    size = _number(parameters, "size", SIZE, MAX_SIZE)
    page = _page(parameters, size)
    site, tag = clean(parameters.get("site", "")[:200]), clean(parameters.get("tag", "")[:100])
    return Asked(query, kind, site, tag, start, end, sort, page, size)


def _day(parameters: Mapping[str, str], name: str) -> date | None:
    """A day; a year or a month alone means its first day for `from` and its last for `to`."""
    text = parameters.get(name, "").strip()
    if not text:
        return None
    try:
        parts = [int(part) for part in text.split("-")]
        if len(parts) == 3:
            return date(*parts)
        if len(parts) == 2 and name == "from":
            return date(parts[0], parts[1], 1)
        if len(parts) == 2:
            following = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        if len(parts) == 1:
            return date(parts[0], 1, 1) if name == "from" else date(parts[0], 12, 31)
    except (ValueError, OverflowError):
        pass
    raise BadParameter("bad_date", f"日期“{text[:20]}”不正确，请写成 2026-01-31 的形式。")


def _page(parameters: Mapping[str, str], size: int) -> int:
    """A number that no page can have is a page that there is not; what is no number is a mistake."""
    text = parameters.get("page", "").strip()
    if _BELOW.fullmatch(text):
        raise BadParameter("page_out_of_range", f"没有第 {text[:20]} 页，页码从 1 开始。", 404)
    beyond = text.isascii() and text.isdigit() and (len(text) > 9 or (int(text) - 1) * size >= MAX_HITS)
    if beyond and int(text[:10]) > 1:
        message = f"最多查看前 {MAX_HITS} 条结果，请增加检索词或缩小范围。"
        raise BadParameter("page_out_of_range", message, 404)
    return _number(parameters, "page", 1, MAX_HITS)


def _number(parameters: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = parameters.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= most):
        message = f"参数 {name} 应当是 1 到 {most} 之间的整数。"
        raise BadParameter(f"bad_{name}", message)
    return int(text)
