"""Documents that a room's things hold (cms.core.holders) are no loose files: who would change one is led to that room.

They stay in the lists, can be chosen and tagged. What changes what readers are given, another file, another
collection, removal, is the room's verb: it keeps history, level, text and audit together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.documents.views.bulk_actions import AddTagsBulkAction
from wagtail.documents.views.bulk_actions.document_bulk_action import DocumentBulkAction
from wagtail.documents.views.documents import DeleteView, EditView, UsageView
from wagtail.permissions import policy_registry

from cms.core import access, holders
from cms.core.models import CmsDocument

GUARDED = frozenset({"change", "delete"})
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
    if not isinstance(view, DocumentBulkAction) or "get_queryset" in vars(view):
        return
    fetch = view.get_queryset

    def fetched(model: Any, keys: Any) -> list[CmsDocument]:
        found: list[CmsDocument] = fetch(model, keys)
        for start in range(0, len(found), CHUNK):
            _know(view.request.user, found[start : start + CHUNK])
        return found

    view.get_queryset = fetched


def _know(user: Any, documents: list[CmsDocument]) -> None:
    prefetch_related_objects(documents, "collection", "uploaded_by_user")
    kept = holders.held(CmsDocument.objects.filter(pk__in=[document.pk for document in documents]))
    for document, seen in zip(documents, access.may_see_each(user, documents), strict=True):
        setattr(document, HELD, document.pk in kept)
        setattr(document, SEEN, {user.pk: seen})


def explain(view: Any, refused: Iterable[Any]) -> None:
    """Wagtail says of those left out that he has no right, which sends him nowhere. Once a request."""
    if not isinstance(view, DocumentBulkAction) or vars(view).get("explained"):
        return
    if count := sum(is_held(thing) for thing in refused):
        view.explained = True
        messages.warning(
            view.request, f"选中的文件里有 {count} 份是文献的文件，没有改动：请在文献里更换、删除或变更级别。"
        )


def led(dispatch: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Away from the form of a held document, to what holds it; whoever may not even see it is told nothing."""

    def asked(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        document = CmsDocument.objects.filter(pk=kwargs["document_id"]).first()
        policy: Any = policy_registry.get_by_type(CmsDocument)
        if document is None or not policy.has_right(request.user, GUARDED, document):
            return dispatch(view, request, *args, **kwargs)
        told = holders.lead(request.user, document)
        if told is None:
            return dispatch(view, request, *args, **kwargs)
        messages.error(request, told[0])
        return redirect(told[1] or "wagtaildocs:index")

    return asked


def _of_the_file(view: Any, permission: str) -> bool:
    policy: Any = policy_registry.get_by_type(CmsDocument)
    return bool(policy.has_right(view.request.user, [permission], view.object))


def _may_tag(view: Any, document: CmsDocument) -> bool:
    policy: Any = policy_registry.get_by_type(CmsDocument)
    return bool(policy.has_right(view.request.user, ["change"], document))


def install() -> None:
    """None of these has a setting."""
    EditView.dispatch = led(EditView.dispatch)
    DeleteView.dispatch = led(DeleteView.dispatch)
    UsageView.user_has_permission = _of_the_file
    AddTagsBulkAction.check_perm = _may_tag
