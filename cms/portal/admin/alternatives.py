"""A picture without a word about it says nothing to whoever does not see it: its editor is told when he saves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.models import Page

from cms.core.models import CmsImage
from cms.portal.models import ArticlePage
from cms.portal.reader.body import items, stored

SAID = "正文里有 {} 张图片没有说明。请填“替代文字”或“图注”，看不见图片的人才知道图里有什么。"


def tell(request: HttpRequest, page: Page) -> None:
    if isinstance(page, ArticlePage) and (count := mute(page)):
        messages.warning(request, SAID.format(count))


def mute(page: ArticlePage) -> int:
    """How many pictures of its text nobody has described, here or where they are kept."""
    keys = [one.get("image") for one in _pictures(page) if not one.get("alt") and not one.get("caption")]
    described = CmsImage.objects.filter(pk__in=keys).exclude(description="").values_list("pk", flat=True)
    known = set(described) if keys else set()
    return sum(key not in known for key in keys)


def _pictures(page: ArticlePage) -> Iterator[Mapping[str, Any]]:
    for block in stored(page.body):
        if block["type"] == "figure":
            yield block["value"]
        elif block["type"] == "gallery":
            yield from items(block["value"].get("pictures"))
