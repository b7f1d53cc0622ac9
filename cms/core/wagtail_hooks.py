"""Wiring of this room into Wagtail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cms.core import access, files_views, services
from cms.core.admin import (
    account,
    action_menu,
    as_read,
    audit_report,
    checks_panel,
    comparing,
    csp,
    dashboard,
    deferring,
    file_forms,
    fresh,
    gone,
    home,
    judging,
    lacking,
    levels,
    listings,
    locks,
    mentions,
    next_page,
    of_many,
    outcome,
    pictures,
    publishing,
    reach,
    redirects,
    refused,
    reports,
    returned,
    review,
    schedule,
    steps,
    still_live,
    tags,
    taking_down,
    tree,
    unindexed,
    unseen,
    users,
    wording,
)
from cms.core.admin.organisations import OrganisationViewSet
from cms.core.models import CmsImage

reach.install()  # before anything asks for a policy
refused.install()
tags.install()
redirects.install()
home.install()
reports.install()
account.install()
csp.install()
levels.install()
fresh.install()
as_read.install()
review.install()
returned.install()
listings.install()
comparing.install()
mentions.install()
tree.install()
of_many.install()
publishing.install()
next_page.install()
gone.install()
outcome.install()
judging.install()
steps.install()
deferring.install()
taking_down.install()
pictures.install()
schedule.install()
wording.install()
checks_panel.install()
register_snippet(OrganisationViewSet)


@hooks.register("construct_admin_api", order=100)
def admin_api(router: Any) -> None:
    from cms.core.admin import api  # needs the models of files, which are being loaded

    api.endpoints(router)


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("core/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_js() -> SafeString:
    sources = [(static(f"core/{name}.js"),) for name in ("admin", "refused", "paste", "focus")]
    return format_html_join("", '<script src="{}"></script>', sources)


@hooks.register("on_serve_page", order=-100)
def ask_access(serve: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Before Wagtail's own check: 403 rather than a second login, and no cache keeps a restricted page."""

    def ask(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
        audience = access.audience_of(page)
        if not audience:
            return serve(page, request, args, kwargs)
        if not access.may_see(request.user, page):
            return files_views.refuse(request)
        response = serve(page, request, args, kwargs)
        response["Cache-Control"] = files_views.PRIVATE
        return response

    return ask


@hooks.register("after_bulk_action")
def settle_after_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    """Moving pictures between collections in bulk announces nothing."""
    if action_type == "add_to_collection" and action.get_default_model() is CmsImage:
        services.settle_pictures([image.pk for image in objects])


hooks.register("before_bulk_action", file_forms.keep_levels)
hooks.register("before_bulk_action", unseen.leave_out)
hooks.register("before_bulk_action", locks.leave_out)
hooks.register("before_delete_page", locks.keep_locked)
hooks.register("after_bulk_action", file_forms.note_levels)
hooks.register("after_bulk_action", still_live.tell_of_many)
hooks.register("after_bulk_action", publishing.tell)
hooks.register("after_unpublish_page", still_live.tell)


@hooks.register("construct_help_menu")
def no_outside_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's guides are English and elsewhere; an intranet has no way there."""
    items[:] = [item for item in items if not str(item.url).startswith("http")]


@hooks.register("construct_main_menu")
def no_version(request: HttpRequest, items: list[MenuItem]) -> None:
    """Under 设置 Wagtail's own kind of item writes its name and version."""
    for place, item in enumerate(items):
        if isinstance(item, SubmenuMenuItem) and item.name == "settings":
            items[place] = SubmenuMenuItem(
                item.label, item.menu, name=item.name, icon_name=item.icon_name, order=item.order
            )


@hooks.register("construct_reports_menu")
def fewer_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Two that say nothing to whoever writes or reviews."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in {"workflow-tasks", "page-types-usage"}]


@hooks.register("construct_homepage_panels")
def shortcuts(request: HttpRequest, panels: list[Any]) -> None:
    panels += [dashboard.ShortcutsPanel(), lacking.LackingPanel(), unindexed.UnindexedPanel()]


for hook in ("before_edit_page", "before_edit_snippet"):
    hooks.register(hook, returned.tell)

for hook in ("construct_page_action_menu", "construct_snippet_action_menu"):
    hooks.register(hook, action_menu.next_steps_first)

dashboard.shortcut(
    "新建用户",
    reverse_lazy("wagtailusers_users:add"),
    icon="user",
    allowed=lambda user: users.may_make_accounts(user) and not user.is_superuser,
)
dashboard.shortcut(
    "把账号编入组",
    reverse_lazy("wagtailusers_users:index"),
    icon="group",
    allowed=lambda user: users.may_give_rights(user) and not user.is_superuser,
)
dashboard.shortcut(
    "审计记录",
    reverse_lazy("core_audit"),
    icon="history",
    allowed=lambda user: user.has_perm(audit_report.RIGHT) and not user.is_superuser,
)


@hooks.register("register_permissions")
def rights() -> Any:
    return Permission.objects.filter(content_type__app_label="core", codename="view_audit")


class AuditMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(audit_report.RIGHT)


@hooks.register("register_reports_menu_item")
def audit_menu() -> MenuItem:
    return AuditMenuItem("审计记录", reverse("core_audit"), name="audit", icon_name="history", order=2000)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("reports/audit/", audit_report.AuditReport.as_view(), name="core_audit"),
        path(
            "reports/audit/results/",
            audit_report.AuditReport.as_view(results_only=True),
            name="core_audit_results",
        ),
    ]


hooks.register("construct_page_chooser_queryset", reach.in_page_chooser)

for guarded in (users.GuardedAssignRole, users.GuardedActiveState, users.GuardedDelete):
    hooks.register("register_bulk_action", guarded, order=100)
