"""Which libraries and works a person may work with. Wagtail's policies filter neither lists nor choosers, so every view asks.

An organ's editors have their rights on its part of the page tree: so they reach the works of the libraries there.
And of these they see what their level lets them see, and those whose present file they brought themselves.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permissions import page_permission_policy

from cms.core import access
from cms.library.models import LibraryPage, Work
from cms.library.reading.levels import open_collections

VERBS = ("add", "change", "publish", "lock", "unlock")


def libraries_for(user: Any) -> QuerySet[LibraryPage]:
    """Libraries in the part of the page tree on which he has any right."""
    libraries = LibraryPage.objects.order_by("path")
    if user.is_superuser:
        return libraries
    pages = page_permission_policy.instances_user_has_any_permission_for(user, VERBS)
    seen = access.viewer(user).tokens
    found = list(libraries.filter(page_ptr__in=pages))
    audiences = access.audiences_for(found)
    return libraries.filter(
        pk__in=[p.pk for p, a in zip(found, audiences, strict=True) if access.token(a) in seen]
    )


def works_for(user: Any) -> QuerySet[Work]:
    """The number of queries does not depend on how many works there are."""
    works = Work.objects.all()
    if user.is_superuser:
        return works
    libraries = [page.pk for page in libraries_for(user)]
    if len(libraries) < LibraryPage.objects.count():
        works = works.filter(library__in=libraries)
    collections = open_collections(user)
    if len(collections) < _all_collections():
        own = Work.objects.filter(added_by=user).filter(
            Q(document=None) | Q(document__uploaded_by_user=user)  # and nobody put another in its place
        )
        works = works.filter(Q(collection__in=collections) | Q(pk__in=own.values("pk")))
    return works


def reaches(user: Any, work: Work) -> bool:
    return user.is_superuser or works_for(user).filter(pk=work.pk).exists()


def _all_collections() -> int:
    from wagtail.models import Collection

    return Collection.objects.count()
