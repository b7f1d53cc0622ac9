"""The files of works, among all documents: each is as closed as the library its work stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

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

    def lead(self, user: Any, document: Any) -> tuple[str, str] | None:
        from cms.library.admin import policy, scope

        former = FileVersion.objects.filter(document=document).values("work")
        work = Work.objects.filter(Q(document=document) | Q(pk__in=former)).first()
        if work is None:
            return None
        if not scope.reaches(user, work):
            return (
                "这是一份文献的文件，请在文献里更换或删除。您不在那份文献可看的范围内，请联系它的管理人员。",
                "",
            )
        may = policy.policy.user_has_permission_for_instance(user, "change", work)
        address = reverse(Work.snippet_viewset.get_url_name("edit"), args=[work.pk]) if may else ""
        return f"这是文献《{work.title or work.file_name}》的文件，请在文献里更换或删除。", address
