"""The form of 网站信息: every page shows everybody what is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from .as_read import AsRead

if TYPE_CHECKING:
    from cms.core.models import CmsImage, SiteSettings

UNSEEN = "这张图片您不能看，不能选用。请换成您看得到的。"
CLOSED = "这张图片所在的文件集不公开，访问者看不到它。请换一张，或者另传一份到公开的文件集里。"
KEPT = (
    "这张图片现在只用在不是人人可看的页面里（内部或限定的页面，或者别人没有发布的稿件），选用以后人人都看得到，"
    "所以不能选用。请为此另传一份，或者先发布一个用到它的公开页面。"
)
NOT_SHOWN = "现在页面上没有显示这张图片：它所在的文件集不公开。请换一张，或者把它移到公开的文件集里。"


def not_shown(settings: SiteSettings) -> list[str]:
    """Fields of it whose pictures no page shows: where they lie was closed after they had been chosen. At most two
    queries in a request, none where nothing is chosen."""
    from cms.core import access  # which knows the model that these are
    from cms.core.models import CmsImage

    chosen = CmsImage.objects.in_bulk(settings.pictures) if settings.pictures else {}
    closed = {key for key, picture in chosen.items() if access.placed(picture)}
    return [name for name in settings.PICTURES if getattr(settings, f"{name}_id") in closed]


class SiteSettingsForm(AsRead, WagtailAdminModelForm):
    """Choosers offer no picture that is hidden; a key can be typed, and what is chosen here opens (cms.core.attached)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in not_shown(self.instance):
            self.fields[name].help_text = NOT_SHOWN

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
            elif access.audience_of(picture) and not self._may_open_it_to_all(picture):
                self.add_error(name, ValidationError(KEPT))
        return cleaned

    def _may_open_it_to_all(self, picture: CmsImage) -> bool:
        """One that he brought, that no page uses, or his own pages alone that all may see once they are published."""
        from cms.core import access, uses

        if picture.uploaded_by_user_id == self.for_user.pk:
            return True
        users = list(uses.users_of(picture))
        return not any(
            page.owner_id != self.for_user.pk or audience
            for page, audience in zip(users, access.audiences_for(users), strict=True)
        )
