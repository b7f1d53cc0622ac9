"""A signed-in person's own password: whoever typed the first one for him need not know it any longer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe
from wagtail.log_actions import LogContext

from cms.core.doors import LONGEST_PASSWORD
from cms.core.reader import Chrome
from cms.core.rendering import render_page

SAME = "新密码和原密码一样，请换一个。"


def _field(label: str, missing: str, autocomplete: str, **more: Any) -> forms.CharField:
    """No longer than what signing in takes: nobody may shut himself out."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": missing,
            "max_length": f"密码太长了，最多 {LONGEST_PASSWORD} 个字符，请改短一些。",
        },
        **more,
    )


class ChangeForm(PasswordChangeForm):
    """A wrong old password counts as one at the door does: django-axes locks the account, the trail tells of it."""

    old_password = _field("原密码", "请填写原密码。", "current-password")
    new_password1 = _field(
        "新密码", "请填写新密码。", "new-password", help_text=password_validators_help_text_html()
    )
    new_password2 = _field("再填一次新密码", "请再填一次新密码。", "new-password")

    def __init__(self, user: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(user, *args, **kwargs)

    @sensitive_variables("old")
    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        known = authenticate(self.request, username=self.user.get_username(), password=old)
        if known is None or known.pk != self.user.pk:
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old

    @sensitive_variables("new")
    def clean_new_password1(self) -> str:
        new: str = self.cleaned_data["new_password1"]
        if new == self.cleaned_data.get("old_password"):
            raise forms.ValidationError(SAME, code="same")
        return new

    def validate_password_for_user(self, user: Any, password_field_name: str = "") -> None:
        """What is wrong with the new one is told where it was typed first."""
        super().validate_password_for_user(user, "new_password1")

    def save(self, commit: bool = True) -> Any:
        """The password alone: what an administrator changed in the account meanwhile stays. Not without its trace."""
        user = super().save(commit=False)
        if commit:
            with transaction.atomic(), LogContext(user=user):
                user.save(update_fields=["password"])
        return user


@method_decorator(never_cache, name="dispatch")
class Change(PasswordChangeView):
    """The session stays, under a new key; all others of this person end with the old password."""

    form_class = ChangeForm
    success_url = reverse_lazy("core:password_changed")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        form = context["form"]
        return render_page(
            self.request,
            "core/password.html",
            {"form": form, "name": form.user.get_full_name()},
            title="修改密码",
            breadcrumbs=[("修改密码", "")],
            status=400 if form.is_bound else 200,
        )


@never_cache
@require_safe
@login_required
def changed(request: HttpRequest) -> HttpResponse:
    """Said after it, with a way on."""
    user: Any = request.user
    context = {
        "inside_url": Chrome().inside_url,
        "admin_url": reverse("wagtailadmin_home") if user.has_perm("wagtailadmin.access_admin") else "",
    }
    crumbs = [("修改密码", reverse("core:password")), ("已经改好", "")]
    return render_page(
        request, "core/password_changed.html", context, title="密码已经修改", breadcrumbs=crumbs
    )
