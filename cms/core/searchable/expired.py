"""What need not be kept: sessions that have ended, and the notes of sign-ins that the guard of passwords keeps beside the
audit trail."""

from __future__ import annotations

import time
from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

EVERY = 6 * 3600.0  # seconds
KEPT = timedelta(days=366)  # the law wants half a year at least; the audit trail itself is kept


class Expired:
    """`run_once` is a job of search.jobs."""

    def __init__(self) -> None:
        self.due = 0.0

    def run_once(self) -> bool:
        if time.monotonic() >= self.due:
            self.due = time.monotonic() + EVERY
            now = timezone.now()
            Session.objects.filter(expire_date__lt=now).delete()
            for model in (AccessLog, AccessAttempt, AccessFailureLog):
                model.objects.filter(attempt_time__lt=now - KEPT).delete()
        return False
