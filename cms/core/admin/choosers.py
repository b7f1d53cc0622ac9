"""Choosers of pictures and files offer what a person's level lets him see, and what he brought himself."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.models import Collection

from cms.core import access


def within_level(files: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Wagtail asks for the right to choose alone, which most have on all collections."""
    user: Any = request.user
    if user.is_superuser:
        return files
    collections = list(Collection.objects.all())
    seen = access.viewer(user).tokens
    audiences = access.audiences_for(collections)
    shown = [c.pk for c, a in zip(collections, audiences, strict=True) if access.token(a) in seen]
    if len(shown) == len(collections):
        return files
    return files.filter(Q(collection__in=shown) | Q(uploaded_by_user=user))
