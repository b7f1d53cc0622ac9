"""What the log says in Chinese in place of Django's English."""

from __future__ import annotations

import logging

from django.core.exceptions import BadRequest, PermissionDenied

STRANGER = "拒绝了以 %r 来访的请求：这个域名不在 XINHUO_ALLOWED_HOSTS 里"
REFUSED = "拒绝了没有权限的请求：%r"

UNREAD = "拒绝了内容有误的请求：%r"


class ForeignHost(logging.Filter):
    """A line for a traceback: scanners knock under all sorts of names, and a slip in the settings shows by the name."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        host = request.META.get("HTTP_HOST", "") if request is not None else ""
        record.msg, record.args, record.exc_info = STRANGER, (host[:100],), None
        return True


class Refusal(logging.Filter):
    """A line for a traceback: that somebody lacks a right, or asks for what is no address, is no error of the program."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, (PermissionDenied, BadRequest)):
            path = getattr(getattr(record, "request", None), "path", "")
            said = REFUSED if isinstance(error, PermissionDenied) else UNREAD
            record.msg, record.args, record.exc_info = said, (path[:300],), None
        return True
