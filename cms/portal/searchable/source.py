"""Articles and columns as search documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Site

from cms.core import access, requests
from cms.portal.models import ArticlePage, ColumnPage
from search.schema import Indexable, PassageDocument, Viewer, WorkDocument

from .passages import sections

NUMBER = 2  # this room's own, see WorkDocument.ord; pages share one numbering


class Root(NamedTuple):
    url_path: str
    host: str


def roots() -> list[Root]:
    """Of every site, the deepest first, so that a page belongs to the nearest."""
    rows = Site.objects.values_list("root_page__url_path", "hostname").order_by("-is_default_site", "pk")
    return sorted((Root(*row) for row in rows), key=lambda root: -len(root.url_path))


def under(known: Sequence[Root]) -> Q:
    """Pages that some site shows."""
    found = Q(pk__in=[])
    for root in known:
        found |= Q(url_path__startswith=root.url_path)
    return found


class PageSource:
    """See search.sources.Source. One for each of the two page types."""

    def __init__(self, name: str, kind: str, model: type[ArticlePage] | type[ColumnPage]) -> None:
        self.name, self.kind, self.model = name, kind, model

    def key_of(self, pk: int) -> str:
        return f"{self.name}:{pk}"

    def keys(self) -> Iterator[str]:
        pages: QuerySet[Any] = self.model.objects.filter(under(roots()), live=True).order_by("pk")
        return map(self.key_of, pages.values_list("pk", flat=True).iterator(chunk_size=5_000))

    def documents(self, keys: Sequence[str]) -> Iterator[Indexable]:
        for page, work in self._works(keys):
            yield Indexable(work, self._passages(page, work))

    def visible(self, keys: Sequence[str], viewer: Viewer) -> Mapping[str, WorkDocument]:
        with requests.remembering():
            return {work.key: work for page, work in self._works(keys) if access.may_see(viewer.user, page)}

    def passages(self, keys: Sequence[str]) -> Mapping[str, PassageDocument]:
        wanted = set(keys)
        works = sorted({key.partition("#")[0] for key in wanted})
        return {
            passage.key: passage
            for page, work in self._works(works)
            for passage in self._passages(page, work)
            if passage.key in wanted
        }

    def _works(self, keys: Sequence[str]) -> Iterator[tuple[Any, WorkDocument]]:
        numbers = [number for key in keys if (number := key.partition(":")[2]).isdecimal()]
        if not numbers:
            return
        known = roots()
        found: QuerySet[Any] = self.model.objects.filter(under(known), live=True, pk__in=numbers)
        if self.model is ArticlePage:
            found = found.prefetch_related("page_tags__tag")
        pages = list(found.order_by("pk"))
        for page, audience in zip(pages, access.audiences_for(pages), strict=True):
            yield page, self._work(page, access.token(audience), known)

    def _work(self, page: Any, token: str, known: Sequence[Root]) -> WorkDocument:
        root = next(root for root in known if page.url_path.startswith(root.url_path))
        article = isinstance(page, ArticlePage)
        moment = (page.published_at or page.first_published_at) if article else None
        return WorkDocument(
            key=self.key_of(page.pk),
            kind=self.kind,
            title=page.title,
            url="/" + page.url_path[len(root.url_path) :],
            ord=page.pk * 8 + NUMBER,
            access=token,
            author=page.author if article else "",
            issuer=page.source if article else "",
            site=root.host,
            tags=tuple(sorted(tag.tag.name for tag in page.page_tags.all())) if article else (),
            date=timezone.localtime(moment).date() if moment else None,
            summary=page.summary,
        )

    def _passages(self, page: Any, work: WorkDocument) -> tuple[PassageDocument, ...]:
        blocks = [block for block in page.body.raw_data if block]
        cut = sections(blocks, getattr(page, "subtitle", ""))
        return tuple(
            PassageDocument(
                key=f"{work.key}#{number}",
                work=work.key,
                ord=number,
                text=section.text,
                path=(section.heading,) if section.heading else (),
                anchor=section.anchor,
                url=f"{work.url}#{section.anchor}" if section.anchor else work.url,
            )
            for number, section in enumerate(cut, start=1)
        )


ARTICLES = PageSource("portal.article", "article", ArticlePage)
COLUMNS = PageSource("portal.column", "column", ColumnPage)
