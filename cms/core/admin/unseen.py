"""Nobody puts a picture or file on a page, or publishes one that shows it, who may not see it himself.

A published public page opens what closed pages alone used before (cms.core.attached): that is for somebody to decide
who knows what he opens. Choosers offer nothing that is hidden; a key can be typed.
"""

from __future__ import annotations

from typing import Any

from wagtail.actions.publish_page_revision import PublishPagePermissionError, PublishPageRevisionAction
from wagtail.admin import messages

from cms.core import access, requests, uses
from cms.core.models import CmsDocument, CmsImage

CHOSEN = "这页选用了 {} 份您不能看的图片或文件，没有保存。请换成您看得到的。"
SHOWN = "这页用了 {} 份您不能看的图片或文件，发布以后它们会公开，所以不能由您批准或发布。请先换掉，或者请看得到它们的人来做。"


def unseen(user: Any, files: uses.Files) -> int:
    """How many of them he may not see; what he brought himself he may."""
    if user is None or user.is_superuser:
        return 0
    things = [
        thing
        for model in (CmsImage, CmsDocument)
        if (keys := [key for kind, key in files if kind is model])
        for thing in model.objects.filter(pk__in=keys)
    ]
    seen = access.may_see_each(user, things)
    return sum(
        not may and thing.uploaded_by_user_id != user.pk for thing, may in zip(things, seen, strict=True)
    )


def check(action: Any, skip_permission_checks: bool = False) -> None:
    """Beside the right to publish, which Wagtail asks for. The person is told why, where there is one."""
    _check(action, skip_permission_checks)
    if not action.user or skip_permission_checks:
        return
    if count := unseen(action.user, uses.in_version(action.revision)):
        if (request := requests.asking()) is not None:
            messages.error(request, SHOWN.format(count))
        raise PublishPagePermissionError(SHOWN.format(count))


_check = PublishPageRevisionAction.check


def install() -> None:
    """It has no setting."""
    PublishPageRevisionAction.check = check
