"""What is done to a work that another has just deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from cms.core.factories import UserFactory
from cms.library import services
from cms.library.admin import bulk, locks
from cms.library.models import Work
from cms.library.services import intake

from .admin_world import address, library, signed_in, upload_data, work

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
        said = "选中的有 1 份已经不在了，或者不归您管，其余的照办。"
    else:
        said = "刚被"
        where: Any = {"unpublish": services, "delete": bulk}.get(action, locks)
        name = {"unpublish": "unpublish", "delete": "take_turn"}.get(action, "hold_or_404")
        act = getattr(where, name)
        monkeypatch.setattr(where, name, lambda *args, **more: leave(goes) or act(*args, **more))
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


def test_a_failed_upload_that_comes_again_while_it_is_deleted_comes_in_anew(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, file = library(), b"no paper at all"
    signed_in(client)

    def sent(*names: str) -> str:
        files = [ContentFile(file if name == "坏.pdf" else name.encode(), name) for name in names]
        return client.post(reverse("library_admin:upload"), upload_data(page, *files)).content.decode()

    sent("坏.pdf")
    services.extract_one()
    failed = Work.objects.get()
    monkeypatch.setattr(intake, "_again", late(intake._again, failed))
    assert "坏.pdf" in sent("坏.pdf", "好.txt")
    assert set(Work.objects.values_list("file_name", flat=True)) == {"坏.pdf", "好.txt"}
    assert not Work.objects.filter(pk=failed.pk).exists()


def test_a_second_reading_of_what_is_gone_is_no_reading(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    library()
    made = work("讨论稿")
    signed_in(client, "审批")
    monkeypatch.setattr(services, "retry", late(services.retry, made))
    answer = client.post(reverse("library_admin:retry", args=[made.pk]), follow=True)
    assert answer.status_code == 200 and "《讨论稿》刚被删除，没有处理。" in answer.content.decode()


def late(act: Callable[..., Any], made: Work) -> Callable[..., Any]:
    def acted(*args: Any, **kwargs: Any) -> Any:
        leave(made)
        return act(*args, **kwargs)

    return acted


@pytest.mark.parametrize("action", ["publish", "unpublish", "level", "delete"])
def test_nobody_learns_what_is_hidden_from_him(client: Client, action: str) -> None:
    library()
    Group.objects.create(name="党委")
    there, gone = work("限定的文献", level="restricted", groups=["党委"]), work("删掉的文献")
    key = gone.pk
    services.delete([gone])
    signed_in(client, "审批")
    door = f"/admin/bulk/library/work/{action}/?id={{}}&next=/admin/"
    hidden, none = (
        client.post(door.format(one), {"level": "internal"}, follow=True) for one in (there.pk, key)
    )
    assert {told.message for told in hidden.context["messages"]} == {
        told.message for told in none.context["messages"]
    }
