"""Many pages at once, of which somebody deletes one: it is told, and the rest is done.

All that is touched is held in one order before it is looked at, not page by page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from cms.core.turns import hold_pages
from cms.core.uses import key_of

from . import reach, tree

NAMED = "“{}”刚被别人删除，"
COUNTED = "选中的有 {} {}已经不在了，或者不归您管，"
REST, NOTHING = "其余的照办。", "没有可以操作的了。"
NO_GOAL = "要移到的栏目刚被别人删除，没有移动。请另选一个位置。"


def typed(values: Iterable[str]) -> set[int]:
    """The keys that an address names."""
    return {key for value in values if (key := key_of(value)) is not None}


def tell_gone(request: Any, names: Iterable[str], others: int, measure: str, rest: bool) -> None:
    """`names` of those he had before him; of `others` he is not told whether they exist."""
    said = [NAMED.format(name) for name in names]
    if others:
        said.append(COUNTED.format(others, measure))
    for sentence in said:
        messages.warning(request, sentence + (REST if rest else NOTHING))


def held(form_valid: Callable[[Any, Any], HttpResponse]) -> Callable[[Any, Any], HttpResponse]:
    def valid(view: Any, form: Any) -> HttpResponse:
        if view.model is not Page:
            return form_valid(view, form)
        keys = typed(chosen := view.request.GET.getlist("id"))
        if "all" in chosen:
            keys = set(view.get_all_objects_in_listing_query(view.request.GET.get("childOf")))
        if not keys:
            return form_valid(view, form)
        seen = reach.pages_seen(Page.objects.filter(pk__in=keys), view.request.user)
        titles = dict(seen.values_list("pk", "title"))  # before another has to be waited for
        with transaction.atomic():
            goal = form.cleaned_data.get("chooser") if view.action_type == "move" else None
            there = titles.keys() & _hold(view, keys, goal)
            names = [titles[key] for key in sorted(titles.keys() - there)]
            tell_gone(view.request, names, len(keys - titles.keys()), "页", bool(there))
            if goal is not None and not Page.objects.filter(pk=goal.pk).exists():
                messages.error(view.request, NO_GOAL)
                there = set()
            return form_valid(view, form) if there else redirect(view.next_url)

    return valid


def _hold(view: Any, keys: set[int], goal: Any) -> set[int]:
    whole = view.action_type in ("delete", "move")
    if whole:
        tree.hold_root()
    below = whole or bool(view.request.POST.get("include_descendants"))
    return hold_pages(keys, below=below, leaving=whole, to=goal.pk if goal else None)


def install() -> None:
    """It has no setting."""
    BulkAction.form_valid = held(BulkAction.form_valid)
