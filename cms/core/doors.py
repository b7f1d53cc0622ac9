"""Signing in and out, and the island that says who is signed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.core.reader import Chrome
from cms.core.rendering import render_page

LONGEST_PASSWORD = 1000  # characters
WRONG = "登录名或密码不对，请重新输入。密码区分大小写。"


class SignInForm(AuthenticationForm):
    username = forms.CharField(
        label="登录名",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": "请填写登录名。", "max_length": "登录名最多 150 个字符。"},
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请填写密码。", "max_length": "密码太长了。"},
    )
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if not name.isprintable():
            raise forms.ValidationError(WRONG)
        return name

    def clean(self) -> dict[str, Any]:
        if self.errors:  # no attempt is counted for an empty field
            return self.cleaned_data
        return super().clean()


@method_decorator(never_cache, name="dispatch")
class SignIn(LoginView):
    authentication_form = SignInForm
    next_page = None

    def get_default_redirect_url(self) -> str:
        user = self.request.user
        return reverse("wagtailadmin_home") if user.has_perm("wagtailadmin.access_admin") else "/"

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        user: Any = self.request.user
        kept = {
            "form": context["form"],
            "next": context.get(self.redirect_field_name, ""),
            "known": user.get_full_name() if user.is_authenticated else "",
        }
        status = 400 if context["form"].is_bound else 200
        return render_page(
            self.request, "core/login.html", kept, title="登录", breadcrumbs=[("登录", "")], status=status
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """A link asks first; the button signs out."""
    user: Any = request.user
    if request.method == "POST":
        logout(request)
        return redirect("/")
    if not user.is_authenticated:
        return redirect("/")
    return render_page(
        request,
        "core/logout.html",
        {"name": user.get_full_name()},
        title="退出登录",
        breadcrumbs=[("退出登录", "")],
    )


@never_cache
@require_safe
def visitor(request: HttpRequest) -> HttpResponse:
    """The fragment that site.js puts into the toolbar. Public pages themselves know no visitor."""
    user: Any = request.user
    member = user.is_authenticated
    context = {
        "member": member,
        "name": user.get_full_name() if member else "",
        "inside_url": Chrome().inside_url,
        "duty": getattr(user, "duty", "") if member else "",
        "admin_url": (
            reverse("wagtailadmin_home") if member and user.has_perm("wagtailadmin.access_admin") else ""
        ),
    }
    response = HttpResponse(render_to_string("core/visitor.html", context))
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Wagtail's two own doors lead to ours."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        wanted = ""
    address = reverse("core:login")
    return HttpResponseRedirect(f"{address}?{urlencode({'next': wanted})}" if wanted else address)


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """django-axes answers with this after too many wrong passwords, typed here or for a change of one's own."""
    title = "暂时不能修改密码" if request.path == reverse("core:password") else "登录暂时锁定"
    response = render_page(request, "locked.html", {"heading": title}, title=title, status=429)
    response["Cache-Control"] = "no-store"
    return response
