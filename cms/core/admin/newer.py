"""Whoever saves over what another, or he himself in another window, has saved since he opened the form is told first.

Wagtail asks every ten seconds whether there is a newer version, and only the browser looks at the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import CharField, HiddenInput, ValidationError
from wagtail.admin import messages
from wagtail.models import Revision, RevisionMixin

from cms.core.tags import minute
from cms.core.turns import hold_or_404

from . import steps

SAID = (
    "{}在 {} 保存了新的一稿，您的修改还没有保存。请先在“历史”里看看改了什么；"
    "再按一次，就以您这一稿为准，那一稿仍留在历史里。"
)

UNVERSIONED = "without_version"


def mark(form: Any) -> None:
    """Of what had no version when it was drawn the form says so."""
    if form.instance.pk and (not form.instance.latest_revision_id or form.data.get(UNVERSIONED)):
        form.fields[UNVERSIONED] = CharField(required=False, initial="1", widget=HiddenInput)


def sentence(view: Any, thing: Any, form: Any) -> str:
    """Within a transaction: whether anybody has since, under the lock of its row. Empty when nobody has. The form that is
    shown again knows the newer version, so that the next time counts. Raises Http404 when it is gone.
    """
    hold_or_404(type(thing), thing.pk)
    versions = Revision.objects.for_instance(thing).order_by("-created_at", "-pk")
    _say(view, thing, versions.first())
    if view.expects_json_response or not (view.is_out_of_date or _begun_before_any(view)):
        return ""
    if loaded := _loaded(view):
        versions = versions.filter(pk__gt=loaded)
    newest = versions.first()
    if newest is None or (newest.user == view.request.user and not form.has_changed()):  # pressed twice
        return ""
    view.told_of_newer = True
    if newest.user == view.request.user:
        who = "您自己（在另一个窗口里）"
    else:
        who = f"“{newest.user.get_full_name() or newest.user}”" if newest.user else "系统"
    said = SAID.format(who, minute(newest.created_at))
    if steps.withdraws(view):  # which needs no saving, and is all that Wagtail then speaks of
        messages.error(view.request, said)
    return said


def _begun_before_any(view: Any) -> bool:
    """Wagtail takes a form that names no version for one that is up to date."""
    asked = view.request.POST
    return bool(asked.get(UNVERSIONED)) and not asked.get("loaded_revision_id")


def _loaded(view: Any) -> int:
    from cms.core.uses import key_of  # which knows the models that these forms are of

    return key_of(view.request.POST.get("loaded_revision_id", "")) or 0


def _say(view: Any, thing: Any, latest: Revision | None) -> None:
    """What the form that is shown will send."""
    view.latest_revision = thing.latest_revision = latest
    for known in ("latest_revision_created_at", "is_out_of_date"):
        view.__dict__.pop(known, None)


def kept(form_invalid: Callable[..., Any]) -> Callable[..., Any]:
    """A form that comes back for another reason goes on from the version that it came with (one that was begun is undone):
    whoever saves it then is told still.
    """

    def invalid(view: Any, form: Any) -> Any:
        thing = getattr(view, "page", None) or getattr(view, "object", None)
        if isinstance(thing, RevisionMixin) and thing.pk and not getattr(view, "told_of_newer", False):
            _say(view, thing, Revision.objects.for_instance(thing).filter(pk=_loaded(view)).first())
        return form_invalid(view, form)

    return invalid


def told(form_valid: Callable[..., Any]) -> Callable[..., Any]:
    """Of a page."""

    def valid(view: Any, form: Any) -> Any:
        said = sentence(view, view.page, form)
        if not said:
            return form_valid(view, form)
        form.add_error(None, ValidationError(said))
        return view.form_invalid(form)

    return valid
