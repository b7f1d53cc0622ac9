"""The admin's own API of pictures and documents: Wagtail's scripts are told where it is, and ask pages alone."""

from __future__ import annotations

from typing import Any, NoReturn

from django.http import Http404
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet


class Unasked:
    """Wagtail's would list files to whoever has no right to them, and fail at pictures, whose files have no address."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> NoReturn:
        raise Http404


class Documents(Unasked, DocumentsAdminAPIViewSet):
    pass


class Images(Unasked, ImagesAdminAPIViewSet):
    pass


def endpoints(router: Any) -> None:
    """In the places of Wagtail's, which are registered before: the admin's pages name these addresses."""
    router.register_endpoint("documents", Documents)
    router.register_endpoint("images", Images)
