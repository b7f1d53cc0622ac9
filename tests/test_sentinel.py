"""Nobody finds restricted content by any address of the project; who may see it does.

Content of every kind holds a word that stands in no request (see sentinel/world.py). A stranger asks for every
address that the resolver knows; so does a member, to whom drafts and the admin are closed, and one of the staff with
all rights who is not in the group that the content is limited to. A pattern without a recipe in
sentinel/addresses.py fails: add one with the new path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve
from wagtail.models import BaseViewRestriction

from cms.core import access
from cms.library.views.routes import LibraryRoutes
from cms.portal.factories import site_settings
from tests.sentinel.addresses import RECIPES, Q, addresses, label, patterns
from tests.sentinel.world import OPEN, SECRET, SPELT, TEXT, World, add_unpublished, build

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FORMS = tuple(
    form.encode()
    for form in (
        SECRET,
        quote(SECRET),
        SECRET.encode("unicode_escape").decode(),
        SECRET.encode("unicode_escape").decode().upper(),
        SPELT,
    )
)

OURS = ("/admin/login/", "/admin/logout/", "/admin/sprite/", "/admin/jsi18n/")  # the same for everybody


def body(response: HttpResponseBase) -> bytes:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return content + headers.encode("utf-8", "surrogateescape")


def leaks(client: Client, urls: Iterable[str], closed: tuple[str, ...] = ()) -> list[str]:
    """Addresses whose answer holds the word, those that fail, and closed ones that answer at all (a picture has no word)."""
    found = []
    for url in urls:
        client.cookies.pop("messages", None)
        try:
            response = client.get(url)
            text = body(response)
        except Exception as error:
            found.append(f"{url}: {type(error).__name__}: {error}"[:300])
            continue
        if any(form in text for form in FORMS):
            found.append(f"{url}: {response.status_code} holds the word")
        elif response.status_code in {200, 206} and url.startswith(closed or ("//",)):
            found.append(f"{url}: {response.status_code}")
        if response.status_code >= 500 and url not in {"/readyz", "/healthz"}:
            found.append(f"{url}: {response.status_code}")
    return found


def make(settings: Any, tmp_path: Path, group: Group | None = None) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    made = build(group)
    site_settings(logo=made.image, agency_mark=made.image)  # closed since
    call_command("search_index", "build", verbosity=0)
    return made


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    """内部."""
    return make(settings, tmp_path)


@pytest.fixture
def limited(settings: Any, tmp_path: Path) -> World:
    """限定 to one group."""
    return make(settings, tmp_path, Group.objects.create(name="党委委员"))


def test_every_pattern_has_a_recipe(world: World) -> None:
    urls, without = addresses(world)
    assert without == []
    stale = RECIPES.keys() - {label(chain) for chain in patterns()} - {"favicon.ico"}
    assert not {name for name in stale if not name.startswith(("^media", r"^media"))}
    base = str(world.pages["library"].url)
    for route in LibraryRoutes.get_subpage_urls():
        assert any(url.startswith(base) and route.resolve(_routed(url[len(base) :])) for url in urls), route


def _routed(rest: str) -> str:
    path = rest.partition("?")[0]
    return path if not path or path.endswith("/") else f"{path}/"


def test_every_address_of_the_admin_is_of_a_real_thing(world: World) -> None:
    """Each kind of key is tried at each place that takes one."""
    urls = addresses(world)[0]
    versions = {
        name: world.pages[name].revisions.order_by("pk").values_list("pk", flat=True)
        for name in ("home", "carrier", "mention")
    }
    compared = {name: f"{first}...{last}" for name, (first, last) in versions.items()}
    for wanted in (
        f"/admin/pages/{world.pages['draft'].pk}/edit/",
        f"/admin/snippets/library/work/history/{world.works[0].pk}/",
        f"/admin/library/works/{world.works[0].pk}/file/{world.version.pk}/",
        f"/admin/images/{world.image.pk}/",
        f"/admin/documents/edit/{world.document.pk}/",
        *(
            f"/admin/pages/{world.pages[name].pk}/revisions/compare/{pair}/"
            for name, pair in compared.items()
        ),
        f"/admin/snippets/library/work/edit/{world.volume.pk}/",
    ):
        assert wanted in urls
        assert resolve(wanted).url_name


def test_a_stranger_finds_it_nowhere(world: World) -> None:
    assert leaks(Client(), addresses(world)[0], tuple(world.closed())) == []


def test_a_stranger_is_told_of_no_more_than_there_is_for_him(world: World) -> None:
    """Totals and facets count what is open alone; suggestions know no more."""
    client = Client()
    found = json.loads(client.get(f"/api/v1/search?q={Q}").content)
    assert found["total"] == 3 and {hit["title"] for hit in found["hits"]} == {OPEN}, found
    assert SECRET not in str(found["facets"])
    assert client.get(f"{world.pages['library'].url}{world.open_work.pk}/").status_code == 200


def test_a_member_finds_it_where_it_belongs_and_not_in_the_admin(world: World) -> None:
    client = Client()
    client.force_login(world.member)
    urls = addresses(world)[0]
    closed = [url for url in urls if url.startswith(("/admin/", "/media/")) and not url.startswith(OURS)]
    assert leaks(client, closed, ("/admin/",)) == []
    shown = [str(world.pages[name].url) for name in ("article", "alias", "copy", "moved")]
    shown += [world.document.url, f"/search/?q={Q}", f"/api/v1/search?q={Q}", f"/api/v1/suggest?q={Q}"]
    shown += [f"{work.library.url}{work.pk}/" for work in world.works]
    for url in shown:
        text = body(client.get(url))
        assert any(form in text for form in FORMS), url
    pictures = [f"{work.library.url}{work.pk}/p/{name}.png" for work in world.works for name in ("1", "1-s")]
    for url in (str(world.rendition.url), str(world.held.url), *pictures):
        assert client.get(url).status_code == 200, url
    assert client.get(str(world.pages["draft"].url)).status_code == 404


def test_what_is_not_published_yet_is_found_nowhere(world: World) -> None:
    """Though it lies where open things lie. What a work holds has no address at all, even under its own name."""
    add_unpublished(world)
    waiting, former, attached = world.unpublished
    member = Client()
    member.force_login(world.member)
    urls = [url for url in addresses(world)[0] if not url.startswith("/admin/")]
    urls.append(str(world.pages["unpublished"].url))
    assert sum(url.endswith("/closed") for url in urls) == 6
    assert leaks(Client(), [*urls, attached.url], (*world.closed(), attached.url)) == []
    for url in (waiting.url, former.url, *(f"/documents/{each.pk}/closed" for each in (waiting, former))):
        assert Client().get(url).status_code == member.get(url).status_code == 404, url
    for url in (attached.url, f"/documents/{attached.pk}/closed"):
        assert Client().get(url).status_code == 302 and member.get(url).status_code == 403, url


def test_staff_outside_the_group_find_it_nowhere(limited: World) -> None:
    """All rights of all roles but 审计管理, and no seat in the group."""
    staff = limited.staff()
    client = Client()
    client.force_login(staff)
    urls = addresses(limited)[0]
    assert not access.may_see(staff, limited.pages["article"])
    urls = [url for url in urls if not url.startswith("/admin/failwhale/")]  # Wagtail's own test of errors
    assert leaks(client, urls, tuple(limited.closed())) == []
    assert "_auth_user_id" in client.session
    staff.groups.add(limited.group)
    for url in ("/admin/images/", "/admin/documents/", "/admin/reports/site-history/", "/admin/articles/"):
        assert SECRET.encode() in body(client.get(url)), url


def test_a_file_that_is_here_already_tells_staff_outside_the_group_nothing(limited: World) -> None:
    """Neither where it is uploaded nor where it is to take another's place."""
    client = Client()
    client.force_login(limited.staff())
    same = SimpleUploadedFile("same.txt", TEXT.encode())
    sent = {"library": limited.pages["library"].pk, "kind": "document", "level": "public", "files": [same]}
    for headers in ({}, {"X-Requested-With": "XMLHttpRequest"}):
        same.seek(0)
        answer = client.post("/admin/library/upload/", sent, headers=headers)
        text = json.dumps(answer.json(), ensure_ascii=False) if headers else answer.content.decode()
        assert answer.status_code == 200
        assert "馆藏里已有" in text
        assert SECRET not in text
        assert f"/{limited.works[0].pk}/" not in text
    same.seek(0)
    url = f"/admin/library/works/{limited.open_work.pk}/replace/"
    answer = client.post(url, {"file": same, "note": ""}, follow=True)
    assert "馆藏里已有同一个文件" in answer.content.decode()
    assert SECRET not in answer.content.decode()


@pytest.mark.once
def test_the_walk_would_notice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the one question answered wrongly, each kind of content is found."""
    monkeypatch.setattr(access, "may_see", lambda user, thing: True)
    monkeypatch.setattr(BaseViewRestriction, "accept_request", lambda restriction, request: True)
    urls = [u for u in addresses(world)[0] if not u.startswith("/admin/")]
    found = "\n".join(leaks(Client(), urls, tuple(world.closed())))
    for url in (
        world.pages["article"].url,
        world.document.url,
        world.held.url,
        f"/ku/{world.works[0].pk}/",
        world.rendition.url,
    ):
        assert re.search(re.escape(str(url)), found), url


def test_nothing_internal_lies_in_media(world: World, settings: Any) -> None:
    media = Path(settings.MEDIA_ROOT)
    assert not media.exists() or [path for path in media.rglob("*") if path.is_file()] == []
