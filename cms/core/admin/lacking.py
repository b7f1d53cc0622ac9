"""网站信息还没有填的: on the first page of who may fill it in, what the foot of every page must say and does not,
and which of the pictures chosen there no page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from cms.core.models import SiteSettings

from .site_form import not_shown


class LackingPanel(Component):
    name = "lacking"
    template_name = "core/admin/lacking.html"
    order = 15

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if not parent_context:
            return {}
        user = parent_context["request"].user
        policy: Any = policy_registry.get_by_type(SiteSettings)
        if not policy.user_has_permission(user, "change"):
            return {}
        told, hidden = [], []
        for site in policy.sites_user_has_permission_for(user, "change").order_by("pk"):
            settings = SiteSettings.for_site(site)
            url = reverse("wagtailsettings:edit", args=["core", "sitesettings", site.pk])
            if names := settings.lacking:
                told.append((url, settings.full_name, "、".join(names)))
            if fields := not_shown(settings):
                names = [settings._meta.get_field(field).verbose_name for field in fields]
                hidden.append((url, settings.full_name, "、".join(names)))
        return {"sites": told, "hidden": hidden}
