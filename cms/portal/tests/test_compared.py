"""Two versions of a page side by side, as people write days and what is not there."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from cms.core.factories import UserFactory
from cms.portal.factories import ArticlePageFactory

pytestmark = pytest.mark.django_db


def test_days_and_nothing(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    page = ArticlePageFactory(live=False, published_at=None)
    first = page.save_revision()
    page.go_live_at = timezone.make_aware(datetime(2199, 2, 1, 15, 54))
    last = page.save_revision()
    answer = client.get(f"/admin/pages/{page.pk}/revisions/compare/{first.pk}...{last.pk}/").content.decode()
    told = re.sub(r"<[^>]+>", "", answer)
    assert "2199-02-01 15:54" in told and "15:54:00" not in told and "None" not in told
