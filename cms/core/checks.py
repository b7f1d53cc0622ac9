"""What must hold before the site starts, and guards on models that are not ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core import checks
from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from wagtail.models import BaseViewRestriction, CollectionViewRestriction, PageViewRestriction

NO_PASSWORD = "不能用共享密码保护内容：请选“内部”或“限定”。"  # noqa: S105 - a message

IN_THE_OPEN = (
    "XINHUO_BASE_URL 以 http:// 开头：密码、登录状态和内部内容在网络上明文传送，同一网络里的人能够截取和冒用。"
    "只宜在可信的内网这样用；有了证书，请改成 https://。"
)


def _no_password_level(sender: Any, instance: BaseViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    """A shared password names nobody, so search and audit could not honour it."""
    if instance.restriction_type == BaseViewRestriction.PASSWORD:
        raise ValidationError({"restriction_type": NO_PASSWORD})


def private_files_are_private(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    from django.conf import settings

    private, media = settings.PRIVATE_ROOT.resolve(), settings.MEDIA_ROOT
    if private.is_relative_to(media.resolve() if hasattr(media, "resolve") else media):
        return [
            checks.Error(f"原件目录 {private} 在公开目录 {media} 之内，任何人都能取到原件。", id="core.E001")
        ]
    return []


def sent_in_the_open(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Of a real site: instead of what Django says of each cookie (see the production settings)."""
    from django.conf import settings

    return (
        [checks.Warning(IN_THE_OPEN, id="core.W001")] if urlsplit(settings.BASE_URL).scheme == "http" else []
    )


def register_checks() -> None:
    for model in (PageViewRestriction, CollectionViewRestriction):
        pre_save.connect(_no_password_level, sender=model, dispatch_uid=f"cms.core.checks.{model.__name__}")
    checks.register(private_files_are_private, checks.Tags.security)
    checks.register(sent_in_the_open, checks.Tags.security, deploy=True)
