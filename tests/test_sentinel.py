"""Nobody finds internal content by any address of the project; a member does.

Content of every kind holds a word that stands in no request (see sentinel/world.py). A stranger asks for
every address that the resolver knows; so does a member, to whom drafts and the admin are closed too. A
pattern without a recipe in sentinel/addresses.py fails: add one with the new path.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

from tests.sentinel.addresses import Q, addresses
from tests.sentinel.world import SECRET, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORMS = tuple(
    form.encode()
    for form in (
        SECRET,
        quote(SECRET),
        SECRET.encode("unicode_escape").decode(),
        SECRET.encode("unicode_escape").decode().upper(),
    )
)


def body(response: HttpResponseBase) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return content + headers.encode("utf-8", "surrogateescape")


def leaks(client: Client, urls: Iterable[str]) -> list[str]:
    """Addresses whose answer holds the word, and those that fail outright."""
    found = []
    for url in urls:
        try:
            response = client.get(url)
            text = body(response)
        except Exception as error:
            found.append(f"{url}: {type(error).__name__}: {error}"[:300])
            continue
        if any(form in text for form in FORMS):
            found.append(f"{url}: {response.status_code} holds the word")
        elif response.status_code >= 500 and url not in {"/readyz", "/healthz"}:
            found.append(f"{url}: {response.status_code}")
    return found


@pytest.fixture
def world(settings: object, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    made = build()
    if exists("/search/"):
        call_command("search_index", "build", verbosity=0)
    return made


def exists(path: str) -> bool:
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False


def test_every_pattern_has_a_recipe(world: World) -> None:
    assert addresses(world)[1] == []


def test_a_stranger_finds_it_nowhere(world: World) -> None:
    assert leaks(Client(), addresses(world)[0]) == []


def test_a_member_finds_it_where_it_belongs_and_not_in_the_admin(world: World) -> None:
    client = Client()
    client.force_login(world.member)
    urls = addresses(world)[0]
    closed = [
        url for url in urls if url.startswith(("/admin/", "/media/")) and not url.startswith("/admin/login")
    ]
    assert leaks(client, closed) == []
    for url in (world.article.url, world.document.url):
        assert SECRET.encode() in body(client.get(url)), url
    assert client.get(world.rendition.url).status_code == 200
    assert client.get(world.draft.url).status_code == 404
    if exists("/search/"):
        for url in (f"/search/?q={Q}", f"/api/v1/search?q={Q}"):
            assert any(form in body(client.get(url)) for form in FORMS), url
    for work in world.works:
        page = client.get(f"{work.library.url}{work.pk}/")
        if page.status_code != 404:
            assert SECRET.encode() in body(page)


def test_nothing_internal_lies_in_media(world: World, settings: object) -> None:
    media = Path(settings.MEDIA_ROOT)
    assert not media.exists() or [path for path in media.rglob("*") if path.is_file()] == []
