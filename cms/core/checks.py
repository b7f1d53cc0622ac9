"""What must hold before the site starts, and guards on models that are not ours."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from wagtail.models import BaseViewRestriction, CollectionViewRestriction, PageViewRestriction

NO_PASSWORD = "不能用共享密码保护内容：请选“内部”或“限定”。"  # noqa: S105 - a message


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


def register_checks() -> None:
    for model in (PageViewRestriction, CollectionViewRestriction):
        pre_save.connect(_no_password_level, sender=model, dispatch_uid=f"cms.core.checks.{model.__name__}")
    checks.register(private_files_are_private, checks.Tags.security)
