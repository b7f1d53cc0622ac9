"""What forms, comparisons and histories say of what somebody else referred to: where it is hidden, no more than that.

Choosers are asked in reach; these are the links in texts, what two versions of a page or work differ in, and from where
a page was moved or copied.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.compare import ForeignObjectComparison, RichTextBlockComparison
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.blocks import ChooserBlock
from wagtail.documents.rich_text.contentstate import DocumentLinkElementHandler
from wagtail.images.blocks import ImageChooserBlock, ImageChooserBlockComparison
from wagtail.models import Page, audit_log

from cms.core import requests, uses
from cms.core.models import CmsDocument

from .reach import CLOSED, named

KNOWN = "cms.core.admin.mentions"
PLACES = ("source", "destination", "page")  # in the data of a log entry; each names a page
NOWHERE = {"id": -1, "url": None, "parentId": None}  # the editor shows it as a broken link


class Closed:
    """Stands for a thing that is hidden from whoever compares."""

    title, url = CLOSED, ""

    def __init__(self, thing: Any) -> None:
        self.of = (type(thing), thing.pk)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Closed) and self.of == other.of

    def __hash__(self) -> int:
        return hash(self.of)

    def __str__(self) -> str:
        return CLOSED

    def get_rendition(self, spec: Any) -> Closed:
        return self

    def img_tag(self, attributes: Any = None) -> SafeString:
        return format_html(
            '<img src="{}" width="165" height="110" alt="{}">', static("core/closed.svg"), CLOSED
        )


def veiled(thing: Any) -> Any:
    request = requests.asking()
    return thing if thing is None or request is None or named(request.user, thing) else Closed(thing)


def linked(
    model: type[Any], data_of: Callable[[Any, dict[str, str]], dict[str, Any]]
) -> Callable[[Any, dict[str, str]], dict[str, Any]]:
    """Of a link in a text. The number in it may be whatever somebody typed into a form."""

    def told(handler: Any, attrs: dict[str, str]) -> dict[str, Any]:
        key = uses.key_of(attrs.get("id") or "")
        if key is None:
            return NOWHERE
        if isinstance(veiled(model.objects.filter(pk=key).first()), Closed):
            return {"id": key, "url": CLOSED, "filename": CLOSED, "parentId": None}
        return data_of(handler, attrs)

    return told


class Veiled:
    """Before a comparison of blocks in which something is chosen."""

    def __init__(self, block: Any, exists_a: bool, exists_b: bool, val_a: Any, val_b: Any) -> None:
        super().__init__(block, exists_a, exists_b, veiled(val_a), veiled(val_b))  # type: ignore[call-arg]

    def htmlvalue(self, val: Any) -> Any:
        return super().htmlvalue(veiled(val))  # type: ignore[misc]


class ChosenComparison(Veiled, RichTextBlockComparison):
    pass


class PictureComparison(Veiled, ImageChooserBlockComparison):
    pass


def sentence(entry: Any) -> str:
    """Of a history. Where it names a page that is hidden or gone, Wagtail's word for the deed alone."""
    request = requests.asking()
    data = entry.data if isinstance(entry.data, dict) else {}
    keys = {place.get("id") for name in PLACES if isinstance(place := data.get(name), dict)}
    if request is not None and keys and not _told(request.user, keys):
        entry = copy(entry)
        entry.data = {}
    return str(_sentence(entry))


def _told(user: Any, keys: set[Any]) -> bool:
    """Of all these pages. Asked once a request: many are moved together."""
    known = (requests.memory() or {}).setdefault(KNOWN, {})
    if missing := keys - known.keys():
        found = Page.objects.in_bulk(missing)
        known.update(
            {key: user.is_superuser or (key in found and named(user, found[key])) for key in missing}
        )
    return all(known[key] for key in keys)


_sentence = audit_log.BaseLogEntry.message.func


def both(comparison: Any) -> tuple[Any, ...]:
    return tuple(map(veiled, _both(comparison)))


_both = ForeignObjectComparison.get_objects


def install() -> None:
    """None of these has a setting."""
    PageLinkElementHandler.get_attribute_data = linked(Page, PageLinkElementHandler.get_attribute_data)
    DocumentLinkElementHandler.get_attribute_data = linked(
        CmsDocument, DocumentLinkElementHandler.get_attribute_data
    )
    ForeignObjectComparison.get_objects = both
    audit_log.BaseLogEntry.message = property(sentence)
    ChooserBlock.get_comparison_class = lambda block: ChosenComparison
    ImageChooserBlock.get_comparison_class = lambda block: PictureComparison
