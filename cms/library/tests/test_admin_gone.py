"""What is done to a work that another has just deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.library import services
from cms.library.models import Work

from .admin_world import address, library, signed_in, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.mark.parametrize("what", ["unpublish", "change_level"])
def test_it_is_said(client: Client, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    library()
    made = work("讨论稿")
    signed_in(client, "审批")
    act, delete = getattr(services, what), services.delete

    def late(*args: Any, **kwargs: Any) -> Any:
        delete([Work.objects.get(pk=made.pk)])
        return act(*args, **kwargs)

    monkeypatch.setattr(services, what, late)
    door = (
        address("unpublish", made.pk)
        if what == "unpublish"
        else reverse("library_admin:level", args=[made.pk])
    )
    answer = client.post(door, {"level": "internal"}, follow=True)
    assert answer.status_code == 200 and "刚被删除" in answer.content.decode()
