"""A picture or document that closed pages alone use is as closed as these pages, in whatever collection it lies.

Who may see any of the pages may see the file. One public page that is published opens it again, as far as its
collection goes; a draft opens nothing. Used through cms.core.access alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page

from cms.core import uses
from cms.core.below import Below
from cms.core.levels import Audience, Levels, either
from cms.core.models import CmsImage


def demanded(known: Levels, model: type[Any], keys: Iterable[int]) -> dict[int, Audience]:
    """Of those that demand anything. Two queries, none where no page is closed; what was asked before costs nothing."""
    if not known.closed_pages:
        return {}
    told = known.attached.setdefault(model.__name__, {})
    wanted = set(keys)
    if missing := wanted - told.keys():
        told.update(dict.fromkeys(missing, frozenset()))
        told.update(_read(known, model, missing))
    return {key: told[key] for key in wanted if told[key]}


def _read(known: Levels, model: type[Any], keys: set[int]) -> dict[int, Audience]:
    used = uses.of(model, keys)
    rows = Page.objects.filter(pk__in={page for _, page in used}).values_list("pk", "path", "live")
    pages = {pk: (known.of_page(path), live) for pk, path, live in rows}
    audiences: dict[int, set[Audience]] = defaultdict(set)
    opened: set[int] = set()
    for key, page in used:
        audience, live = pages.get(page, (frozenset(), False))
        if audience:
            audiences[key].add(audience)
        elif live:
            opened.add(key)
    return {key: either(found) for key, found in audiences.items() if key not in opened}


def hidden(known: Levels, model: type[Any], paths: frozenset[str]) -> QuerySet[Any] | None:
    """Those hidden from somebody who sees nothing at and below `paths`; None when that hides nothing."""
    if not paths:
        return None
    here = Cast(OuterRef("pk"), CharField())
    references = uses.references(model).annotate(page=Cast("object_id", BigIntegerField()))
    closed = Page.objects.filter(Below("path", paths))
    shown = Page.objects.exclude(Below("path", paths)).filter(
        Q(live=True) | Q(Below("path", known.closed_pages))
    )
    using = references.filter(to_object_id=here)
    return model._default_manager.filter(
        Exists(using.filter(page__in=closed.values("pk"))), ~Exists(using.filter(page__in=shown.values("pk")))
    )


def pictures_of(page: Page) -> set[int]:
    """Keys of the pictures that it uses. One query."""
    found = uses.references(CmsImage).filter(object_id=str(page.pk))
    return {int(key) for key in found.values_list("to_object_id", flat=True)}


def pictures_below(paths: Iterable[str]) -> set[int]:
    """As much for all pages at and below these places."""
    pages = Page.objects.filter(Below("path", paths)).annotate(key=Cast("pk", CharField()))
    found = uses.references(CmsImage).filter(object_id__in=pages.values("key"))
    return {int(key) for key in found.values_list("to_object_id", flat=True)}
