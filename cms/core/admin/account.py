"""The page of one's own account: names and duties are kept by 系统管理, pictures of people by nobody, and no mail is sent.

Its password is changed where guessing at the old one is counted (cms.core.passwords); from here a link leads there.
"""

from __future__ import annotations

from django import forms
from wagtail.admin.views.account import (
    AvatarSettingsPanel,
    BaseSettingsPanel,
    ChangePasswordPanel,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
)


def _never(self: BaseSettingsPanel) -> bool:
    return False


def _nothing(self: BaseSettingsPanel) -> forms.Form:
    return forms.Form()


def install() -> None:
    """Wagtail asks for first and last name, and would put avatars into MEDIA, open to anybody."""
    NameEmailSettingsPanel.is_active = _never
    AvatarSettingsPanel.is_active = _never
    NotificationsSettingsPanel.is_active = _never
    ChangePasswordPanel.get_form = _nothing
    ChangePasswordPanel.template_name = "core/admin/password_panel.html"
