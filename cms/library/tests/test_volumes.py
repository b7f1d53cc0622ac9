"""Volumes whose book is not there for all who may read them: the form keeps it, the lists show them by themselves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Site

from cms.core import sitemap
from cms.core.factories import restrict
from cms.library import services
from cms.library.models import Work, WorkKind
from cms.library.reading.front import shelf as front_shelf
from cms.library.tests import admin_world as admin
from cms.library.tests import reading_world
from cms.library.tests.reading_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def volume() -> Work:
    """Public, of a book that only 党委 may see."""
    Group.objects.create(name="党委")
    made = admin.work("公开卷", live=False)
    made.parent = Work.objects.create(
        library=made.library,
        collection=admin.shelf("restricted", "党委"),
        kind=WorkKind.BOOK,
        title="哨兵全集",
    )
    made.save()
    return made


@pytest.fixture
def world() -> World:
    return reading_world.build()


def test_who_may_not_see_the_book_still_mends_the_volume(client: Client, volume: Work) -> None:
    admin.signed_in(client, "审批")
    edited = admin.form_data(volume, parent=volume.parent_id, issuer="新机关", **{"action-publish": "1"})
    assert client.post(admin.address("edit", volume.pk), edited).status_code == 302
    book = volume.parent_id
    volume.refresh_from_db()
    assert (volume.issuer, volume.parent_id) == ("新机关", book)


def test_nobody_puts_a_volume_into_a_book_that_he_may_not_see(client: Client, volume: Work) -> None:
    other = admin.work("另一卷", live=False)
    admin.signed_in(client, "审批")
    answer = client.post(admin.address("edit", other.pk), admin.form_data(other, parent=volume.parent_id))
    assert "没有这部图书或报刊" in answer.content.decode()
    client.post(admin.address("edit", volume.pk), admin.form_data(volume))
    again = client.post(admin.address("edit", volume.pk), admin.form_data(volume, parent=volume.parent_id))
    assert "没有这部图书或报刊" in again.content.decode(), "he took it out of the book"


def volume_of(book: Work, title: str, **fields: Any) -> Work:
    fields = {"library": book.library, "place": book.collection, **fields}
    return reading_world.work(fields.pop("library"), fields.pop("place"), title, parent=book, **fields)


def titles(url: str, client: Client | None = None) -> list[str]:
    answer = (client or Client()).get(url)
    assert answer.status_code == 200, url
    return re.findall(r"<h3><a [^>]*>([^<]+)</a>", answer.content.decode())


def test_a_volume_stands_by_itself_where_its_book_does_not_show_it(world: World) -> None:
    kept = volume_of(world.book, "书里的一卷")
    closed = volume_of(world.inner, "内部书的公开卷", place=world.public)
    gone = volume_of(
        reading_world.work(world.library, world.public, "撤下的书", live=False), "撤下的书的一卷"
    )
    far = reading_world.library("ku2", "另一书库")
    away = volume_of(world.book, "别处的一卷", library=far)
    shown = titles("/ku/")
    assert closed.title in shown and gone.title in shown and kept.title not in shown
    assert titles("/ku2/") == [away.title]
    listed = {url for url, _ in sitemap.entries(Site.objects.get(is_default_site=True))}
    assert {f"/ku/{closed.pk}/", f"/ku/{gone.pk}/", f"/ku2/{away.pk}/"} <= listed
    assert f"/ku/{kept.pk}/" not in listed
    front = front_shelf(Site.objects.get(is_default_site=True))
    assert front is not None and front.total == 7, "five public works and two volumes"


def test_members_find_the_closed_volumes_of_an_open_book(client: Client, world: World) -> None:
    """The book's page is the same for all, so it cannot name them."""
    volume_of(world.book, "公开书的内部卷", place=world.internal)
    volume_of(world.inner, "内部书的内部卷")
    volume_of(world.narrow, "限定书的内部卷", place=world.internal)
    client.force_login(world.member)
    shown = titles("/ku/neibu/", client)
    assert set(shown) == {world.inner.title, "公开书的内部卷", "限定书的内部卷"}
    client.force_login(world.insider)
    assert "限定书的内部卷" in client.get(f"/ku/{world.narrow.pk}/").content.decode()
    assert set(titles("/ku/neibu/", client)) == {world.inner.title, world.narrow.title, "公开书的内部卷"}


def test_a_volume_returns_to_its_book_with_the_level(world: World) -> None:
    volume_of(world.inner, "内部书的公开卷", place=world.public)
    assert "内部书的公开卷" in titles("/ku/")
    world.internal.view_restrictions.all().delete()
    assert "内部书的公开卷" not in titles("/ku/")
    restrict(world.internal)
    assert "内部书的公开卷" in titles("/ku/")


def test_two_books_are_not_each_others_volumes(world: World) -> None:
    """Each of two drafts is sound where it is written."""
    books = [world.book, volume_of(world.book, "另一部", kind=WorkKind.BOOK)]
    Work.objects.filter(pk=books[1].pk).update(parent=None)
    for one, other in zip(books, reversed(books), strict=True):
        one.refresh_from_db()
        one.parent_id = other.pk
        one.save_revision(clean=False)
        Work.objects.filter(pk=one.pk).update(parent=None)
    for book in books:
        services.publish(Work.objects.get(pk=book.pk))
    assert [Work.objects.get(pk=book.pk).parent_id for book in books] == [books[1].pk, None]
    assert "另一部" in titles("/ku/")
