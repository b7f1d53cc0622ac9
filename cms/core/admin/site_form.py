"""The form of 网站信息: every page shows everybody what is chosen in it."""

from __future__ import annotations

from typing import Any

from django.forms import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from .as_read import AsRead

UNSEEN = "这张图片您不能看，不能选用。请换成您看得到的。"
CLOSED = "这张图片所在的文件集不公开，访问者看不到它。请换一张，或者另传一份到公开的文件集里。"


class SiteSettingsForm(AsRead, WagtailAdminModelForm):
    """Choosers offer no picture that is hidden; a key can be typed, and what is chosen here opens (cms.core.attached)."""

    def clean(self) -> dict[str, Any]:
        from cms.core import access  # which knows the model that this form is of

        cleaned: dict[str, Any] = super().clean()
        for name in self._meta.model.PICTURES:
            picture = cleaned.get(name)
            if picture is None or name not in self.changed_data:
                continue
            if not access.may_open(self.for_user, picture):
                self.add_error(name, ValidationError(UNSEEN))
            elif access.placed(picture):
                self.add_error(name, ValidationError(CLOSED))
        return cleaned
