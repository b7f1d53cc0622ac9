"""Somebody saves a draft's form; what another did between the reading and the writing of the work stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.core.factories import UserFactory
from cms.core.tests.meanwhile import meanwhile
from cms.library import services
from cms.library.admin.panels import WorkForm
from cms.library.models import LibraryPage, Work, WorkState

from . import admin_world as world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
Saving = Callable[..., Any]


@pytest.fixture
def page() -> LibraryPage:
    return world.library()


@pytest.fixture
def saving(client: Client, page: LibraryPage, monkeypatch: pytest.MonkeyPatch) -> Saving:
    """saving(work, act): `act` is done where the form has been looked at, and the work not yet written."""

    def save(work: Work, act: Callable[[Work], Any], role: str = "编辑", **fields: Any) -> Any:
        world.signed_in(client, role)
        data = world.form_data(work, issuer="某机关", **fields)
        with meanwhile(monkeypatch, WorkForm, lambda: act(Work.objects.get(pk=work.pk))):
            answer = client.post(world.address("edit", work.pk), data)
        work.refresh_from_db()
        return answer

    return save


@pytest.mark.parametrize("publish", [False, True])
def test_a_level(saving: Saving, publish: bool) -> None:
    work = world.work("讨论稿", live=False)
    closed = services.level_named("internal")
    more = {"action-publish": "1"} if publish else {}
    saving(work, lambda now: services.change_level([now], closed), "审批", **more)
    assert work.collection_id == work.document.collection_id and work.live is publish
    assert Client().get(f"/ku/{work.pk}/").status_code != 200


def test_a_publication(saving: Saving) -> None:
    work, chief = world.work("讨论稿", live=False), UserFactory(groups=["审批"])
    saving(work, lambda now: services.publish(now, user=chief))
    assert work.live and work.issuer == "" and work.has_unpublished_changes
    assert work.get_latest_revision_as_object().issuer == "某机关"


def test_a_text_that_was_read(saving: Saving, page: LibraryPage) -> None:
    chief = UserFactory(groups=["编辑", "审批"])
    file = world.text_file("通知.txt", "关于开会的通知正文。")
    work = services.take_in(
        file, "通知.txt", page, world.shelf(), user=chief, publish=True, fields={"title": "通知"}
    ).work
    saving(work, lambda now: services.extract_one())
    assert (work.live, work.state) == (True, WorkState.READY)


def test_another_file(saving: Saving) -> None:
    work = world.work("讨论稿", live=False)
    old = work.sha256
    saving(work, lambda now: services.replace_file(now, world.text_file("新.txt", "新的正文。"), "新.txt"))
    assert work.sha256 != old and work.file_name == "新.txt" and work.former_files.get().sha256 == old


def test_its_removal(saving: Saving) -> None:
    work = world.work("讨论稿", live=False)
    with pytest.raises(Work.DoesNotExist):
        saving(work, lambda now: services.delete([now]))
    assert not Work.objects.exists()
