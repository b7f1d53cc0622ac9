"""组织: the tree of organs as a snippet."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.core.models import Organisation
from cms.core.turns import take_turn

from .as_read import AsRead

TURN = "cms.core.organisations"  # of whoever looks what is above an organ, and then moves it


class OrganisationForm(AsRead, WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """From the look at what is above it to what is written nobody else moves an organ."""
        if self.instance.pk and connection.in_atomic_block:
            take_turn(TURN)
        return super().clean()


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = "组织"
    menu_order = 610
    add_to_settings_menu = True
    list_display = [
        "name",
        Column("short_name", label="简称"),
        Column("parent", label="上级组织"),
        "sort_order",
    ]
    list_filter = ["parent"]
    list_per_page = 50
    ordering = ["sort_order", "pk"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("name"), FieldPanel("short_name")], "名称"),
            MultiFieldPanel([FieldPanel("parent"), FieldPanel("sort_order")], "位置"),
        ],
        base_form_class=OrganisationForm,
    )

    def get_queryset(self, request: object) -> QuerySet[Organisation]:
        return Organisation.objects.select_related("parent")
