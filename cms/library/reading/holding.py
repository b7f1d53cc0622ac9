"""The files of works, among all documents: each is as closed as the library its work stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from cms.core import access
from cms.library.models import FileVersion, LibraryPage, Work


class WorkFiles:
    """See cms.core.holders.Holder. Works and their files share the collection, so the library alone adds to it."""

    def places(self) -> Mapping[str, Subquery]:
        now = Work.objects.filter(document=OuterRef("pk")).order_by().values("library__path")
        former = FileVersion.objects.filter(document=OuterRef("pk")).order_by().values("work__library__path")
        return {"work_place": Subquery(now[:1]), "former_work_place": Subquery(former[:1])}

    def hidden(self, user: Any) -> QuerySet[Any] | None:
        libraries = list(LibraryPage.objects.only("path"))
        seen = access.viewer(user).tokens
        audiences = access.audiences_for(libraries)
        closed = [p.pk for p, a in zip(libraries, audiences, strict=True) if access.token(a) not in seen]
        if not closed:
            return None
        now = Work.objects.filter(library__in=closed, document__isnull=False).values("document")
        former = FileVersion.objects.filter(work__library__in=closed, document__isnull=False).order_by()
        return now.union(former.values("document"))
