"""What could not be saved is not called saved on the next page."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client
from wagtail.models import Page

from cms.core.factories import UserFactory
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ColumnPageFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_disk_that_is_full_when_it_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    column = ColumnPageFactory()
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(is_superuser=True))
    commit = connection.commit

    def full() -> None:
        if Page.objects.filter(slug="gao").exists():
            raise OperationalError("database or disk is full")
        commit()

    typed = {"title": "写了一小时的题", "slug": "gao", "lead": "", **BODY}
    with monkeypatch.context() as patched:
        patched.setattr(connection, "commit", full)
        answer = client.post(f"/admin/pages/add/portal/articlepage/{column.pk}/", typed)
    assert answer.status_code == 507 and not Page.objects.filter(slug="gao").exists()
    assert "写了一小时的题" not in client.get("/admin/").content.decode()
