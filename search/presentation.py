"""Results as a template or a JSON answer needs them: plain values, addresses made, marks cut into pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from .asked import KINDS, SORTS, Asked
from .citations import article_anchor
from .schema import Hit, PassageHit, Results

Piece = tuple[str, bool]  # text, marked
FACETS = {"kind": "来自", "year": "年份", "site": "站点", "tag": "标签"}
FACET_SIZE, FACET_MORE = 8, 60
_ARTICLE = re.compile(
    r"第[^第条\s]{1,9}条(?:之[一二三四五六七八九十\d]{1,3})?"
)  # what a passage of a law begins with


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place inside a work: its page or article, and the words there."""

    label: str
    url: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Card:
    title: tuple[Piece, ...]
    url: str
    meta: tuple[str, ...]
    day: date | None
    former: bool
    leaves: tuple[Leaf, ...]
    summary: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    title: str
    links: tuple[Link, ...]
    more: tuple[Link, ...] = ()  # those beyond the first


@dataclass(frozen=True, slots=True)
class Pager:
    links: tuple[Link, ...] = ()  # an empty address is a gap, or the page itself when current
    previous: str = ""
    next: str = ""


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    out: list[Piece] = []
    at = 0
    for start, end in marks:
        if start > at:
            out.append((text[at:start], False))
        out.append((text[start:end], True))
        at = end
    if at < len(text):
        out.append((text[at:], False))
    return tuple(out)


def card(
    hit: Hit,
    title_marks: Iterable[tuple[int, int]] = (),
    summary_marks: Iterable[tuple[int, int]] = (),
    sought: str = "",
) -> Card:
    """`sought` goes along to the pages of a reader, which mark it. The title leads to the first place, too, unless it is
    what was sought.
    """
    work, title_marks = hit.work, tuple(title_marks)
    home = hit.home or work.url
    in_pages = any(label(p) or _place(p.passage.url or home) != _place(home) for p in hit.passages)
    meta = [KINDS.get(work.kind, work.kind), work.issuer or work.author]
    if work.number:
        meta.append(f"文号：{work.number}")
    leaves = [
        Leaf(
            label(p) or "原文",
            _inside(p.passage.url or work.url, home, sought),
            pieces(p.snippet, p.marks),
        )
        for p in hit.passages
    ]
    summary: tuple[Piece, ...] = ()
    if leaves and not in_pages:
        summary, leaves = leaves[0].pieces, []
    elif not leaves:
        summary = pieces(work.summary, summary_marks)
    return Card(
        title=pieces(work.title, title_marks),
        url=leaves[0].url if leaves and not any(title_marks) else work.url,
        meta=tuple(m for m in meta if m),
        day=work.date,
        former=not work.current,
        leaves=tuple(leaves),
        summary=summary,
    )


def _place(url: str) -> str:
    """The document of an address."""
    return url.partition("#")[0].partition("?")[0]


def _inside(url: str, work_url: str, sought: str) -> str:
    """The address of a place. A page of its own inside a work is told what to mark; a published page is a file and is not."""
    path, _, anchor = url.partition("#")
    if not sought or "?" in path or path == work_url.partition("#")[0]:
        return url
    return f"{path}?{urlencode({'q': sought})}" + (f"#{anchor}" if anchor else "")


def label(found: PassageHit) -> str:
    """第 12 页, 第五十四条, or the nearest heading."""
    passage = found.passage
    if passage.page is not None:
        return f"第 {passage.page} 页"  # as the reader counts; it shows the printed number too
    if passage.page_label:
        return passage.page_label
    article = _ARTICLE.match(passage.text)
    if article and article_anchor(article[0]) == passage.anchor:
        return article[0]
    return passage.path[-1] if passage.path else ""


