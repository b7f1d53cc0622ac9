"""Wiring of this room into Wagtail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.core.admin import dashboard
from cms.library.admin import policy

policy.install()  # before anything asks for the policy of works

from cms.library.admin import bulk, failures, guards, viewset  # noqa: E402
from cms.library.views.listing import inside_places  # noqa: E402

register_snippet(viewset.LibraryGroup)
dashboard.shortcut(
    "批量上传文献",
    reverse_lazy("library_admin:upload"),
    icon="upload",
    allowed=lambda user: policy.policy.user_has_permission(user, "add"),
    order=20,
)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("library/", include((viewset.urlpatterns, viewset.app_name)))]


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("library/admin/library.css"))


@hooks.register("construct_homepage_panels")
def failed_uploads(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(failures.FailuresPanel())


for action in bulk.ACTIONS:
    hooks.register("register_bulk_action", action, order=200)

hooks.register("before_delete_page", guards.keep_page)
hooks.register("before_bulk_action", guards.keep_pages)
hooks.register("describe_collection_contents", guards.contents)
hooks.register("inside_places", inside_places)
