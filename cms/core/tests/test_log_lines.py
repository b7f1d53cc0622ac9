"""The log in Chinese, for whoever looks after the site."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core.factories import CmsDocumentFactory, UserFactory, collection, restrict
from cms.core.log_lines import REFUSED, STRANGER, UNREAD


def test_a_foreign_host_is_a_line_without_a_traceback(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/", headers={"host": "scanner.example\x1b[31m"}).status_code == 400
    (record,) = [r for r in caplog.records if r.name == "django.security.DisallowedHost"]
    assert record.getMessage() == STRANGER % "scanner.example\x1b[31m"
    assert record.exc_info is None and "\x1b" not in record.getMessage()


@pytest.mark.django_db
def test_a_refusal_is_a_line_without_a_traceback(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.force_login(UserFactory())
    place = collection("党委的")
    restrict(place, Group.objects.create(name="党委"))
    file = CmsDocumentFactory(collection=place)
    assert client.get(file.url).status_code == 403
    (record,) = [r for r in caplog.records if r.name == "django.request"]
    assert record.getMessage() == REFUSED % file.url and record.exc_info is None


@pytest.mark.django_db
def test_what_is_no_address_is_a_line_without_a_traceback(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/qr.svg?p=abc").status_code == 400
    (record,) = [r for r in caplog.records if r.name == "django.request"]
    assert record.getMessage() == UNREAD % "/qr.svg" and record.exc_info is None
