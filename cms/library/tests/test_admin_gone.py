"""What is done to a work that another has just deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.core.factories import UserFactory
from cms.library import services
from cms.library.admin import bulk
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


@pytest.mark.parametrize("action", ["publish", "unpublish", "level", "delete"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_of_many_the_rest_is_done(
    client: Client, monkeypatch: pytest.MonkeyPatch, action: str, when: str
) -> None:
    library()
    stays, goes = (work(title, live=action != "publish") for title in ("留下的文献", "删掉的文献"))
    client.force_login(UserFactory(is_superuser=True))
    if when == "before":
        services.delete([goes])
        said = "选中的有 1 份已经被别人删除，其余的照办。"
    else:
        said = "刚被"
        asked = bulk.why_locked
        monkeypatch.setattr(bulk, "why_locked", lambda user, thing: leave(goes) or asked(user, thing))
        if action == "unpublish":
            unpublish = services.unpublish
            monkeypatch.setattr(
                services, "unpublish", lambda thing, user: leave(goes) or unpublish(thing, user)
            )
    door = f"/admin/bulk/library/work/{action}/?id={stays.pk}&id={goes.pk}&next=/admin/"
    answer = client.post(door, {"level": "internal"}, follow=True)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert when == "before" or "删掉的文献" in answer.content.decode()
    now = Work.objects.filter(pk=stays.pk).first()
    assert now is None if action == "delete" else now is not None
    if now is not None:
        assert now.live is (action != "unpublish") and bool(now.audience()) is (action == "level")


def leave(made: Work) -> str:
    services.delete(Work.objects.filter(pk=made.pk))
    return ""
