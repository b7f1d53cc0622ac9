"""A picture or document that closed pages alone use is as closed as these pages, in whatever collection it lies.

Who may see any of the published pages may see the file; one that is public opens it as far as its collection goes. A
draft opens nothing: a file that drafts of closed pages alone use demands what all of them demand. Used through
cms.core.access alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page

from cms.core import uses
from cms.core.below import Among, Below
from cms.core.levels import OPEN, Audience, Levels, either
from cms.core.models import CmsImage


def demanded(known: Levels, model: type[Any], keys: Iterable[int]) -> dict[int, Audience]:
    """Of those that demand anything. Three queries, none where no page is closed; what was asked before costs nothing."""
    if not known.closed_pages:
        return {}
    told = known.attached.setdefault(model.__name__, {})
    wanted = set(keys)
    if missing := wanted - told.keys():
        told.update(_read(known, model, missing))
    return {key: told[key] for key in wanted if told[key]}


def _read(known: Levels, model: type[Any], keys: set[int]) -> dict[int, Audience]:
    shown, drafted = uses.of(model, keys), uses.in_drafts(model, keys)
    rows = Page.objects.filter(pk__in={page for _, page in shown | drafted}).values_list("pk", "path", "live")
    pages = {pk: (known.of_page(path), live) for pk, path, live in rows}
    published: dict[int, set[Audience]] = defaultdict(set)
    drafts: dict[int, set[str]] = defaultdict(set)
    for key, page in shown:
        audience, live = pages.get(page, (OPEN, False))
        if live:
            published[key].add(audience)
        else:
            drafts[key] |= audience
    for key, page in drafted:
        drafts[key] |= pages[page][0] if page in pages else OPEN
    return {key: either(published[key]) if key in published else frozenset(drafts[key]) for key in keys}


def hidden(known: Levels, model: type[Any], paths: frozenset[str]) -> QuerySet[Any] | None:
    """Those hidden from somebody who sees nothing at and below `paths`; None when that hides nothing. Four queries, the
    first time."""
    told = known.hidden_files
    place = (model.__name__, paths)
    if place not in told:
        told[place] = _hidden(model, paths) if paths else set()
    return model._default_manager.filter(Among("pk", sorted(told[place]))) if told[place] else None


def _hidden(model: type[Any], paths: frozenset[str]) -> set[int]:
    keys = _used_by(model, Page.objects.filter(Below("path", paths)))
    if not keys:
        return keys
    used = uses.of(model, keys)
    pages = Page.objects.filter(Among("pk", sorted({page for _, page in used})), live=True)
    shown = set(pages.exclude(Below("path", paths)).values_list("pk", flat=True))
    return keys - {key for key, page in used if page in shown}


def _used_by(model: type[Any], pages: QuerySet[Page]) -> set[int]:
    """Keys of those that these pages use, live or in any version. Two queries."""
    named = pages.annotate(name=Cast("pk", CharField())).values("name")
    found = uses.references(model).filter(object_id__in=named).values_list("to_object_id", flat=True)
    drafted = uses.drafts(model).filter(page__in=pages.values("pk")).values_list("key", flat=True)
    return {key for key in map(uses.key_of, found) if key is not None} | set(drafted)


def pictures_of(page: Page) -> set[int]:
    """Keys of the pictures that it uses, live or in any version. Two queries."""
    return _used_by(CmsImage, Page.objects.filter(pk=page.pk))


def pictures_below(paths: Iterable[str]) -> set[int]:
    """As much for all pages at and below these places."""
    return _used_by(CmsImage, Page.objects.filter(Below("path", paths)))
