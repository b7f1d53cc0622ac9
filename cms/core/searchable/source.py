"""Pages of one type as search documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Q, QuerySet
from wagtail.models import Site

from cms.core import access, requests
from cms.core.models import BasePage
from search import sources
from search.schema import Indexable, PassageDocument, Viewer, WorkDocument

NUMBER = 2  # see WorkDocument.ord; pages of all types share one numbering


class Root(NamedTuple):
    path: str
    url_path: str
    host: str


def roots() -> list[Root]:
    """Of every site, the deepest first, so that a page belongs to the nearest."""
    rows = Site.objects.values_list("root_page__path", "root_page__url_path", "hostname").order_by(
        "-is_default_site", "pk"
    )
    return sorted((Root(*row) for row in rows), key=lambda root: -len(root.path))


def under(known: Sequence[Root]) -> Q:
    """Pages that some site shows."""
    found = Q(pk__in=[])
    for root in known:
        found |= Q(path__startswith=root.path)  # SQLite takes addresses that differ in case for the same
    return found


P = TypeVar("P", bound=BasePage)


class PageSource(Generic[P]):
    """See search.sources.Source. A room makes one for each of its page types and overrides what it has to add."""

    def __init__(self, name: str, kind: str, model: type[P]) -> None:
        self.name, self.kind, self.model = name, kind, model

    def pages(self) -> QuerySet[P]:
        """All of the type, with what `about` and `passages_of` read."""
        return self.model._default_manager.all()

    def about(self, page: P) -> dict[str, Any]:
        """Fields of the WorkDocument beside those that every page has."""
        return {}

    def passages_of(self, page: P) -> Iterator[tuple[str, str, str]]:
        """Heading, anchor and text of each passage of the body, in the order of the page."""
        return iter(())

    def key_of(self, pk: int) -> str:
        return f"{self.name}:{pk}"

    def keys(self) -> Iterator[str]:
        pages = self.model._default_manager.filter(under(roots()), live=True).order_by("pk")
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

    def _works(self, keys: Sequence[str]) -> Iterator[tuple[P, WorkDocument]]:
        numbers = [number for key in keys if (number := key.partition(":")[2]).isdecimal()]
        if not numbers:
            return
        known = roots()
        pages = list(self.pages().filter(under(known), live=True, pk__in=numbers).order_by("pk"))
        for page, audience in zip(pages, access.audiences_for(pages), strict=True):
            yield page, self._work(page, access.token(audience), known)

    def _work(self, page: P, token: str, known: Sequence[Root]) -> WorkDocument:
        root = next(root for root in known if page.path.startswith(root.path))
        return WorkDocument(
            key=self.key_of(page.pk),
            kind=self.kind,
            title=page.title,
            url="/" + page.url_path[len(root.url_path) :],
            ord=page.pk * 8 + NUMBER,
            access=token,
            site=root.host,
            summary=page.summary,
            **self.about(page),
        )

    def _passages(self, page: P, work: WorkDocument) -> tuple[PassageDocument, ...]:
        """The summary, too, which lists show, unless it repeats what stands in the body."""
        found = list(self.passages_of(page))
        if page.summary and not any(page.summary in text for _, _, text in found):
            found.insert(0, ("", "", page.summary))
        return tuple(
            PassageDocument(
                key=f"{work.key}#{number}",
                work=work.key,
                ord=number,
                text=text,
                path=(heading,) if heading else (),
                anchor=anchor,
                url=f"{work.url}#{anchor}" if anchor else work.url,
            )
            for number, (heading, anchor, text) in enumerate(found, start=1)
        )


_known: list[PageSource[Any]] = []


def register(source: PageSource[Any]) -> None:
    """Once, when the room's app is ready."""
    sources.register(source)
    _known.append(source)


def registered() -> tuple[PageSource[Any], ...]:
    return tuple(_known)
