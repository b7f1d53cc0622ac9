"""What the log says in Chinese in place of Django's English."""

from __future__ import annotations

import logging

STRANGER = "拒绝了以 %r 来访的请求：这个域名不在 XINHUO_ALLOWED_HOSTS 里"


class ForeignHost(logging.Filter):
    """A line for a traceback: scanners knock under all sorts of names, and a slip in the settings shows by the name."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        host = request.META.get("HTTP_HOST", "") if request is not None else ""
        record.msg, record.args, record.exc_info = STRANGER, (host[:100],), None
        return True
