"""The list of redirects leaves out those to pages that are hidden from whoever reads it: the former address tells much, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.views import DeleteView, EditView, IndexView
from wagtail.models import Page

from .reach import pages_seen

NOWHERE = "请选择要跳转到的页面，或者填写要跳转到的网址。"
Ask = Callable[[Any], QuerySet[Any]]


def seen(ask: Ask) -> Ask:
    def asked(view: Any) -> QuerySet[Any]:
        pages = pages_seen(Page.objects.all(), view.request.user)
        return ask(view).filter(Q(redirect_page=None) | Q(redirect_page__in=pages.values("pk")))

    return asked


def complete(clean: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Wagtail takes one that leads nowhere."""

    def cleaned(form: Any) -> Any:
        found = clean(form)
        typed = {"redirect_page", "redirect_link"}
        if not typed & form.errors.keys() and not any(form.cleaned_data.get(name) for name in typed):
            form.add_error("redirect_link", forms.ValidationError(NOWHERE))
        return found

    return cleaned


def install() -> None:
    """None of these has a setting."""
    RedirectForm.clean = complete(RedirectForm.clean)
    IndexView.get_base_queryset = seen(IndexView.get_base_queryset)
    for view in (EditView, DeleteView):
        view.get_queryset = seen(view.get_queryset)
