"""Tags that are offered, while somebody types one and to filter lists by: those of what he may see. Wagtail offers all."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from taggit.models import Tag, TaggedItem
from wagtail.admin import filters
from wagtail.images.views import chooser
from wagtail.models import Page

from cms.core import requests
from cms.core.models import CmsDocument, CmsImage, PageTag

from . import reach

MOST = 10


def offer(request: HttpRequest, **kwargs: str) -> JsonResponse:
    """`kwargs`: the model of the tags, of which there is one."""
    term = request.GET.get("term", "")
    found = Tag.objects.filter(name__istartswith=term) if term else Tag.objects.none()
    names = found.filter(_seen(request.user)).order_by("name").values_list("name", flat=True)
    return JsonResponse(list(names[:MOST]), safe=False)


def popular(model: type[Any], count: int = 10) -> QuerySet[Tag]:
    """In place of Wagtail's `popular_tags_for_model`, which is not told who asks."""
    request = requests.asking()
    user = request.user if request else None
    found = Tag.objects.filter(taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model))
    if user is None or not user.is_superuser:
        seen = reach.files_seen(model._default_manager.all(), user) if user else model._default_manager.none()
        found = found.filter(taggit_taggeditem_items__object_id__in=seen.values("pk"))
    return found.annotate(item_count=Count("taggit_taggeditem_items")).order_by("-item_count", "name")[:count]


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


def install() -> None:
    """It has no setting; both have taken it by name."""
    filters.popular_tags_for_model = chooser.popular_tags_for_model = popular
