"""审计记录: the report that 审计管理 reads, filters and takes away as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import GenericIPAddressField
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from cms.core import audit
from cms.core.models import AuditEvent

from . import audit_detail

RIGHT = "core.view_audit"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEADINGS = (
    "时间",
    "操作",
    "操作代码",
    "操作人",
    "操作人编号",
    "对象类型",
    "对象编号",
    "对象",
    "来源地址",
    "详情",
)


def plain(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS) else text


class Address(django_filters.CharFilter):
    field_class = GenericIPAddressField


class AuditFilterSet(WagtailFilterSet):
    at = django_filters.DateFromToRangeFilter(label="时间", widget=DateRangePickerWidget)
    who = django_filters.CharFilter(label="操作人", field_name="actor_name", lookup_expr="icontains")
    action = django_filters.ChoiceFilter(label="操作", choices=lambda: actions())
    what = django_filters.CharFilter(label="对象", method="filter_what")
    address = Address(label="来源地址")

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def filter_what(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Q(object_title__icontains=value) | Q(object_type__icontains=value))


def actions() -> list[tuple[str, str]]:
    """Those that the trail holds, with their latest label."""
    rows = AuditEvent.objects.order_by("action").values_list("action", "label").distinct()
    return sorted(dict(rows).items(), key=lambda pair: pair[1])


class AuditReport(ReportView):
    model = AuditEvent
    page_title = "审计记录"
    header_icon = "history"
    index_url_name = "core_audit"
    index_results_url_name = "core_audit_results"
    filterset_class = AuditFilterSet
    paginate_by = 50
    list_export = ["at"]  # shows the export button; the rows are written by `as_spreadsheet`
    columns = [
        Column("at", label="时间", accessor=lambda event: event.when, sort_key="at", classname="xh-line"),
        Column("label", label="操作", width="13%", classname="xh-whole"),
        Column("actor_name", label="操作人", width="13%"),
        Column("object_type", label="对象类型", width="8%"),
        Column("object_title", label="对象", width="20%"),
        Column(
            "detail",
            label="详情",
            accessor=lambda event: audit_detail.told(event.detail),
            classname="xh-long",
        ),
        Column("address", label="来源地址", width="10%"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.all()

    @property
    def header_more_buttons(self) -> list[Any]:
        """CSV alone."""
        return [button for button in super().header_more_buttons if "xlsx" not in (button.url or "")]

    def as_spreadsheet(self, queryset: Iterable[AuditEvent], spreadsheet_format: str) -> HttpResponseBase:
        audit.record("audit.export", user=self.request.user, filters=self.request.GET.dict())
        name = timezone.localtime().strftime("audit-%Y%m%d-%H%M.csv")
        response = StreamingHttpResponse(rows(queryset), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response


class _Echo:
    def write(self, value: str) -> str:
        return value


def rows(events: Iterable[AuditEvent]) -> Iterator[str]:
    """Lines of CSV, however many, with a byte-order mark, which Excel needs to read Chinese."""
    writer = csv.writer(_Echo())
    yield "﻿" + writer.writerow(HEADINGS)
    found = events.iterator(chunk_size=1000) if isinstance(events, QuerySet) else events
    for event in found:
        detail = audit_detail.told(event.detail)
        what = (event.object_type, event.object_id, event.object_title)
        cells = (
            event.when,
            event.label,
            event.action,
            event.actor_name,
            event.actor_id,
            *what,
            event.address,
            detail,
        )
        yield writer.writerow([plain(cell) for cell in cells])
