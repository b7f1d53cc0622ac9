"""What bodies refer to, loaded in bulk: pictures, files, pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from django.urls import reverse
from wagtail.models import Page, Site

from cms.core import access
from cms.core.files_views import UNNAMED

from .body import Block, FileLink, Needs, Writer, stored
from .pictures import CARD, Pictures


def size_of(bytes_: int | None) -> str:
    if not bytes_:
        return ""
    return f"{bytes_ / 1_048_576:.1f} MB" if bytes_ >= 1_048_576 else f"{max(1, round(bytes_ / 1024))} KB"


def files(ids: Iterable[int], previewer: Any = None) -> dict[int, FileLink]:
    """For who previews a draft: what he may see himself, as all will be shown it when the draft is published."""
    wanted = set(ids)
    if not wanted:
        return {}
    found: dict[int, FileLink] = {}
    there = access.documents(wanted)
    seen = [False] * len(there)
    if previewer is not None:
        seen = access.may_open_each(previewer, [document for document, _ in there])
    for (document, audience), may in zip(there, seen, strict=True):
        if may:
            audience = access.placed(document)
        name = PurePosixPath(document.file.name)
        url = reverse("wagtaildocs_serve", args=[document.pk, name.name])
        kind = name.suffix[1:].upper() or "文件"
        closed = reverse("wagtaildocs_serve", args=[document.pk, UNNAMED])
        found[document.pk] = FileLink(
            document.title, url, kind, size_of(document.file_size), closed, audience
        )
    return found


def draw(page: Any) -> None:
    """What pictures a page shows of its own are made, where they are missing."""
    needs = Needs()
    needs.add(stored(getattr(page, "body", None)))
    if lead := getattr(page, "lead_id", None):
        needs.pictures.add((lead, CARD))
    Pictures().load(needs.pictures)


def material_for(blocks: Iterable[Block]) -> Writer:
    """For blocks on their own, outside any page."""
    needs = Needs()
    needs.add(blocks)
    pictures = Pictures()
    pictures.load(needs.pictures)
    pages: Mapping[int, str] = {}
    if needs.pages:
        roots = tuple(Site.objects.values_list("root_page__url_path", flat=True))
        rows = Page.objects.filter(pk__in=needs.pages, live=True).values_list("pk", "url_path")
        pages = {pk: "/" + p[len(next((r for r in roots if p.startswith(r)), "/")) :] for pk, p in rows}
    return Writer(pictures, files(needs.documents), pages)
