"""Drafts count where Wagtail says how often a picture or document is used: in lists, on its form, before it is deleted.

Wagtail counts what the tables hold, which is of a published page what is live. Its reference is made of the draft here,
and never saved: access asks for the saved ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from wagtail.admin.views.generic.usage import UsageView
from wagtail.documents.views.documents import IndexView as DocumentList
from wagtail.images.views.images import IndexView as ImageList
from wagtail.models import Page, ReferenceIndex
from wagtail.models.reference_index import ReferenceGroups

from cms.core import uses
from cms.core.models import CmsDocument, CmsImage

Things = Iterable[Any]


def _references(things: Things) -> dict[Any, list[ReferenceIndex]]:
    """From drafts alone. At most three queries for each model."""
    found: dict[Any, list[ReferenceIndex]] = {}
    for model in (CmsImage, CmsDocument):
        named = {thing.pk: thing for thing in things if isinstance(thing, model)}
        to = ContentType.objects.get_for_model(model).pk
        for revision, key, reference in uses.in_latest(model, named) if named else ():
            found.setdefault(named[key], []).append(
                ReferenceIndex(
                    base_content_type_id=ContentType.objects.get_for_model(Page).pk,
                    content_type_id=revision.content_type_id,
                    object_id=revision.object_id,
                    to_content_type_id=to,
                    to_object_id=str(key),
                    model_path=reference[2],
                    content_path=reference[3],
                )
            )
    return found


def grouped(thing: Any) -> ReferenceGroups:
    saved = ReferenceIndex.get_references_to(thing)
    drafts = _references([thing]).get(thing)
    return ReferenceGroups([*saved, *drafts] if drafts else saved)


def grouped_in_bulk(things: Things) -> dict[Any, ReferenceGroups]:
    things = list(things)
    found = cast(dict[Any, ReferenceGroups], _grouped_in_bulk(things))
    for thing, drafts in _references(things).items():
        found[thing] = ReferenceGroups([*found[thing].qs, *drafts])
    return found


def counted_in_bulk(things: Things) -> dict[Any, int]:
    things = list(things)
    found = cast(dict[Any, int], _counted_in_bulk(things))
    for thing, count in _counts(things).items():
        found[thing] += count
    return found


def _counts(things: Things) -> dict[Any, int]:
    """By how many drafts alone."""
    return {
        thing: len({draft.object_id for draft in drafts}) for thing, drafts in _references(things).items()
    }


def sorted_too(decorate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A list that is sorted or filtered by the count has it from the tables alone."""

    def decorated(view: Any, things: Any) -> Any:
        things = decorate(view, things)
        if view.needs_usage_count_subquery:
            things = list(things)
            for thing, count in _counts(things).items():
                thing.usage_count += count
        return things

    return decorated


_grouped_in_bulk = ReferenceIndex.get_grouped_references_to_in_bulk
_counted_in_bulk = ReferenceIndex.get_count_references_to_in_bulk


def install() -> None:
    """None of these has a setting."""
    ReferenceIndex.get_grouped_references_to = grouped
    ReferenceIndex.get_grouped_references_to_in_bulk = grouped_in_bulk
    ReferenceIndex.get_count_references_to_in_bulk = counted_in_bulk
    for view in (ImageList, DocumentList):
        view.decorate_paginated_queryset = sorted_too(view.decorate_paginated_queryset)
    UsageView.get_queryset = lambda view: grouped(view.object)
