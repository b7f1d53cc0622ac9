"""Copying a page: who copies owns the copy, so what is hidden from him is not copied along."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms.pages import CopyForm
from wagtail.coreutils import find_available_slug

NOT_THERE = "“{}”下不能放这个页面，请另选一个位置。"
ALONE = "下级页面里有您看不到的，只能复制这一页本身。"


class PageCopyForm(CopyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from .reach import pages_seen  # which knows the models that these forms are of

        super().__init__(*args, **kwargs)
        slug = self.fields["new_slug"]
        slug.initial = find_available_slug(self.page.get_parent(), slug.initial)
        below = self.page.get_descendants()
        along = "copy_subpages" in self.fields  # else nothing stood below it when Wagtail looked
        if not along or not below.exclude(pk__in=pages_seen(below, self.user).values("pk")).exists():
            return
        self.fields["copy_subpages"] = forms.BooleanField(
            label=self.fields["copy_subpages"].label, help_text=ALONE, required=False, disabled=True
        )
        if publish := self.fields.get("publish_copies"):
            publish.help_text = ""  # it counts them

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        parent = cleaned.get("new_parent_page")
        if parent is not None and not self.page.specific.can_move_to(parent):
            self.add_error("new_parent_page", forms.ValidationError(NOT_THERE.format(parent)))
        return cleaned
