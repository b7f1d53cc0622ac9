"""The list of redirects leaves out those to pages that are hidden from whoever reads it: the former address tells much, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.contrib.redirects.views import DeleteView, EditView, IndexView
from wagtail.models import Page

from .reach import pages_seen

Ask = Callable[[Any], QuerySet[Any]]


def seen(ask: Ask) -> Ask:
    def asked(view: Any) -> QuerySet[Any]:
        pages = pages_seen(Page.objects.all(), view.request.user)
        return ask(view).filter(Q(redirect_page=None) | Q(redirect_page__in=pages.values("pk")))

    return asked


def install() -> None:
    """None of these has a setting."""
    IndexView.get_base_queryset = seen(IndexView.get_base_queryset)
    for view in (EditView, DeleteView):
        view.get_queryset = seen(view.get_queryset)
