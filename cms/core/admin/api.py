"""The admin's own API of pictures and documents, which knows Wagtail's restrictions alone, asks what we ask."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from . import reach


class Documents(DocumentsAdminAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        return reach.files_seen(super().get_queryset(), self.request.user)


class Images(ImagesAdminAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        return reach.files_seen(super().get_queryset(), self.request.user)


def endpoints(router: Any) -> None:
    """In the places of Wagtail's, which are registered before."""
    router.register_endpoint("documents", Documents)
    router.register_endpoint("images", Images)
