"""Works and their passages as search documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from django.db.models import Q, QuerySet
from wagtail.models import Site

from cms.core import access, requests
from cms.core.slugs import split_words
from cms.library.extract.result import OFF_PAGE
from cms.library.models import LibraryPage, Passage, Work, WorkState
from cms.library.reading import addresses
from search.schema import Indexable, PassageDocument, Viewer, WorkDocument

NAME = "library.work"
NUMBER = 1  # this source's own, see WorkDocument.ord
SUMMARY = 0  # place of the summary among the passages, which count from one
ROWS = 500  # passages fetched at a time
Base = tuple[str, str]  # a library's address on its site, the site's host
Row = tuple[int, int, int | None, str, list[str], str, str]


def key_of(pk: int) -> str:
    return f"{NAME}:{pk}"


def bases() -> dict[int, Base]:
    """Every library that readers can reach, by primary key."""
    hosts = dict(Site.objects.values_list("pk", "hostname"))
    found: dict[int, Base] = {}
    for page in LibraryPage.objects.filter(live=True):
        if parts := page.get_url_parts():
            found[page.pk] = (parts[2], hosts.get(parts[0], ""))
    return found


def searchable(libraries: Iterable[int]) -> QuerySet[Work]:
    """Works that belong into the index: published, in a library that can be reached, with something to see.

    While a new file waits for extraction, what was read of the old one stays, though it was a scan.
    """
    ready = Q(state__in=[WorkState.READY, WorkState.NO_TEXT])
    waiting = Q(state__in=[WorkState.QUEUED, WorkState.EXTRACTING]) & ~Q(read_sha256="")
    return Work.objects.filter(ready | waiting, live=True, library_id__in=list(libraries))


def work_document(work: Work, base: Base) -> WorkDocument:
    return WorkDocument(
        key=key_of(work.pk),
        kind=work.kind,
        title=work.title,
        url=addresses.work_url(base[0], work.pk),
        ord=work.pk * 8 + NUMBER,
        access=access.token(work.audience()),
        number=work.number,
        author=work.creators,
        issuer=work.issuer,
        site=base[1],
        tags=tuple(split_words(work.keywords)),
        date=work.issued_on,
        summary=work.summary,
        prior=work.cited_by,
        current=work.current,
    )


def passage_key(work: int, number: int) -> str:
    """By its place in the work, so that new text takes the place of the old."""
    return f"{key_of(work)}#{number}"


def _passage(work: Work, base: Base, row: Row) -> PassageDocument:
    _, number, page, label, path, anchor, text = row
    paged = bool(work.page_count)
    return PassageDocument(
        key=passage_key(work.pk, number),
        work=key_of(work.pk),
        ord=number,
        text=text,
        path=tuple(path),
        page=page if paged and anchor not in OFF_PAGE else None,
        page_label=label,
        anchor=anchor,
        url=addresses.place_url(base[0], work.pk, (paged and page) or 1, anchor, paged),
    )


def _summary(work: Work, base: Base) -> tuple[PassageDocument, ...]:
    """Stands where the work begins, before its text."""
    if not work.summary:
        return ()
    found = PassageDocument(
        key=passage_key(work.pk, SUMMARY),
        work=key_of(work.pk),
        ord=SUMMARY,
        text=work.summary,
        page_label="摘要",
        url=addresses.work_url(base[0], work.pk),
    )
    return (found,)


class WorkSource:
    """See search.sources.Source. Memory: the passages of one work at a time."""

    name = NAME

    def keys(self) -> Iterator[str]:
        works = searchable(bases()).order_by("pk").values_list("pk", flat=True)
        return map(key_of, works.iterator(chunk_size=5_000))

    def documents(self, keys: Sequence[str]) -> Iterator[Indexable]:
        with requests.remembering():
            known = bases()
            works = {w.pk: w for w in self._works(keys, known)}
            rows = (
                Passage.objects.filter(work_id__in=list(works))
                .order_by("work_id", "ord")
                .values_list("work_id", "ord", "page", "page_label", "path", "anchor", "text")
                .iterator(chunk_size=ROWS)
            )
            for pk, group in groupby(rows, key=itemgetter(0)):
                work = works.pop(pk)
                base = known[work.library_id]
                read = (_passage(work, base, row) for row in group)
                yield Indexable(work_document(work, base), (*_summary(work, base), *read))
            for work in works.values():  # scans, and works that only hold their volumes
                base = known[work.library_id]
                yield Indexable(work_document(work, base), _summary(work, base))

    def visible(self, keys: Sequence[str], viewer: Viewer) -> Mapping[str, WorkDocument]:
        with requests.remembering():
            known = bases()
            return {
                key_of(work.pk): work_document(work, known[work.library_id])
                for work in self._works(keys, known)
                if access.may_see(viewer.user, work)
            }

    def passages(self, keys: Sequence[str]) -> Mapping[str, PassageDocument]:
        wanted: dict[int, set[int]] = defaultdict(set)
        for key in keys:
            work, _, number = key.partition(":")[2].partition("#")
            if work.isdecimal() and number.isdecimal():
                wanted[int(work)].add(int(number))
        if not wanted:
            return {}
        known = bases()
        works = {w.pk: w for w in self._works([key_of(pk) for pk in wanted], known)}
        which = Q(pk__in=[])
        for pk in works:
            which |= Q(work_id=pk, ord__in=wanted[pk])
        fields = ("work_id", "ord", "page", "page_label", "path", "anchor", "text")
        found: dict[str, PassageDocument] = {}
        for row in Passage.objects.filter(which).values_list(*fields):
            holder = works[row[0]]
            document = _passage(holder, known[holder.library_id], row)
            found[document.key] = document
        for pk, work in works.items():
            if SUMMARY in wanted[pk]:
                found |= {passage.key: passage for passage in _summary(work, known[work.library_id])}
        return found

    def _works(self, keys: Sequence[str], known: Mapping[int, Base]) -> QuerySet[Work]:
        numbers = [number for key in keys if (number := key.partition(":")[2]).isdecimal()]
        return searchable(known).filter(pk__in=numbers).select_related("library")
