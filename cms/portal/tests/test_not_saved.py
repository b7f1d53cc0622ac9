"""What could not be saved is not called saved on the next page."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from wagtail.models import Page

from cms.core.factories import UserFactory
from cms.core.tests.pages_forms import BODY
from cms.portal.factories import ColumnPageFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("database or disk is full"), 507), (DatabaseError("any"), 500)]
)
def test_a_commit_that_fails(monkeypatch: pytest.MonkeyPatch, error: Exception, status: int) -> None:
    column = ColumnPageFactory()
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(is_superuser=True))
    commit = connection.commit

    def full() -> None:
        if Page.objects.filter(slug="gao").exists():
            raise error
        commit()

    typed = {"title": "写了一小时的题", "slug": "gao", "lead": "", **BODY}
    with monkeypatch.context() as patched:
        patched.setattr(connection, "commit", full)
        answer = client.post(f"/admin/pages/add/portal/articlepage/{column.pk}/", typed)
    assert answer.status_code == status and not Page.objects.filter(slug="gao").exists()
    assert "写了一小时的题" not in client.get("/admin/").content.decode()
