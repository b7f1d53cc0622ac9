"""Wiring of this room into Wagtail."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.library.admin import policy

policy.install()  # before anything asks for the policy of works

from cms.library.admin import bulk, viewset  # noqa: E402

register_snippet(viewset.LibraryGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("library/", include((viewset.urlpatterns, viewset.app_name)))]


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("library/admin/library.css"))


for action in bulk.ACTIONS:
    hooks.register("register_bulk_action", action, order=200)
