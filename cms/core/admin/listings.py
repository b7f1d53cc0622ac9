"""Every list of the admin says so when its address asks for what is not there: a page out of range, a filter's bad value.

Wagtail answers the first with its last page and the second with everything, which then looks like the answer.
"""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views import chooser, workflows
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.views.generic.chooser import BaseChooseView

MEASURES = {"项": "", "图片": "张", "文献": "份", "文章": "篇", "审计记录": "条"}


class BadFilter(BadRequest):
    sentence = "筛选条件有误，没有导出任何内容。请回到列表，重新选择筛选条件后再导出。"


class _Strict:
    def get_page(self, number: Any) -> Page:
        """No page named is the first one. Where there is none, wagtailadmin/404.html leads back to the first."""
        found = cast(Paginator, self)
        try:
            return found.page(1 if number in (None, "") else number)
        except InvalidPage as error:
            raise Http404 from error


class StrictPaginator(_Strict, Paginator):
    pass


class StrictListPaginator(_Strict, WagtailPaginator):
    @property
    def items_count_label(self) -> str:
        """Wagtail puts no measure word between number and noun."""
        noun = str(self.verbose_name_plural)
        return f"共 {self.count:,} {MEASURES.get(noun, '个')}{noun}"


def is_refused(view: Any) -> bool:
    """Whether the address holds a filter's bad value."""
    return bool(view.filters and not view.filters.is_valid())


def filter_queryset(view: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Nothing rather than everything; the list says why (wagtailadmin/shared/listing/filter_partials.html)."""
    if not is_refused(view):
        return _filter(view, queryset)
    if view.request.GET.get("export"):
        raise BadFilter
    return queryset.none()


def filter_choices(view: Any, objects: Any) -> Any:
    found = _filter_choices(view, objects)
    return found if view.filter_form.is_valid() else found.none()


def context(view: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """A list that is one page has no second; an order that it does not know is no order."""
    asked = view.request.GET
    if not view.results_only and not view.get_paginate_by(None) and asked.get(view.page_kwarg, "1") != "1":
        raise Http404
    if asked.get("ordering") and asked["ordering"] != view.ordering:
        raise Http404
    return cast(dict[str, Any], _context(view, *args, **kwargs))


class _Filtering:
    """In place of Wagtail's cached property: what is refused is no empty list, to which one is asked to add."""

    def __get__(self, view: Any, owner: Any = None) -> bool:
        return bool(view.filters and (is_refused(view) or view.filters.form.has_changed()))


_filter = BaseListingView.filter_queryset
_context = BaseListingView.get_context_data
_filter_choices = BaseChooseView.filter_object_list


def install() -> None:
    """None of these has a setting."""
    BaseListingView.paginator_class = BaseChooseView.paginator_class = StrictListPaginator
    BaseListingView.filter_queryset = filter_queryset
    BaseListingView.get_context_data = context
    BaseListingView.is_filtering = _Filtering()
    BaseChooseView.filter_object_list = filter_choices
    chooser.Paginator = workflows.Paginator = StrictPaginator
