"""Group administration: no group, and no member of it, comes to hold two of the three powers."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from wagtail.admin import messages
from wagtail.users.forms import GroupForm
from wagtail.users.views.groups import GroupViewSet

from cms.core import audit, powers
from cms.core.turns import in_turn


class ApartGroupForm(GroupForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "name" in cleaned and "permissions" in cleaned and (wrong := self._clash()):
            audit.record("rights.refused", self.instance if self.instance.pk else None, reason=wrong)
            self.add_error(None, forms.ValidationError(wrong))
        return cleaned

    def _clash(self) -> str:
        rights = {f"{p.content_type.app_label}.{p.codename}" for p in self.cleaned_data["permissions"]}
        if self.instance.pk:  # what this form does not show stays
            kept = self.instance.permissions.exclude(pk__in=self.registered_permissions)
            rights |= {
                f"{p.content_type.app_label}.{p.codename}" for p in kept.select_related("content_type")
            }
        will = powers.of([self.cleaned_data["name"]], rights)
        if wrong := powers.clash(will):
            return wrong
        if not will or not self.instance.pk:
            return ""
        members = get_user_model().objects.filter(groups=self.instance)
        for group in Group.objects.filter(user__in=members).exclude(pk=self.instance.pk).distinct():
            if wrong := powers.clash(will | powers.of_groups([group])):
                member = members.filter(pk__in=group.user_set.values("pk")).first()
                return powers.clash(will | powers.of_groups([group]), f"组里的{member}") if member else wrong
        return ""


class Guarded:
    """Nobody changes a group of his own, and only a superuser one that holds a power."""

    @in_turn(powers.TURN)
    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return cast(HttpResponseBase, cast(Any, super()).post(*args, **kwargs))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view: Any = self
        user: Any = request.user
        group = get_object_or_404(Group, pk=view.kwargs["pk"])
        own = user.groups.filter(pk=group.pk).exists()
        if not user.is_superuser and (own or powers.of_groups([group])):
            why = "不能改动自己所在的组" if own else "这个组掌管系统、安全或审计，只有超级管理员能改动"
            audit.record("rights.refused", group, reason=why)
            messages.error(request, f"没有改动：{why}。")
            return redirect(view.index_url_name)
        response: HttpResponseBase = cast(Any, super()).dispatch(request, *args, **kwargs)
        return response


class ApartGroupEditView(Guarded, GroupViewSet.edit_view_class):
    pass


class ApartGroupDeleteView(Guarded, GroupViewSet.delete_view_class):
    pass


class ApartGroupViewSet(GroupViewSet):
    edit_view_class = ApartGroupEditView
    delete_view_class = ApartGroupDeleteView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return ApartGroupForm
