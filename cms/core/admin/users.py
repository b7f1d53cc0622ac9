"""User administration: real name, organisation and duty; who may give which rights.

等保 separates the powers: 系统管理 makes accounts but gives no rights, 安全管理 gives rights but makes no
accounts. So the form shows each what is theirs; only a superuser makes superusers or touches their accounts.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from cms.core.models.people import organisation_tree

User = get_user_model()
ACCOUNT = ("username", "real_name", "organisation", "duty", "email", "is_active")


def may_make_accounts(user: Any) -> bool:
    return user.has_perm("core.add_user")


def may_give_rights(user: Any) -> bool:
    return user.has_perm("auth.change_group")


class StaffFormMixin(forms.ModelForm):
    first_name = None
    last_name = None
    email = forms.EmailField(label="电子邮箱", required=False)

    def __init__(self, *args: Any, acting: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "登录名"
        self.fields["real_name"].required = True
        choices: list[tuple[Any, str]] = [("", "---------")]
        choices += [(node.pk, "　" * depth + node.name) for depth, node in organisation_tree()]
        organisation: Any = self.fields["organisation"]
        organisation.choices = choices
        if acting is None or acting.is_superuser:
            return
        self.fields.pop("is_superuser", None)
        if not may_give_rights(acting):
            self.fields.pop("groups", None)
        if not may_make_accounts(acting):
            for name in (*ACCOUNT, "password1", "password2"):
                if name in self.fields:
                    self.fields[name].disabled = True
                    self.fields[name].required = False

    def clean_password2(self) -> str | None:
        if self.fields["password1"].disabled:
            return None
        return super().clean_password2()  # type: ignore[misc]


class StaffCreationForm(StaffFormMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = [*ACCOUNT[:5], "is_superuser", "groups"]


class StaffEditForm(StaffFormMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = [*ACCOUNT, "is_superuser", "groups"]


class StaffIndexView(IndexView):
    page_title = "用户"

    @property
    def columns(self) -> list[Column]:
        found = [column for column in super().columns if column.name != "is_superuser"]
        extra = [
            Column("organisation", label="所属组织", accessor="organisation", sort_key="organisation"),
            Column("duty", label="职务", accessor="duty"),
        ]
        return [*found[:3], *extra, *found[3:]]

    @property
    def search_fields(self) -> set[str]:
        return {"username", "real_name", "duty", "email", "organisation__name"}

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("organisation")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        if self.ordering in {"name", "-name"}:
            return queryset.order_by(self.ordering.replace("name", "real_name"), "username")
        return super().order_queryset(queryset)


class ActingMixin:
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "acting": self.request.user}  # type: ignore[misc, attr-defined]


class StaffCreateView(ActingMixin, CreateView):
    pass


class StaffEditView(ActingMixin, EditView):
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class StaffViewSet(UserViewSet):
    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return StaffEditForm if for_update else StaffCreationForm


class GuardedAssignRole(AssignRoleBulkAction):
    """Giving a role to many is giving rights."""

    def check_perm(self, obj: Any) -> bool:
        acting = self.request.user
        return may_give_rights(acting) and (acting.is_superuser or not obj.is_superuser)


class GuardedActiveState(SetActiveStateBulkAction):
    def check_perm(self, obj: Any) -> bool:
        acting = self.request.user
        return may_make_accounts(acting) and (acting.is_superuser or not obj.is_superuser)


class GuardedDelete(DeleteBulkAction):
    def check_perm(self, obj: Any) -> bool:
        acting = self.request.user
        return super().check_perm(obj) and (acting.is_superuser or not obj.is_superuser)
