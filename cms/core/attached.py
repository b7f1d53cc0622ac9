"""A picture or document opens with the first published page that uses it, in whatever collection it lies.

Who may see any of the published pages may see the file; one that is public opens it as far as its collection goes, and so
does 网站信息, whose pictures stand on every page. What
nothing published uses is for who works in the admin, and demands what all the drafts demand that use it. Used
through cms.core.access alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from cms.core import uses
from cms.core.below import Among, Below
from cms.core.levels import UNPUBLISHED, Audience, Levels, above, either
from cms.core.models import CmsImage


def demanded(known: Levels, model: type[Any], keys: Iterable[int]) -> dict[int, Audience]:
    """Of those that demand anything. One query, three more for those that nothing published uses; what was asked before
    costs nothing."""
    wanted = set(keys)
    learn(known, {model: wanted})
    told = known.attached[model.__name__]
    return {key: told[key] for key in wanted if told[key]}


def learn(known: Levels, files: Mapping[type[Any], set[int]]) -> None:
    """Ask for pictures and documents at once."""
    told = {model: known.attached.setdefault(model.__name__, {}) for model in files}
    missing = {model: new for model, keys in files.items() if (new := keys - told[model].keys())}
    if not missing:
        return
    published: dict[tuple[type[Any], int], set[Audience]] = defaultdict(set)
    for model, key, path in uses.published(missing):
        published[model, key].add(known.of_page(path))
    for (model, key), audiences in published.items():
        told[model][key] = either(audiences)
    for model, keys in missing.items():
        told[model].update(_of_drafts(known, model, keys - told[model].keys()))


def _of_drafts(known: Levels, model: type[Any], keys: set[int]) -> dict[int, Audience]:
    demanded = dict.fromkeys(keys, UNPUBLISHED)
    if keys and known.closed_pages:
        used = uses.of(model, keys) | uses.in_drafts(model, keys)
        paths = dict(Page.objects.filter(pk__in={page for _, page in used}).values_list("pk", "path"))
        for key, page in used:
            if page in paths:
                demanded[key] |= known.of_page(paths[page])
    return demanded


def hidden(known: Levels, model: type[Any], paths: frozenset[str]) -> QuerySet[Any] | None:
    """Those hidden from somebody who sees nothing at and below `paths`; None when that hides nothing. Three queries, the
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
    published = uses.published({model: keys})
    return keys - {key for _, key, path in published if paths.isdisjoint(above(path, Page.steplen))}


def _used_by(model: type[Any], pages: QuerySet[Page]) -> set[int]:
    """Keys of those that these pages use, live or in any version. Two queries."""
    drafted = uses.drafts(model).filter(page__in=pages.values("pk")).values_list("key", flat=True)
    return uses.keys_in(model, pages) | set(drafted)


def pictures_of(page: Page) -> set[int]:
    """Keys of the pictures that it uses as it is, not in other versions: these open nothing. One query."""
    return uses.keys_in(CmsImage, Page.objects.filter(pk=page.pk))


def pictures_below(paths: Iterable[str]) -> set[int]:
    """As much for all pages at and below these places."""
    return uses.keys_in(CmsImage, Page.objects.filter(Below("path", paths)))
