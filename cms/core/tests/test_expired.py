"""What the worker forgets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from cms.core.searchable.expired import Expired

pytestmark = pytest.mark.django_db


def test_ended_sessions_and_old_notes_go() -> None:
    now = timezone.now()
    for name, end in (("ended", now - timedelta(seconds=1)), ("open", now + timedelta(days=1))):
        Session.objects.create(session_key=name, session_data="", expire_date=end)
    for name, days in (("old", 400), ("new", 300)):
        AccessLog.objects.create(username=name)
        AccessLog.objects.filter(username=name).update(attempt_time=now - timedelta(days=days))
    assert not Expired().run_once()
    assert [session.session_key for session in Session.objects.all()] == ["open"]
    assert [log.username for log in AccessLog.objects.all()] == ["new"]
