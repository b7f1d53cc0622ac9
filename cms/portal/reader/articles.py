"""Article pages: bodies, pictures and files of up to 200 in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from cms.core import access
from cms.core.tags import ArticleFacts, minute, page_tags
from cms.portal.models import ArticlePage
from cms.portal.opening import TAGS, first_words

from .around import Around
from .body import FileLink, Needs, Writer, stored
from .cards import Card, moment
from .material import files
from .pagetags import tags_of_column
from .pictures import CARD, Picture

if TYPE_CHECKING:
    from .reader import Reader

CHARACTERS_A_MINUTE = 400


@dataclass(frozen=True, slots=True)
class ArticleView:
    title: str
    subtitle: str
    column: str
    time: str
    iso: str
    source: str
    author: str
    editor_note: str
    minutes: int
    body: SafeString
    files: tuple[FileLink, ...]
    tags: tuple[str, ...]
    citation: str  # GB/T 7714, up to the day on which it is read
    address: str
    older: Card | None
    newer: Card | None
    related: tuple[Card, ...]


class Articles:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def documents(self, pages: Sequence[ArticlePage]) -> Iterator[str]:
        bodies = {id(page): stored(page.body) for page in pages}
        attached = {id(page): stored(page.attachments) for page in pages}
        needs = Needs(pictures=set(self.reader.marks))
        for page in pages:
            needs.add(bodies[id(page)])
            needs.add(attached[id(page)])
            if page.lead_id:
                needs.pictures.add((page.lead_id, CARD))
        access.learn((pk for pk, _ in needs.pictures), needs.documents)
        self.reader.pictures.load(needs.pictures)
        known = files(needs.documents, self.reader.previewer)
        for page in pages:
            yield self._document(page, bodies[id(page)], attached[id(page)], known)

    def _document(
        self, page: ArticlePage, blocks: list[Any], attached: list[Any], known: dict[int, FileLink]
    ) -> str:
        reader = self.reader
        audience = reader.audience(page)
        tree = reader.tree(audience)
        above = reader.crumbs(page, audience)
        linked = Needs()
        linked.add(blocks)
        around = reader.cards(audience).around(page, linked.pages)
        targets = {b.pk: b.url for b in tree.by_path.values() if b.pk in linked.pages} if linked.pages else {}
        targets |= {pk: reader.url(url_path) for pk, url_path in (around.links or {}).items()}
        writer = Writer(reader.pictures, known, targets, audience)
        path = reader.url(page.url_path or "")
        view = self._view(page, blocks, attached, writer, around, above[-1].title if above else "", path)
        picture: Picture | None = reader.pictures.get(page.lead_id, CARD, audience)
        about = ArticleFacts(
            title=page.title,
            published=moment(page),
            source=view.source,
            keywords=tuple(page.keyword_list) or around.tags,
            author=page.author,
            description=page.summary or first_words(blocks),
            image=reader.absolute(picture.url) if picture else "",
            url=reader.absolute(path),
        )
        tags = [*tags_of_column(above[-1] if above else None), *page_tags(article=about)]
        return reader.document(
            "portal/article.html",
            {"view": view},
            path=path,
            title=page.title,
            crumbs=[*((b.title, b.url) for b in above), ("正文", "")],
            tags=tags,
        )

    def _view(
        self,
        page: ArticlePage,
        blocks: list[Any],
        attached: list[Any],
        writer: Writer,
        around: Around,
        column: str,
        path: str,
    ) -> ArticleView:
        reader = self.reader
        body = writer.html(blocks)
        time = minute(moment(page))
        source = page.source or reader.chrome.site_name
        return ArticleView(
            title=page.title,
            subtitle=page.subtitle,
            column=column,
            time=time,
            iso=time.replace(" ", "T"),
            source=source,
            author=page.author,
            editor_note=page.editor_note,
            minutes=max(1, round(len(TAGS.sub("", body)) / CHARACTERS_A_MINUTE)),
            body=body,
            files=tuple(_files(attached, writer)),
            tags=around.tags,
            citation=f"{page.author or source}. {page.title}[EB/OL]. ({time[:10]})",
            address=reader.absolute(path),
            older=reader.card(around.older) if around.older else None,
            newer=reader.card(around.newer) if around.newer else None,
            related=tuple(reader.card(row) for row in around.related),
        )


def _files(attached: list[Any], writer: Writer) -> Iterator[FileLink]:
    for block in attached:
        file = writer.documents.get(block["value"].get("document") or 0)
        if file is not None:
            yield file.seen_by(writer.audience, block["value"].get("title") or "")
