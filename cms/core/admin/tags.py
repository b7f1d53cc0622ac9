"""Tags that are offered while somebody types one: those of what he may see. Wagtail offers all there are."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from taggit.models import Tag, TaggedItem
from wagtail.models import Page

from cms.core.models import CmsDocument, CmsImage, PageTag

from . import reach

MOST = 10


def offer(request: HttpRequest, **kwargs: str) -> JsonResponse:
    """`kwargs`: the model of the tags, of which there is one."""
    term = request.GET.get("term", "")
    found = Tag.objects.filter(name__istartswith=term) if term else Tag.objects.none()
    names = found.filter(_seen(request.user)).order_by("name").values_list("name", flat=True)
    return JsonResponse(list(names[:MOST]), safe=False)


def _seen(user: Any) -> Q:
    if user.is_superuser:
        return Q()
    pages = reach.pages_seen(Page.objects.all(), user).values("pk")
    seen = Q(pk__in=PageTag.objects.filter(content_object__in=pages).values("tag"))
    for model in (CmsImage, CmsDocument):
        files = reach.files_seen(model.objects.all(), user).values("pk")
        items = TaggedItem.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=files
        )
        seen |= Q(pk__in=items.values("tag"))
    return seen
