"""Pictures and documents that are not changed or deleted among the files: who tries is told where it is done.

Those that a room's things hold (cms.core.holders) are the room's: its verbs keep history, level, text and audit
together. Those that pages show are changed through the pages (cms.core.admin.shown). All stay in the lists, can be
chosen and tagged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.documents.views import bulk_actions as document_actions
from wagtail.documents.views import documents as document_views
from wagtail.documents.views.bulk_actions.document_bulk_action import DocumentBulkAction
from wagtail.images.views import bulk_actions as image_actions
from wagtail.images.views import images as image_views
from wagtail.images.views.bulk_actions.image_bulk_action import ImageBulkAction
from wagtail.permissions import policy_registry

from cms.core import access, holders
from cms.core.models import CmsDocument, CmsImage

from . import shown

GUARDED = frozenset({"change", "delete"})
FILE_ACTIONS = (ImageBulkAction, DocumentBulkAction)
HELD = "_held"  # on a document that was asked about among many
SEEN = "_seen"  # as much: by a person's key, whether he may see it
CHUNK = 500


def is_held(thing: Any) -> bool:
    if not isinstance(thing, CmsDocument) or thing.pk is None:
        return False
    known = thing.__dict__.get(HELD)
    return bool(holders.held(CmsDocument.objects.filter(pk=thing.pk)) if known is None else known)


def ask_once(view: Any) -> None:
    """An action on many asks the policy about each: what that needs is read for all."""
    if not isinstance(view, FILE_ACTIONS) or "get_queryset" in vars(view):
        return
    fetch = view.get_queryset

    def fetched(model: Any, keys: Any) -> list[Any]:
        found: list[Any] = fetch(model, keys)
        for start in range(0, len(found), CHUNK):
            _know(view.request.user, model, found[start : start + CHUNK])
        return found

    view.get_queryset = fetched


def _know(user: Any, model: Any, files: list[Any]) -> None:
    prefetch_related_objects(files, "collection", "uploaded_by_user")
    keys = [file.pk for file in files]
    kept = holders.held(CmsDocument.objects.filter(pk__in=keys)) if model is CmsDocument else ()
    beyond = shown.beyond(user, model, keys)
    for file, seen in zip(files, access.may_see_each(user, files), strict=True):
        setattr(file, HELD, file.pk in kept)
        setattr(file, SEEN, {user.pk: seen})
        setattr(file, shown.SHOWN, {user.pk: file.pk in beyond})


def explain(view: Any, refused: Iterable[Any]) -> None:
    """Wagtail says of those left out that he has no right, which sends him nowhere. Once a request."""
    if not isinstance(view, FILE_ACTIONS) or vars(view).get("explained"):
        return
    held = [thing for thing in refused if is_held(thing)]
    used = [t for t in refused if not is_held(t) and shown.is_beyond(view.request.user, t)]
    if held:
        messages.warning(
            view.request,
            f"选中的文件里有 {len(held)} 份是文献的文件，没有改动：请在文献里更换、删除或变更级别。",
        )
    if used:
        messages.warning(
            view.request,
            f"选中的有 {len(used)} 份正在网站信息、已发布或待发布的页面里使用，没有改动：请先在那里换掉。",
        )
    view.explained = bool(held or used)


def led(
    model: Any, key: str, usage: str, dispatch: Callable[..., HttpResponseBase]
) -> Callable[..., HttpResponseBase]:
    """Away from the form of such a file, to where it is changed; whoever may not even see it is told nothing."""

    def asked(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        thing = model.objects.filter(pk=kwargs[key]).first()
        policy: Any = policy_registry.get_by_type(model)
        if thing is None or not policy.has_right(request.user, GUARDED, thing):
            return dispatch(view, request, *args, **kwargs)
        told = holders.lead(request.user, thing) if model is CmsDocument else None
        if told is None and shown.is_beyond(request.user, thing):
            told = shown.why(request.user, thing), reverse(usage, args=[thing.pk])
        if told is None:
            return dispatch(view, request, *args, **kwargs)
        messages.error(request, told[0])
        return redirect(told[1] or "wagtaildocs:index")

    return asked


def _of_the_file(view: Any, permission: str) -> bool:
    policy: Any = policy_registry.get_by_type(type(view.object))
    return bool(policy.has_right(view.request.user, [permission], view.object))


def _may_tag(view: Any, thing: Any) -> bool:
    policy: Any = policy_registry.get_by_type(type(thing))
    return bool(policy.has_right(view.request.user, ["change"], thing))


def install() -> None:
    """None of these has a setting."""
    for model, key, usage, views, actions in (
        (CmsDocument, "document_id", "wagtaildocs:document_usage", document_views, document_actions),
        (CmsImage, "image_id", "wagtailimages:image_usage", image_views, image_actions),
    ):
        for door in (views.EditView, views.DeleteView):
            door.dispatch = led(model, key, usage, door.dispatch)
        views.UsageView.user_has_permission = _of_the_file
        actions.AddTagsBulkAction.check_perm = _may_tag
