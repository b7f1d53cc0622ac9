"""Of what has no versions, too, whoever saves over what another has changed since he opened the form is told first.

The form carries a digest of what it was drawn with (pages and works: see newer).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.forms import CharField, FileField, HiddenInput, ModelForm, PasswordInput, ValidationError
from django.forms.models import model_to_dict
from django.shortcuts import get_object_or_404
from wagtail.admin.views.generic import EditView

from cms.core.turns import hold_or_404

AS_READ = "as_read"
SAID = (
    "您打开这张表以后，它已经有了别的改动（别人，或者您在另一个窗口里改的），您的修改还没有保存。"
    "请另开一个窗口看看现在的内容；再按一次保存，就以您这一份为准。"
)


class AsRead(ModelForm):
    """Mixed into forms of what exists already; without the field, as from a script, nothing is asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        drawn = copy(self.instance)
        self.fields[AS_READ] = CharField(
            required=False, widget=HiddenInput, initial=lambda: self._digest_of(drawn)
        )

    def _digest_of(self, thing: Model) -> str:
        """Of what he is shown, so when all fields that are not for him are gone."""
        meta: Any = self._meta
        values = model_to_dict(thing, meta.fields, meta.exclude)
        shown = ((name, _plain(value)) for name, value in values.items() if name in self.fields)
        return sha256(repr(sorted(shown)).encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        """Raises Http404 for what has just been deleted."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        then = cleaned.pop(AS_READ, "")
        if not then:
            return cleaned
        model = type(self.instance)
        if connection.in_atomic_block:
            hold_or_404(model, self.instance.pk)
        now = self._digest_of(get_object_or_404(model._default_manager, pk=self.instance.pk))
        if then != now and set(self.changed_data) - {AS_READ}:  # else it was pressed twice
            self.add_error(None, ValidationError(SAID + self._not_kept()))
            # the form that comes back knows what there is now, so that the next time counts
            posted: Any = self.data
            known = posted.copy()
            known[self.add_prefix(AS_READ)] = now
            self.data = known
        return cleaned

    def _not_kept(self) -> str:
        """Of what no browser is handed back: it would not be changed at the second press, and nobody would notice."""
        changed = [self.fields[name] for name in self.changed_data if name in self.fields]
        if any(isinstance(field, FileField) for field in changed):
            return "选好的文件没有留住，请再选一次。"
        return "填写的密码没有留住，请再填一次。" if any(map(_is_secret, changed)) else ""


def _is_secret(field: Any) -> bool:
    return isinstance(field.widget, PasswordInput)


def _plain(value: Any) -> str:
    """Of related things their keys."""
    if isinstance(value, (list, tuple, QuerySet)):
        return repr(sorted(str(getattr(each, "pk", each)) for each in value))
    return str(getattr(value, "pk", value))


def in_one(post: Callable[..., Any]) -> Callable[..., Any]:
    """From the look at what there is to what is written nobody else writes."""

    def posted(view: Any, *args: Any, **kwargs: Any) -> Any:
        if not issubclass(view.get_form_class(), AsRead):
            return post(view, *args, **kwargs)
        with transaction.atomic():
            return post(view, *args, **kwargs)

    return posted


def install() -> None:
    """It has no setting."""
    EditView.post = in_one(EditView.post)
