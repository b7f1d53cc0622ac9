"""Stored blocks to HTML: one function a block type, nothing asked of the database while writing.

`Needs` says beforehand what a body refers to, so that a batch of pages loads it in bulk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.core.access import implies
from cms.core.levels import OPEN, Audience
from cms.core.uses import key_of

from ..links import ANCHOR, ATTRIBUTE, is_own
from .pictures import CARD, FIGURE, Picture, Pictures

BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
PLAIN = re.compile(r"<(/?)(b|i)>")
OUTSIDE = re.compile(r"^[/\\]{2,}")  # a browser reads //host and /\\host as an address elsewhere
NO_PICTURE = (
    '<span class="pic pic--none"><svg class="i" aria-hidden="true"><use href="#i-image"/></svg>'
    "<span>图片暂不可用</span></span>"
)
FILE_ICON = '<svg class="i" aria-hidden="true"><use href="#i-file"/></svg>'

Value = Any
Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileLink:
    title: str
    url: str
    kind: str  # "PDF"
    size: str  # "1.2 MB"
    closed_url: str  # without its name
    audience: Audience = OPEN

    def seen_by(self, audience: Audience, title: str = "") -> FileLink:
        """With the title its place gives it; its own title and name are told only to those who may open it."""
        if implies(audience, self.audience):
            return replace(self, title=title or self.title)
        return replace(self, title=title or "内部文件，登录后查看", url=self.closed_url)


def stored(stream: Any) -> list[Block]:
    """Blocks of a StreamField, of a saved page or of one being previewed."""
    return [block for block in stream.raw_data if block] if stream else []


@dataclass(slots=True)
class Needs:
    pictures: set[tuple[int, str]] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)

    def add(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            kind, value = block["type"], block["value"]
            if kind == "text":
                self._links(value)
            elif kind == "figure":
                self._picture(value.get("image"), FIGURE)
            elif kind == "gallery":
                for one in items(value.get("pictures")):
                    self._picture(one.get("image"), CARD)
            elif kind == "video":
                self._picture(value.get("poster"), CARD)
            elif kind == "attachment" and value.get("document"):
                self.documents.add(value["document"])

    def _picture(self, pk: int | None, spec: str) -> None:
        if pk:
            self.pictures.add((pk, spec))

    def _links(self, html: str) -> None:
        if "linktype=" in html:
            for found in ANCHOR.finditer(html):
                attributes = dict(ATTRIBUTE.findall(found[1]))
                known = {"page": self.pages, "document": self.documents}.get(attributes.get("linktype", ""))
                target = key_of(attributes.get("id", ""))
                if known is not None and target:
                    known.add(target)


def items(value: Value) -> Iterator[Mapping[str, Any]]:
    """Elements of a stored list block."""
    return ((one["value"] if isinstance(one, dict) and "value" in one else one) for one in value or ())


def table_rows(cells: str) -> list[list[str]]:
    """Lines of a table; columns by tab as they are pasted, by | in a line that was typed. Short lines are filled up."""
    lines = [line for line in cells.splitlines() if line.strip(" \t|")]
    split = (line.split("\t") if "\t" in line else line.strip().strip("|").split("|") for line in lines)
    rows = [[cell.strip() for cell in row] for row in split]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def leaving(url: str) -> str:
    """The notice page before an outside site (rules.md, section 2)."""
    return f"/likai/?u={quote(url, safe='')}"


@dataclass(frozen=True, slots=True)
class Writer:
    pictures: Pictures
    documents: Mapping[int, FileLink]
    pages: Mapping[int, str]  # pk -> address
    audience: Audience = OPEN  # of the page

    def html(self, blocks: Iterable[Block]) -> SafeString:
        out: list[str] = []
        number = 0
        for block in blocks:
            if block["type"] == "heading":
                number += 1
                out.append(f'<h2 id="s{number}">{escape(block["value"])}</h2>')
            else:
                out.append(self.block(block["type"], block["value"]))
        return mark_safe("\n".join(out))  # noqa: S308 - each block function escapes what it is given

    def block(self, kind: str, value: Value) -> str:
        write: Callable[[Value], str] | None = getattr(self, f"_{kind}", None)
        return write(value) if write else ""

    def _heading(self, value: str) -> str:
        return f"<h2>{escape(value)}</h2>"

    def _text(self, html: str) -> str:
        html = BLOCK_KEY.sub("", html)
        html = PLAIN.sub(lambda m: f"<{m[1]}{'strong' if m[2] == 'b' else 'em'}>", html)
        return ANCHOR.sub(self._link, html) if "<a" in html else html

    def _link(self, found: re.Match[str]) -> str:
        attributes, text = dict(ATTRIBUTE.findall(found[1])), found[2]
        kind, target = attributes.get("linktype"), key_of(attributes.get("id", "")) or 0
        if kind == "page":
            url = self.pages.get(target)
            return f'<a href="{escape(url)}">{text}</a>' if url else text
        if kind == "document":
            file = self.documents.get(target)
            return f'<a href="{escape(file.seen_by(self.audience).url)}">{text}</a>' if file else text
        href = OUTSIDE.sub("https://", attributes.get("href", ""))
        if href.startswith(("http://", "https://")):
            return f'<a rel="external nofollow" href="{leaving(unescape(href))}" data-to="{href}">{text}</a>'
        return f'<a href="{href}">{text}</a>' if href.startswith(("/", "#", "mailto:", "tel:")) else text

    def _image(self, pk: int | None, spec: str, alt: str) -> str:
        picture: Picture | None = self.pictures.get(pk, spec, self.audience)
        if picture is None:
            return NO_PICTURE
        return (
            f'<img src="{escape(picture.url)}" alt="{escape(alt or picture.alt)}" '
            f'width="{picture.width}" height="{picture.height}" loading="lazy">'
        )

    def _figure(self, value: Value, spec: str = FIGURE) -> str:
        caption = value.get("caption") or ""
        image = self._image(value.get("image"), spec, value.get("alt") or caption)
        return f"<figure>{image}{caption and f'<figcaption>{escape(caption)}</figcaption>'}</figure>"

    def _gallery(self, value: Value) -> str:
        figures = "".join(self._figure(one, CARD) for one in items(value.get("pictures")))
        return f'<div class="gallery">{figures}</div>'

    def _quote(self, value: Value) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in value["text"].splitlines() if line.strip())
        source = value.get("source") or ""
        return f"<blockquote>{lines}{source and f'<footer>{escape(source)}</footer>'}</blockquote>"

    def _table(self, value: Value) -> str:
        rows = table_rows(value["cells"])
        if not rows:
            return ""
        caption = value.get("caption") or ""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
        title = f"<caption>{escape(caption)}</caption>" if caption else ""
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption or "表格")}">'
            f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _attachment(self, value: Value) -> str:
        file = self.documents.get(value.get("document") or 0)
        if file is None:
            return '<p class="state">附件暂不可用</p>'
        file = file.seen_by(self.audience, value.get("title") or "")
        title = escape(f"{file.title}（{file.kind}）")
        return (
            f'<ul class="files"><li><a href="{escape(file.url)}">{FILE_ICON}{title}</a>'
            f'<span class="mute">{escape(file.size)}</span></li></ul>'
        )

    def _video(self, value: Value) -> str:
        url, title = value["url"], escape(value["title"])
        outside = not is_own(url)
        href = leaving(url) if outside else escape(url)
        rel = ' rel="external nofollow"' if outside else ""
        length = f"（{escape(value['length'])}）" if value.get("length") else ""
        image = self._image(value.get("poster"), CARD, "") if value.get("poster") else ""
        icon = '<svg class="i" aria-hidden="true"><use href="#i-play"/></svg>'
        link = f'<a href="{href}"{rel}>{icon}观看视频：{title}</a>{length}'
        return f'<figure class="video">{image}<figcaption>{link}</figcaption></figure>'


def draw_alone(kind: str, value: Value) -> SafeString:
    """One block by itself, for the editor's preview."""
    from .material import material_for

    blocks = [{"type": kind, "value": value}]
    return mark_safe(f'<div class="prose">{material_for(blocks).html(blocks)}</div>')  # noqa: S308
