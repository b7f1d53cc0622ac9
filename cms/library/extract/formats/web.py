"""Web pages: visible text with its headings. Nothing is run, nothing is fetched."""

from __future__ import annotations

import re

from lxml import etree

from .. import meta
from ..container import local
from ..job import Job
from ..paged import Structure, without_pages
from ..result import Extraction, Refusal, Silence
from ..text import decode, sanitise, tidy
from ..unseen import DELETED, HIDDEN, drop, says

_CHARSET = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,20})", re.I)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([a-zA-Z0-9_-]{2,20})", re.I)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
# fmt: off
_UNSEEN = frozenset(
    ("head", "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "math", "canvas", "audio",
     "video", "select")
)
_BLOCKS = frozenset(
    ("p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "ul", "ol", "li", "dl", "dt", "dd",
     "table", "tr", "caption", "thead", "tbody", "tfoot", "blockquote", "pre", "figure", "figcaption", "form",
     "fieldset", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "address", "details", "summary", "center", "body", "html")
)
# fmt: on
_HIDING = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
_CELLS = frozenset(("td", "th"))
_ACTIVE = ("script", "iframe", "object", "embed", "applet")
DEEP = 240  # libxml2 gives up a little later
NAMES = {
    "articletitle": "title",
    "title": "title",
    "author": "author",
    "pubdate": "date",
    "publishdate": "date",
    "date": "date",
}


def read(data: bytes) -> str:
    """Decoded by what the page says of itself, when that can be believed."""
    head = data[:4096]
    for pattern in (_CHARSET, _XML_CHARSET):
        if match := pattern.search(head):
            name = match[1].decode().lower()
            name = "gb18030" if name in ("gb2312", "gbk", "gb_2312-80") else name
            try:
                return data.decode(name)
            except (UnicodeError, LookupError):
                continue
    return decode(data)


def blocks(root: etree._Element) -> list[tuple[int, str]]:
    """(heading level or 0, text) in order. Iterative: depth is the page's choice."""
    out: list[tuple[int, str]] = []
    parts: list[str] = []
    level = 0
    kept = False  # inside <pre>, line ends stay

    def flush() -> None:
        text = "".join(parts)
        parts.clear()
        lines = text.split("\n") if kept else [text.replace("\n", " ")]
        for line in lines:
            for piece in line.split("\x0b"):
                piece = re.sub("[ \t\r\f\u00a0]+", " ", piece).strip(" \u3000")
                if piece:
                    out.append((level if len(piece) <= 200 else 0, piece))

    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if event == "start":
            if name in _BLOCKS:
                flush()
                level = int(name[1]) if re.fullmatch("h[1-6]", name) else level if level else 0
                kept |= name == "pre"
            elif name == "br":
                parts.append("\x0b")
            elif name in _CELLS:
                parts.append(" ")
            parts.append(element.text or "")
        else:
            if name in _BLOCKS:
                flush()
                level = 0 if re.fullmatch("h[1-6]", name) else level
                kept = kept and name != "pre"
            parts.append(element.tail or "")
    flush()
    return out


def without_hidden(root: etree._Element, left: set[str]) -> None:
    """Takes out what was deleted and what a browser does not show; names it in `left`."""
    for element in list(root.iter()):
        deleted = local(element) == "del"
        if not (deleted or element.get("hidden") is not None or _HIDING.search(element.get("style") or "")):
            continue
        if says(element):
            left.add(DELETED if deleted else HIDDEN)
        drop(element)


def _facts(root: etree._Element) -> dict[str, str]:
    """title, author, date from <meta> and <title>."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = NAMES.get((element.get("name") or element.get("property") or "").lower())
        value = tidy(element.get("content") or "")[:300]
        if key and value:
            found.setdefault(key, value)
    title = next(root.iter("title"), None)
    if title is not None and title.text:
        found.setdefault("title", " ".join(tidy(title.text).split()))
    return found


def _too_deep(root: etree._Element) -> bool:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest >= DEEP


def extract(job: Job) -> Extraction:
    if job.path.stat().st_size > 4 * job.limits.characters:
        raise Refusal(f"文字过多：超过 {job.limits.characters // 10_000} 万字。请分册上传。")
    text = _DECLARED.sub("", sanitise(read(job.path.read_bytes())))
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text, parser) if text.strip() else None
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Silence("没有文字：网页里没有可以检索的文字。")
    if _too_deep(root):
        raise Refusal("嵌套过深：网页里的元素层层嵌套，超过上限，没有读取。")
    facts = _facts(root)
    if any(next(root.iter(name), None) is not None for name in _ACTIVE):
        job.note("网页带有脚本或嵌入的内容，不会执行，也不会去读取。")
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    without_hidden(root, job.left)
    structure = Structure(blocks=blocks(root), title=meta.good_title(facts.get("title", "")))
    if not structure.blocks:
        raise Silence("没有文字：网页里没有可以检索的文字。", title=facts.get("title", ""))
    structure.author = facts.get("author", "")
    days = meta.dates(facts.get("date", "")[:20])
    structure.date = days[0] if days else ""
    return without_pages(job, structure)
