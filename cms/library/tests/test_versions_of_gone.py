"""A version of a work remembers its collection and its book; either may be deleted since, and the work goes on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from cms.core.factories import UserFactory
from cms.library import services
from cms.library.models import LibraryPage, Work, WorkKind, WorkState

from . import admin_world as world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def page() -> LibraryPage:
    return world.library()


@pytest.fixture
def book(page: LibraryPage) -> Work:
    made: Work = Work.objects.create(
        library=page, collection=world.shelf(), kind=WorkKind.BOOK, title="丛书", state=WorkState.READY
    )
    made.save_revision().publish()
    return made


def chief() -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def answers(client: Client, work: Work) -> set[int]:
    names = ("edit", "history", "unpublish", "delete")
    return {client.get(world.address(name, work.pk)).status_code for name in names}


def test_a_draft_whose_book_is_gone_can_be_edited_and_published(client: Client, book: Work) -> None:
    work = world.work("第一卷")
    world.signed_in(client, "审批")
    client.post(world.address("edit", work.pk), world.form_data(work, parent=book.pk))
    work.refresh_from_db()
    assert work.latest_revision.content["parent"] == book.pk
    services.delete([book])
    assert answers(chief(), work) == {200}
    services.publish(work)
    work.refresh_from_db()
    assert work.live and not work.has_unpublished_changes and work.parent_id is None


def test_a_new_file_is_read_though_the_book_of_the_draft_is_gone(client: Client, book: Work) -> None:
    work = world.work("第二卷")
    world.signed_in(client, "审批")
    services.replace_file(work, world.text_file("新.txt", "新的正文。"), "新.txt")
    asked: dict[str, Any] = {"parent": book.pk, "action-publish": "1"}
    client.post(world.address("edit", work.pk), world.form_data(work, **asked))
    services.delete([book])
    assert services.extract_one()
    work.refresh_from_db()
    assert (work.state, work.live, work.file_name) == (WorkState.READY, True, "新.txt")


def test_the_collection_that_works_have_left_can_go(page: LibraryPage) -> None:
    work = world.work("换了级别的文献", level="internal")
    old, admin = work.collection, chief()
    admin.post(reverse("library_admin:level", args=[work.pk]), {"level": "public"})
    assert admin.post(f"/admin/collections/{old.pk}/delete/").status_code == 302
    assert not Collection.objects.filter(pk=old.pk).exists()
    assert answers(admin, work) == {200}
    done = admin.post(f"/admin/bulk/library/work/publish/?next=/admin/&id={work.pk}", follow=True)
    assert "已发布" in done.content.decode()
    services.replace_file(work, world.text_file("新.txt", "新的正文啊。"), "新.txt")
    assert services.extract_one()
    work.refresh_from_db()
    assert work.state == WorkState.READY and access_of(work) == "公开"


def access_of(work: Work) -> str:
    return "公开" if not work.audience() else "不公开"
