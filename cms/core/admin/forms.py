"""Forms of the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm

from cms.core import slugs

from .fresh import FreshForm
from .titled import TitledForm

TIMES = ("go_live_at", "expire_at")
EARLIEST, LATEST = 1000, 2200  # years


def refuse_past(form: Any) -> None:
    """A time to go live that has passed, newly typed, would publish at once: a slip, so say so. One kept is left alone."""
    typed = form.cleaned_data.get("go_live_at")
    if typed and "go_live_at" in form.changed_data and typed <= timezone.now():
        form.add_error(
            "go_live_at",
            forms.ValidationError("这个时间已经过了，请填将来的时间；想立即发布，请清空这一栏再发布。"),
        )


def tell_at_the_top(form: Any) -> None:
    """Where to mend a time that is set: its field stands in a window that is shut. When all have looked at it.

    What is wrong with it Wagtail says there as soon as an error belongs to no field; of two times that go against each
    other it says so of both.
    """
    found = form.errors.as_data()
    live, until = ([(error.message, error.code) for error in found.get(name, ())] for name in TIMES)
    if not live and not until:
        return
    if live == until and live[0][1] != "invalid":  # both may be no time at all
        del form.errors["expire_at"]
    form.add_error(None, forms.ValidationError("请点右侧“状态”里的“修改定时”，改好再保存。"))


def refuse_far(form: Any, *names: str) -> None:
    """A day of another age is a slip of the hand; it would stand before or behind all else for ever."""
    for name in names:
        day = form.cleaned_data.get(name)
        if day is not None and not EARLIEST <= day.year <= LATEST:
            form.add_error(name, forms.ValidationError(f"年份应在 {EARLIEST} 到 {LATEST} 之间，请检查。"))


class BasePageForm(FreshForm, TitledForm, WagtailAdminPageForm):
    """The slug may be left empty: it is then spelt from the title in pinyin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if title := self.fields.get("title"):
            title.widget.attrs.setdefault(
                "placeholder", "请输入标题"
            )  # its label is for screen readers alone
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.help_text = "网址中的这一段，只用小写字母、数字和连字符。留空则由标题的拼音生成。"

    def clean(self) -> dict[str, Any]:
        typed = (self.cleaned_data.get("slug") or "").strip("-_")  # of Chinese the browser leaves a hyphen
        title = self.cleaned_data.get("title")
        if "slug" in self.cleaned_data and not typed and title:
            parent = self.parent_page or (self.instance.get_parent() if self.instance.pk else None)
            self.cleaned_data["slug"] = slugs.free_slug(title, parent, self.instance)
            self.instance.slug_is_spelt = True
        elif typed and slugs.is_reserved(typed):
            self.add_error("slug", forms.ValidationError(f"网址“{typed}”是系统保留的，请换一个。"))
        cleaned: dict[str, Any] = super().clean()
        refuse_past(self)
        refuse_far(self, "published_at")
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """A new page is a draft until it is published, perhaps at a time that is set: Wagtail's are live before."""
        if self.instance.pk is None:
            self.instance.live = False
        return super().save(commit=commit)

    def _post_clean(self) -> None:
        """What is shown now and was not before, he must be able to see; of what he publishes, all."""
        from cms.core import uses  # which knows the models that these forms are of

        from . import unseen

        before = uses.files_of(self.instance)
        super()._post_clean()
        tell_at_the_top(self)
        files = uses.files_of(self.instance)
        if count := unseen.unseen(self.for_user, files - before):
            self.add_error(None, forms.ValidationError(unseen.CHOSEN.format(count)))
        elif "action-publish" in self.data and (
            said := unseen.why(self.for_user, self.instance.title, files)
        ):
            self.add_error(None, forms.ValidationError(said))