def facets(results: Results, asked: Asked) -> tuple[Facet, ...]:
    """Groups with something to choose; what is chosen leads back when asked again. No numbers where a narrower search
    finds others.
    """
    groups = []
    for name, title in FACETS.items():
        counts = results.facets.get(name, {})
        chosen = _chosen(name, asked)
        if len(counts) < 2 and not chosen:
            continue
        everything = Link("全部", _without(name, asked), None, not chosen)
        by_value = name == "year"
        ordered = sorted(counts.items(), key=lambda i: (i[0] if by_value else "", i[1]), reverse=True)
        links = tuple(
            Link(
                _value_title(name, value),
                _with(name, value, asked),
                None if results.nearest else count,
                value == chosen,
            )
            for value, count in ordered[: FACET_SIZE + FACET_MORE]
        )
        groups.append(Facet(title, (everything, *links[:FACET_SIZE]), links[FACET_SIZE:]))
    return tuple(groups)


def _chosen(name: str, asked: Asked) -> str:
    if name != "year":
        return str(getattr(asked, name))
    start, end = asked.date_from, asked.date_to
    whole = (
        start
        and end
        and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)
        and start.year == end.year
    )
    return str(start.year) if whole and start else ""


def _with(name: str, value: str, asked: Asked) -> str:
    if name != "year":
        return asked.url(**{name: value})
    return asked.url(date_from=date(int(value), 1, 1), date_to=date(int(value), 12, 31))


def _without(name: str, asked: Asked) -> str:
    return asked.url(date_from=None, date_to=None) if name == "year" else asked.url(**{name: ""})


def _value_title(name: str, value: str) -> str:
    return KINDS.get(value, value) if name == "kind" else f"{value} 年" if name == "year" else value


def chips(asked: Asked) -> tuple[Link, ...]:
    """The filters in force; each link takes one away."""
    links = []
    if asked.kind:
        links.append(Link(f"类型：{KINDS.get(asked.kind, asked.kind)}", asked.url(kind="")))
    if asked.site:
        links.append(Link(f"站点：{asked.site}", asked.url(site="")))
    if asked.tag:
        links.append(Link(f"标签：{asked.tag}", asked.url(tag="")))
    if asked.date_from or asked.date_to:
        start = asked.date_from.isoformat() if asked.date_from else "最早"
        end = asked.date_to.isoformat() if asked.date_to else "至今"
        links.append(Link(f"日期：{start} — {end}", asked.url(date_from=None, date_to=None)))
    return tuple(links)


def sorts(asked: Asked) -> tuple[Link, ...]:
    return tuple(Link(title, asked.url(sort=name), None, name == asked.sort) for name, title in SORTS.items())


def pager(results: Results, asked: Asked) -> Pager:
    if results.pages <= 1:
        return Pager()
    last, here = results.pages, results.page
    wanted = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    links: list[Link] = []
    before = 0
    for number in wanted:
        if number > before + 1:
            links.append(Link("…", ""))
        links.append(Link(str(number), asked.url(page=number), None, number == here))
        before = number
    return Pager(
        tuple(links),
        asked.url(page=here - 1) if here > 1 else "",
        asked.url(page=here + 1) if here < last else "",
    )


def _told(results: Results, filtered: bool) -> list[str]:
    """What the page says in its place when nothing was found, a program is told too."""
    if results.total or results.hints or results.resting or not results.query:
        return list(results.hints)
    return ["没有找到。请换个说法，或者减少几个词" + ("，也可以去掉筛选条件。" if filtered else "。")]


def as_json(results: Results, *, filtered: bool = False) -> dict[str, object]:
    """The answer of /api/v1/search, as promised in the interface."""
    return {
        "query": results.query,
        "total": results.total,
        "page": results.page,
        "pages": results.pages,
        "took_ms": round(results.took_ms, 2),
        "engine": results.engine,
        "hints": _told(results, filtered),
        "facets": results.facets,
        "hits": [_hit_json(hit) for hit in results.hits],
    }


def _hit_json(hit: Hit) -> dict[str, object]:
    work = hit.work
    return {
        "kind": work.kind,
        "title": work.title,
        "url": work.url,
        "site": work.site,
        "date": work.date.isoformat() if work.date else None,
        "issuer": work.issuer,
        "number": work.number,
        "current": work.current,
        "passages": [
            {
                "page": found.passage.page,
                "page_label": found.passage.page_label,
                "anchor": found.passage.anchor,
                "path": list(found.passage.path),
                "url": found.passage.url or work.url,
                "snippet": found.snippet,
                "marks": [list(mark) for mark in found.marks],
            }
            for found in hit.passages
        ],
    }
