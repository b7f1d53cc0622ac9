"""Of what has no versions, too, whoever saves over what another has changed since he opened the form is told first.

The form carries a digest of what it was drawn with (pages and works: see newer).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.forms import CharField, HiddenInput, ModelForm, ValidationError

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
        self.fields[AS_READ] = CharField(required=False, widget=HiddenInput, initial=self._as_drawn)

    def _as_drawn(self) -> str:
        """Of what he is shown, so when all fields that are not for him are gone."""
        shown = ((name, _plain(value)) for name, value in self.initial.items() if name in self.fields)
        return sha256(repr(sorted(shown)).encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if AS_READ not in self.fields:
            return cleaned
        now, then = self._as_drawn(), cleaned.pop(AS_READ, "")
        if then and then != now and set(self.changed_data) - {AS_READ}:  # else it was pressed twice
            self.add_error(None, ValidationError(SAID))
            # the form that comes back knows what there is now, so that the next time counts
            posted: Any = self.data
            known = posted.copy()
            known[self.add_prefix(AS_READ)] = now
            self.data = known
        return cleaned


def _plain(value: Any) -> str:
    """Of related things their keys."""
    if isinstance(value, (list, tuple)):
        return repr(sorted(str(getattr(each, "pk", each)) for each in value))
    return str(getattr(value, "pk", value))
