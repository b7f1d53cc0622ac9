"""Nobody puts a picture or file on a page, or publishes one that shows it, who may not see it himself.

A published public page opens what closed pages alone used before (cms.core.attached): that is for somebody to decide
who knows what he opens. Choosers offer nothing that is hidden; a key can be typed.
"""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.actions.publish_page_revision import PublishPagePermissionError, PublishPageRevisionAction
from wagtail.admin import messages
from wagtail.models import Page, Revision

from cms.core import access, requests, uses
from cms.core.models import CmsDocument, CmsImage

logger = logging.getLogger(__name__)
CHOSEN = "这页选用了 {} 份您不能看的图片或文件，没有保存。请换成您看得到的。"
BROKEN = "“{}”最近的一稿读不出来，没有发布。请打开这一页的历史，从以前的一稿另存，再发布。"
NO_RIGHT = "您没有在这里发布的权限，这一步没有执行。请有权限的人来做。"
SHOWN = "“{}”用了 {} 份您不能看的图片或文件，发布以后它们会公开，所以不能由您批准或发布。请先换掉，或者请看得到它们的人来做。"


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
    return access.may_open_each(user, things).count(False)


def why(user: Any, title: str, files: uses.Files) -> str:
    """He may not publish a page with these; empty where he may."""
    count = unseen(user, files)
    return SHOWN.format(title, count) if count else ""


def check(action: Any, skip_permission_checks: bool = False) -> None:
    """Beside the right to publish, which Wagtail asks for. The person is told why, where there is one."""
    said = ""
    try:
        _check(action, skip_permission_checks)
    except PublishPagePermissionError:
        said = NO_RIGHT
    if not said and action.user and not skip_permission_checks:
        said = _of_version(action.user, action.revision)
    if said:
        if (request := requests.asking()) is not None:
            messages.error(request, said)
        raise PublishPagePermissionError(said)


def _of_version(user: Any, revision: Revision) -> str:
    try:
        return why(user, revision.object_str, uses.files_among(uses.read(revision)))
    except uses.Unreadable:
        logger.exception("not published")
        return BROKEN.format(revision.object_str)


def leave_out(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Before pages are published at once: these stay as they are. One below a page that is published with all that
    stands in it stops the whole, in `check`."""
    if action_type != "publish" or action.model is not Page:
        return None
    kept = []
    for page in objects:
        revision = page.get_latest_revision()
        if revision and (said := _of_version(request.user, revision)):
            messages.error(request, said)
        else:
            kept.append(page)
    objects[:] = kept
    return None if objects else redirect(action.next_url)


_check = PublishPageRevisionAction.check


def install() -> None:
    """It has no setting."""
    PublishPageRevisionAction.check = check
