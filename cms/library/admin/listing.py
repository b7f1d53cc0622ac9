"""The list of works, for a hundred thousand of them: a fixed number of queries, all of which an index serves."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import IndexView

from cms.core.levels import NOBODY, group_ids
from cms.library.models import LibraryPage, Work, WorkKind, WorkState

from . import scope
from .policy import policy

HEAVY = ("outline", "notes", "summary", "keywords", "creators")  # not shown in a list
YEARS = (1000, 9998)


def libraries_of(request: Any) -> QuerySet[LibraryPage]:
    return scope.libraries_for(request.user)


class WorkFilters(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        label="类型", choices=WorkKind.choices, widget=CheckboxSelectMultiple, distinct=False
    )
    state = django_filters.MultipleChoiceFilter(
        label="状态", choices=WorkState.choices, widget=CheckboxSelectMultiple, distinct=False
    )
    live = django_filters.ChoiceFilter(
        label="发布", choices=[("true", "已发布"), ("false", "未发布")], empty_label="全部", method="by_live"
    )
    library = django_filters.ModelChoiceFilter(label="书库", queryset=libraries_of, empty_label="全部")
    year = django_filters.NumberFilter(
        label="发布年份", method="by_year", min_value=YEARS[0], max_value=YEARS[1]
    )

    class Meta:
        model = Work
        fields: list[str] = []

    def by_year(self, works: QuerySet[Work], name: str, value: Any) -> QuerySet[Work]:
        return works.filter(issued_on__year=int(value))

    def by_live(self, works: QuerySet[Work], name: str, value: str) -> QuerySet[Work]:
        return works.filter(live=value == "true")


class StateColumn(Column):
    """What became of the file, and why."""

    cell_template_name = "library/admin/state_cell.html"


def publication(work: Work) -> str:
    """Wagtail's own words for this ask the database once for each row."""
    waits = work.go_live_at is not None and work.go_live_at > timezone.now()
    if getattr(work, "in_review", False):
        return "送审中"
    if work.live:
        return "已发布，有新草稿" if work.has_unpublished_changes else "已发布"
    if work.publish_when_ready:
        return "没有发布" if work.unread else "处理好后发布"
    return "已过期" if work.expired else "定时发布" if waits else "草稿"


class WorkIndexView(IndexView):
    default_ordering = "-pk"
    page_title = "馆藏文献"

    def get_base_queryset(self) -> QuerySet[Work]:
        works = scope.works_for(self.request.user)
        # Not joined: SQLite would then begin at the few libraries, and sort all works for one page of them.
        return works.prefetch_related("library").defer(*HEAVY)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            self._get_title_column("title", accessor=lambda work: work.title or work.file_name),
            Column("kind", classname="xh-whole", label="类型", accessor="get_kind_display"),
            StateColumn("state", label="文件处理"),
            Column("library", classname="xh-wide xh-whole", label="书库", accessor="library.title"),
            Column("level", classname="xh-wide xh-whole", label="级别", accessor=self.level_of),
            Column(
                "issued_on", classname="xh-wide", label="发布日期", accessor=lambda work: work.issued_on or ""
            ),
            Column(
                "page_count", classname="xh-wide", label="页数", accessor=lambda work: work.page_count or ""
            ),
            StatusTagColumn(
                "publication", label="发布", accessor=publication, primary=lambda work: work.live
            ),
        ]

    def level_of(self, work: Work) -> str:
        audience = work.audience()
        if not audience:
            return "公开"
        if NOBODY in audience:
            return "限定（无人可看）"
        ids = {key for clause in audience for key in group_ids(clause)}
        if not ids:
            return "内部"
        if not hasattr(self, "_groups"):
            self._groups = dict(Group.objects.values_list("pk", "name"))
        return f"限定（{'、'.join(self._groups[pk] for pk in sorted(ids) if pk in self._groups)}）"

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """With those of the page that are on their way through 审核 and 审批, in one query."""
        paginator, page, rows, more = super().paginate_queryset(queryset, page_size)
        works = list(rows)
        in_review = set(
            WorkflowState.objects.filter(
                base_content_type=ContentType.objects.get_for_model(Work),
                object_id__in=[str(work.pk) for work in works],
                status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES],
            ).values_list("object_id", flat=True)
        )
        for work in works:
            work.in_review = str(work.pk) in in_review
        page.object_list = works
        return paginator, page, works, more

    def get_delete_url(self, instance: Work) -> str | None:
        return (
            super().get_delete_url(instance) if policy.allows(self.request.user, "delete", instance) else None
        )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission("add"):
            return []
        return [
            HeaderButton("批量上传", url=reverse("library_admin:upload"), icon_name="upload"),
            HeaderButton("新建图书或报刊", url=self.add_url, icon_name="plus"),
        ]
