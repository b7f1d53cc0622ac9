"""What the form would not let out does not go out with many others either: a draft may leave open what the form asks for.

Rooms add their own reasons by the hook `why_unready`: a function of the draft that gives a Chinese sentence, or "".
"""

from __future__ import annotations

import logging

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail import hooks
from wagtail.fields import StreamField
from wagtail.models import Page

from . import deferring
from .returned import why_returned
from .unseen import BROKEN

logger = logging.getLogger(__name__)

NOT_WHOLE = "“{}”的{}里有没填完的内容，没有发布。请打开它补齐。"
UNSOUND = "“{}”没有发布：{}"
TOO_LATE = "“{}”定时撤下的时间已经过了，没有发布。请先修改定时。"


def why_unready(page: Page) -> str:
    """Of its newest version. A Chinese sentence, "" for what may go out."""
    try:
        draft = page.get_latest_revision_as_object()
    except Exception:  # whatever fields and blocks make of content that is not theirs
        logger.exception("the newest version of page %s cannot be read", page.pk)
        return BROKEN.format(page.title)
    if why := why_returned(page, f"“{page.get_admin_display_title()}”"):
        return why
    for reason in hooks.get_hooks("why_unready"):
        if why := reason(draft):
            return str(why)
    if draft.expire_at and draft.expire_at <= timezone.now():
        return TOO_LATE.format(draft.title)
    for field in draft._meta.get_fields():
        if isinstance(field, StreamField):
            try:
                with deferring.lock:
                    field.stream_block.clean(getattr(draft, field.name))
            except ValidationError:
                return NOT_WHOLE.format(draft.title, field.verbose_name)
    try:
        draft.full_clean()
    except ValidationError as wrong:
        return UNSOUND.format(draft.title, "".join(wrong.messages))
    return ""
