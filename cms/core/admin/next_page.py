"""Where a form leads when it is done comes along as `next`: what is no address leads nowhere else."""

from __future__ import annotations

from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import utils


def is_address(url: str, *args: Any, **kwargs: Any) -> bool:
    """Django's redirect takes a bare word for the name of a view, and ends in an error."""
    return "/" in url and url_has_allowed_host_and_scheme(url, *args, **kwargs)


def install() -> None:
    """It has no setting."""
    utils.url_has_allowed_host_and_scheme = is_address
