"""User administration: real name, organisation and duty; who may give which rights.

等保 separates the powers: 系统管理 makes accounts but gives no rights, 安全管理 gives rights but makes no
accounts. So the form shows each what is theirs; only a superuser makes superusers or touches their accounts, or
gives a new password to those of 安全管理 and 审计管理. Nobody holds two of the powers, see cms.core.powers.
"""

from __future__ import annotations

from typing import Any

from axes.utils import reset
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions import AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from cms.core import audit, powers
from cms.core.models.people import organisation_tree
from cms.core.turns import in_turn

from .as_read import AsRead

User = get_user_model()
ACCOUNT = ("username", "real_name", "organisation", "duty", "email", "is_active")
KEYS = (
    "username",
    "is_active",
    "password1",
    "password2",
)  # whoever sets these can be that person, or shut him out


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
        self.acting = acting
        if acting is None:
            return
        if self.instance.pk == acting.pk and "groups" in self.fields:
            self._lock("groups")
            self.fields["groups"].help_text = powers.NOT_HIS_OWN
        if acting.is_superuser:
            return
        self.fields.pop("is_superuser", None)
        if not may_give_rights(acting):
            self.fields.pop("groups", None)
        if not may_make_accounts(acting):
            self._lock(*ACCOUNT, "password1", "password2")
        elif self._is_shielded():
            self._lock(*KEYS)
            self.fields["password1"].help_text = powers.SHIELDED

    def _lock(self, *names: str) -> None:
        for name in names:
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].required = False

    def _is_shielded(self) -> bool:
        return bool(self.instance.pk and powers.is_shielded(self.instance, self.acting))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "username" in self.changed_data and self._alike(cleaned.get("username") or ""):
            self.add_error("username", forms.ValidationError("已经有只差大小写的登录名，请换一个。"))
        if self.acting is None:
            return cleaned
        if "groups" in self.fields:
            posted: Any = self.data
            typed = {pk for pk in posted.getlist(self.add_prefix("groups")) if pk}
            if self.fields["groups"].disabled:
                own = {str(group.pk) for group in self.instance.groups.all()}
                if self.add_prefix("groups") in self.data and typed != own:
                    self._refuse("groups", powers.NOT_HIS_OWN)
            elif wrong := powers.clash(powers.of_groups(cleaned.get("groups") or ())):
                self._refuse("groups", wrong)
        new_password = may_make_accounts(self.acting) and self.data.get(self.add_prefix("password1"))
        if new_password and self.fields["password1"].disabled:
            self._refuse("password1", powers.SHIELDED)
        return cleaned

    def _alike(self, name: str) -> bool:
        """Nobody knows apart two names that differ in capitals alone. Those that there were stay as they are."""
        others = User.objects.exclude(pk=self.instance.pk)
        return "username" not in self.errors and others.filter(username__iexact=name).exists()

    def _refuse(self, field: str, reason: str) -> None:
        kept = User.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        audit.record("rights.refused", kept, user=self.acting, reason=reason)
        self.add_error(field, forms.ValidationError(reason))

    def clean_password2(self) -> str | None:
        if self.fields["password1"].disabled:
            return None
        return super().clean_password2()  # type: ignore[misc]


class StaffCreationForm(StaffFormMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = [*ACCOUNT[:5], "is_superuser", "groups"]


class StaffEditForm(StaffFormMixin, AsRead, UserEditForm):
    """A new password also ends the lock that wrong guesses at the old one brought about."""

    def save(self, commit: bool = True) -> Any:
        user = super().save(commit)
        if commit and self.cleaned_data.get("password1"):
            reset(username=user.get_username())
        return user

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

    def get_edit_url(self, instance: Any) -> str | None:
        refused = instance.is_superuser and not self.request.user.is_superuser
        return None if refused else super().get_edit_url(instance)

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("organisation")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        if self.ordering in {"name", "-name"}:
            return queryset.order_by(self.ordering.replace("name", "real_name"), "username")
        return super().order_queryset(queryset)


class ActingMixin:
    @in_turn(powers.TURN)
    def post(self, *args: Any, **kwargs: Any) -> Any:
        return super().post(*args, **kwargs)  # type: ignore[misc]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "acting": self.request.user}  # type: ignore[misc, attr-defined]


class StaffCreateView(ActingMixin, CreateView):
    pass


class StaffEditView(ActingMixin, EditView):
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class StaffDeleteView(DeleteView):
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if powers.is_shielded(self.get_object(), request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class StaffViewSet(UserViewSet):
    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    delete_view_class = StaffDeleteView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return StaffEditForm if for_update else StaffCreationForm


class GuardedAssignRole(AssignRoleBulkAction):
    """Giving a role to many is giving rights."""

    def check_perm(self, obj: Any) -> bool:
        acting = self.request.user
        return (
            may_give_rights(acting)
            and obj.pk != acting.pk  # nobody changes his own groups
            and (acting.is_superuser or not obj.is_superuser)
        )

    @in_turn(powers.TURN)
    def form_valid(self, form: forms.Form) -> Any:
        role = form.cleaned_data["role"]
        adds = powers.of_groups([role])
        for user in self.get_actionable_objects()[0] if adds else ():
            if wrong := powers.clash(adds | powers.of_user(user), str(user)):
                audit.record("rights.refused", user, user=self.request.user, reason=wrong)
                form.add_error("role", forms.ValidationError(wrong))
                return self.form_invalid(form)
        return super().form_valid(form)


class GuardedActiveState(SetActiveStateBulkAction):
    def check_perm(self, obj: Any) -> bool:
        acting = self.request.user
        return may_make_accounts(acting) and not powers.is_shielded(obj, acting)

    @classmethod
    def execute_action(
        cls, objects: Any, mark_as_active: bool = False, user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Wagtail's own way changes the rows in one go, of which the audit trail would hear nothing."""
        others = [obj for obj in objects if user is None or obj.pk != user.pk]
        for account in others:
            account.is_active = mark_as_active
            account.save(update_fields=["is_active"])
        return len(others), 0


class GuardedDelete(DeleteBulkAction):
    def check_perm(self, obj: Any) -> bool:
        return super().check_perm(obj) and not powers.is_shielded(obj, self.request.user)
