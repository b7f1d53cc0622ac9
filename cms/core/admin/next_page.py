"""Where a form leads when it is done comes along as `next`: what is no address leads nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import utils
from wagtail.admin.views.bulk_action import BulkAction


def is_address(url: str, *args: Any, **kwargs: Any) -> bool:
    """Django's redirect takes a bare word for the name of a view, and ends in an error."""
    return "/" in url and url_has_allowed_host_and_scheme(url, *args, **kwargs)


def begun(init: Callable[..., None]) -> Callable[..., None]:
    """Of many things at once: without `next` Wagtail leads to the same address without them, which is none."""

    def initiated(view: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        init(view, request, *args, **kwargs)
        if view.next_url == request.path:
            view.next_url = reverse("wagtailadmin_home")

    return initiated


def install() -> None:
    """They have no setting."""
    utils.url_has_allowed_host_and_scheme = is_address
    BulkAction.__init__ = begun(BulkAction.__init__)
