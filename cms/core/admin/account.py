"""The page of one's own account: names and duties are kept by 系统管理, pictures of people by nobody, and no mail is sent."""

from __future__ import annotations

from wagtail.admin.views.account import (
    AvatarSettingsPanel,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
)


def _never(self: BaseSettingsPanel) -> bool:
    return False


def install() -> None:
    """Wagtail asks for first and last name, and would put avatars into MEDIA, open to anybody."""
    NameEmailSettingsPanel.is_active = _never
    AvatarSettingsPanel.is_active = _never
    NotificationsSettingsPanel.is_active = _never
