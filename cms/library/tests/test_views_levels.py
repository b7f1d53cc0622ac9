"""Levels hold on every path under a library: page, file, image, thumbnail, search inside, lists, volumes, versions."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponseBase
from django.test import Client

from cms.core.factories import collection, restrict
from cms.core.models import CmsDocument
from cms.library.models import Work, WorkKind

from . import reading_world
from .reading_world import SECRET, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return reading_world.build()


def everything(work: Work) -> list[str]:
    base = f"/ku/{work.pk}/"
    tails = (
        "",
        "file/",
        "find/",
        "find/?q=党日",
        "p/?page=1",
        "p/1/",
        "p/1/?q=党日",
        "p/1.png",
        "p/1-s.png",
        "p/99/",
        "p/99.png",
    )
    return [base + tail for tail in tails]


def body(response: HttpResponseBase) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + str(response.headers)


def test_a_stranger_is_asked_to_sign_in_and_learns_nothing(world: World) -> None:
    for work in world.closed:
        for url in everything(work):
            response = Client().get(url)
            assert response.status_code == 302, url
            assert response["Location"].startswith("/login/?next=/ku/"), url
            assert response["Cache-Control"] == "private, no-store", url
            assert SECRET not in body(response), url


def test_a_member_reads_what_is_internal_and_no_cache_keeps_it(world: World) -> None:
    client = Client()
    client.force_login(world.member)
    for url in (f"/ku/{world.inner.pk}/", f"/ku/{world.inner.pk}/p/1/", f"/ku/{world.inner.pk}/find/"):
        response = client.get(url)
        assert response.status_code == 200
        assert SECRET in body(response)
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.has_header("ETag")
    response = client.get(f"/ku/{world.inner.pk}/file/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    for url in everything(world.narrow):
        refused = client.get(url)
        assert refused.status_code == 403, url
        assert SECRET not in body(refused), url


def test_who_is_of_the_group_reads_what_is_restricted(world: World) -> None:
    client = Client()
    client.force_login(world.insider)
    for work in world.closed:
        assert client.get(f"/ku/{work.pk}/").status_code == 200


def test_lists_show_everybody_the_same_and_no_closed_work(world: World) -> None:
    member = Client()
    member.force_login(world.insider)
    for url in ("/ku/", "/ku/?kind=book", "/ku/?year=2026", "/ku/?sort=title", f"/ku/?issuer={SECRET}"):
        stranger = Client().get(url)
        assert stranger.status_code == 200
        assert SECRET not in stranger.content.decode().replace(f'value="{SECRET}"', ""), url
        assert member.get(url).content == stranger.content
    assert '<span class="n">1</span>' in Client().get("/ku/?kind=book").content.decode()  # of two books


def test_the_internal_list_is_for_members_and_each_sees_his_own(world: World) -> None:
    response = Client().get("/ku/neibu/")
    assert response.status_code == 302
    client = Client()
    client.force_login(world.member)
    world.library.summary = "向社会开放的文献"
    world.library.save()
    shown = client.get("/ku/neibu/")
    assert "请勿转发" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store"
    assert world.inner.title in shown.content.decode()
    assert world.narrow.title not in shown.content.decode()
    client.force_login(world.insider)
    assert world.narrow.title in client.get("/ku/neibu/").content.decode()


def test_public_pages_are_the_same_bytes_for_everybody_and_set_no_cookie(world: World) -> None:
    member = Client()
    member.force_login(world.insider)
    for url in (
        "/ku/",
        "/ku/?kind=law",
        *(f"/ku/{world.law.pk}/{tail}" for tail in ("", "p/1/", "p/2/", "find/", "p/999/")),
        f"/ku/{world.book.pk}/",
        "/ku/987654321/",
    ):
        stranger = Client().get(url)
        assert stranger.content == member.get(url).content, url
        assert not stranger.cookies, url
        assert "Cookie" not in stranger.get("Vary", ""), url
        if stranger.status_code == 200:
            assert stranger["Cache-Control"] == "public, no-cache"
            again = Client().get(url, HTTP_IF_NONE_MATCH=stranger["ETag"])
            assert again.status_code == 304


def test_a_closed_library_closes_every_work_in_it(world: World) -> None:
    restrict(world.library)
    for work in (world.law, world.book):
        for url in everything(work):
            response = Client().get(url)
            assert response.status_code == 302, url
            assert work.title not in body(response)
    client = Client()
    client.force_login(world.member)
    response = client.get(f"/ku/{world.law.pk}/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_a_file_in_a_closer_collection_stays_closed_though_the_text_is_open(world: World) -> None:
    CmsDocument.objects.filter(pk=world.book.document_id).update(
        collection=world.internal
    )  # announces nothing
    assert Client().get(f"/ku/{world.book.pk}/p/1/").status_code == 200
    for tail in ("file/", "p/1.png", "p/1-s.png"):
        assert Client().get(f"/ku/{world.book.pk}/{tail}").status_code == 302
    client = Client()
    client.force_login(world.member)
    response = client.get(f"/ku/{world.book.pk}/file/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_volumes_versions_and_the_book_above_show_only_what_is_open(world: World) -> None:
    for n, place in enumerate((world.public, world.internal), 1):
        reading_world.work(
            world.library, place, ("公开卷" if n == 1 else SECRET) + str(n), parent=world.book, position=n
        )
        reading_world.law(
            world.library,
            place,
            "示范法" if n == 1 else f"{SECRET}法",
            1,
            family="示范法",
            issued_on=date(2020 + n, 1, 1),
        )
    below = reading_world.work(
        world.library, world.public, "公开的下册", parent=world.inner, kind=WorkKind.BOOK
    )
    law = Work.objects.get(title="示范法")
    for url in (f"/ku/{world.book.pk}/", f"/ku/{law.pk}/", f"/ku/{below.pk}/", f"/ku/{below.pk}/find/"):
        assert SECRET not in Client().get(url).content.decode(), url
    assert "公开卷1" in Client().get(f"/ku/{world.book.pk}/").content.decode()


def test_a_restricted_volume_names_the_internal_book_it_belongs_to(world: World) -> None:
    """Who may read it is a member; of another group's book he learns nothing."""
    other = collection("别组")
    restrict(other, Group.objects.create(name="另一组"))
    foreign = reading_world.work(world.library, other, "别组的书", kind=WorkKind.BOOK)
    client = Client()
    client.force_login(world.insider)
    for parent, named in ((world.inner, True), (foreign, False)):
        volume = reading_world.work(world.library, world.restricted, "限定的上册", parent=parent)
        shown = client.get(f"/ku/{volume.pk}/").content.decode()
        assert (f'href="/ku/{parent.pk}/"' in shown) is named


def test_what_is_not_published_does_not_exist(world: World) -> None:
    Work.objects.filter(pk=world.law.pk).update(live=False)
    for url in everything(world.law):
        assert Client().get(url).status_code == 404, url
    assert world.law.title not in Client().get("/ku/").content.decode()


def test_a_work_of_another_library_is_not_found_here(world: World) -> None:
    reading_world.library("er", "第二书库")
    assert Client().get(f"/er/{world.law.pk}/").status_code == 404


def test_a_member_is_led_to_the_works_that_are_not_public(world: World) -> None:
    link = 'href="/ku/neibu/"'
    member, insider = Client(), Client()
    member.force_login(world.member)
    insider.force_login(world.insider)

    def led(client: Client) -> bool:
        return link in client.get("/neibu-mulu/").content.decode()

    assert led(member)
    Work.objects.exclude(pk=world.narrow.pk).update(live=False)
    assert not led(member)
    assert led(insider)
    restrict(world.library, Group.objects.create(name="纪委"))
    assert not led(insider)
