"""Permanent addresses inside a library outlive the address of the library itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core.factories import UserFactory, restrict
from cms.library.models import LibraryPage, Work
from cms.library.tests import reading_world
from cms.library.tests.reading_world import World
from cms.portal.factories import ColumnPageFactory
from cms.portal.models import ColumnPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    ColumnPageFactory(slug="lan")
    return reading_world.build()


def rename(library: Any, slug: str, callbacks: Any) -> None:
    library = LibraryPage.objects.get(pk=library.pk)
    library.slug = slug
    with callbacks(execute=True):
        library.save_revision().publish()


def answer(address: str, client: Client | None = None) -> tuple[int, str]:
    told = (client or Client()).get(address)
    assert not told.cookies
    return told.status_code, told.get("Location", "")


def addresses(work: Work) -> list[str]:
    inside = ("", "file/", "p/2/", "p/2/?q=%E5%85%9A", "p/2.png", "p/2-s.png", "p/?page=2", "find/?q=1")
    return ["", "p1/", "neibu/", "?kind=book", *(f"{work.pk}/{tail}" for tail in inside)]


@pytest.mark.parametrize("way", ["renamed", "moved", "twice", "down"])
def test_every_address_leads_to_the_same_at_the_new_one(
    world: World, way: str, django_capture_on_commit_callbacks: Any
) -> None:
    to = "/xin/"
    if way == "moved":
        world.library.move(ColumnPage.objects.get(slug="lan"), "last-child")
        to = "/lan/ku/"
    else:
        if way == "twice":
            rename(world.library, "yi", django_capture_on_commit_callbacks)
        if way == "down":
            page = LibraryPage.objects.get(pk=world.library.pk)
            page.save_revision().publish()
            page.unpublish()
        rename(world.library, "xin", django_capture_on_commit_callbacks)
    for tail in addresses(world.book):
        told = answer(f"/ku/{tail}")
        assert told == (301, f"{to}{tail}"), tail
        assert Client().head(f"/ku/{tail}")["Location"] == told[1]
        assert answer(told[1])[0] == answer(f"{to}{tail}")[0] != 404, tail


def test_a_library_that_took_the_address_leads_to_works_that_stood_there(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    rename(world.library, "xin", django_capture_on_commit_callbacks)
    reading_world.library("ku", "新库")
    for tail in ("", "file/", "p/2/?q=1", "p/2.png"):
        assert answer(f"/ku/{world.book.pk}/{tail}") == (301, f"/xin/{world.book.pk}/{tail}")
    assert answer("/ku/99999999/")[0] == answer(f"/ku/{'9' * 40}/")[0] == 404
    for hidden in world.closed:
        assert answer(f"/ku/{hidden.pk}/p/1/") == (404, "")
    insider = Client()
    insider.force_login(world.insider)
    told = insider.get(f"/ku/{world.narrow.pk}/p/1/")
    assert told.status_code == 301 and told["Cache-Control"] == "private, no-store"
    Work.objects.filter(pk=world.book.pk).update(live=False)
    assert answer(f"/ku/{world.book.pk}/") == (404, "")


def test_a_closed_library_tells_a_stranger_no_new_address(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    restrict(world.library, Group.objects.create(name="党委"))
    rename(world.library, "xin", django_capture_on_commit_callbacks)
    for tail in addresses(world.book):
        status, to = answer(f"/ku/{tail}")
        assert status == 302 and to.startswith("/login/?next=/ku/") and "xin" not in to
    other = Client()
    other.force_login(UserFactory())
    assert other.get(f"/ku/{world.book.pk}/").status_code == 403
