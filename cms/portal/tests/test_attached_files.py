"""What only closed pages show is as closed as these pages, though it lies in an open collection."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from cms.core import access, services
from cms.core.factories import CmsImageFactory, UserFactory, collection, picture, restrict
from cms.core.groups import VERSIONS_NOTED, on_migrate
from cms.core.levels import either, implies
from cms.core.models import CmsRendition, DraftUse
from cms.core.searchable.strays import Strays
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks

from .attached_world import document, files_in, inner, member, showing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_an_internal_articles_attachment_is_internal() -> None:
    file = document()
    page = showing(file, parent=inner())
    assert Client().get(file.url).status_code == 302
    answer = member().get(file.url)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert file.url in member().get(page.url).content.decode()
    closed = reverse("wagtaildocs_serve", args=[file.pk, "closed"])
    assert Client().get(closed).status_code == 302 and file.url not in Client().get(closed)["Location"]


def test_a_published_public_page_opens_it_and_a_draft_does_not() -> None:
    file = document()
    showing(file, parent=inner())
    public = showing(file, live=False)
    assert Client().get(file.url).status_code == 302
    public.save_revision().publish()
    assert Client().get(file.url).status_code == 200
    public.refresh_from_db()
    public.unpublish()
    assert Client().get(file.url).status_code == 302


def test_its_collection_stays_the_least_it_demands() -> None:
    place = collection("党委")
    restrict(place, Group.objects.create(name="党委"))
    file = document()
    file.collection = place
    file.save()
    showing(file)
    showing(file, parent=inner())
    assert Client().get(file.url).status_code == 302 and member().get(file.url).status_code == 403
    assert member("党委").get(file.url).status_code == 200


def test_who_may_see_one_of_the_pages_may_see_it() -> None:
    file, shot = document(), CmsImageFactory(file=picture(size=(600, 400)))
    pages = []
    for name in ("党委", "纪委"):
        column = ColumnPageFactory()
        restrict(column, Group.objects.create(name=name))
        showing(file, parent=column)
        pages.append(showing(shot, parent=column))
    assert [member(*names).get(file.url).status_code for names in ((), ("党委",), ("纪委",))] == [
        403,
        200,
        200,
    ]
    for page, name in zip(pages, ("党委", "纪委"), strict=True):
        assert "/pictures/" in member(name).get(page.url).content.decode()


def test_an_internal_articles_picture_stays_out_of_media(media: Path) -> None:
    shot = CmsImageFactory(title="哨兵图", file=picture(size=(600, 400)))
    page = showing(shot, parent=inner())
    seen = member().get(page.url).content.decode()
    assert "/pictures/" in seen and not files_in(media)
    address = reverse("core:picture", args=[r := CmsRendition.objects.get().pk, "x"]).replace("/x", "/")
    assert address in seen and r
    url = CmsRendition.objects.get().url
    assert Client().get(url).status_code == 302 and member().get(url).status_code == 200


def test_pictures_move_with_the_level_of_what_shows_them(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    shot = CmsImageFactory(file=picture(size=(600, 400)))
    column = ColumnPageFactory()
    page = showing(shot, parent=column)
    Client().get(page.url)
    assert files_in(media)
    with django_capture_on_commit_callbacks(execute=True):
        level = restrict(column)
    assert not files_in(media), "closed with its column"
    member().get(page.url)
    with django_capture_on_commit_callbacks(execute=True):
        level.delete()
    Client().get(page.url)
    assert files_in(media) and not CmsRendition.objects.filter(file__startswith="restricted").exists()
    with django_capture_on_commit_callbacks(execute=True):
        page.move(inner(), pos="last-child")
    assert not files_in(media), "closed by moving the page"
    public = showing(shot, live=False)
    assert not files_in(media)
    with django_capture_on_commit_callbacks(execute=True):
        public.save_revision().publish()
    Client().get(public.url)
    assert files_in(media), "opened by a public page"
    public.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        public.unpublish()
    assert not files_in(media), "closed with the public page"
    Client().get(public.url)
    with django_capture_on_commit_callbacks(execute=True):
        public.save_revision().publish()
    Client().get(public.url)
    assert files_in(media)
    with django_capture_on_commit_callbacks(execute=True):
        public.delete()
    assert not files_in(media), "closed as the public page was deleted"


def test_what_was_left_in_media_is_found_again(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn while its column was being closed; and what cannot be removed keeps no other from it."""
    column = ColumnPageFactory()
    shots = [CmsImageFactory(file=picture(size=(600, 400))) for _ in range(3)]
    for shot in shots:
        showing(shot, parent=column)
        shot.get_rendition("width-20")
    restrict(column)  # nothing is committed here, so nothing is settled
    assert len(files_in(media)) == 3
    assert Client().get(CmsRendition.objects.all()[0].url).status_code == 200
    gone, real = [], CmsRendition.remove

    def remove(rendition: CmsRendition) -> None:
        gone.append(rendition.pk)
        if len(gone) == 2:
            raise OSError("busy")
        real(rendition)

    with monkeypatch.context() as patched:
        patched.setattr(CmsRendition, "remove", remove)
        assert services.settle_strays() == 2
    assert len(files_in(media)) == 1
    with monkeypatch.context() as patched:
        patched.setattr(
            type(storages["default"]), "delete", lambda *args: (_ for _ in ()).throw(OSError("busy"))
        )
        assert services.settle_strays() == 0 and CmsRendition.objects.exists(), "it is tried again"
    assert not Strays().run_once() and not files_in(media) and services.settle_strays() == 0


def test_who_brought_a_file_can_always_have_it() -> None:
    writer = UserFactory(groups=["编辑"])
    column = ColumnPageFactory()
    restrict(column, Group.objects.create(name="党委"))
    file = document()
    file.uploaded_by_user = writer
    file.save()
    showing(file, parent=column)
    client = Client()
    client.force_login(writer)
    assert client.get(file.url).status_code == 200 and member("编辑").get(file.url).status_code == 403


def test_a_preview_shows_what_publication_will(client: Client) -> None:
    file, shot = document(), CmsImageFactory(title="哨兵图", file=picture(size=(600, 400)))
    closed = ColumnPageFactory()
    restrict(closed, Group.objects.create(name="党委"))
    showing(file, parent=closed)
    showing(shot, parent=closed)
    drafts = showing(file, live=False), showing(shot, live=False)
    for draft in drafts:
        draft.save_revision()
    looks = []
    for groups in (("审核", "党委"), ("审核",)):
        client.force_login(UserFactory(groups=groups))
        looks.append("".join(client.get(f"/admin/pages/{d.pk}/view_draft/").content.decode() for d in drafts))
    assert "哨兵附件" in looks[0] and "/pictures/" in looks[0]
    assert "哨兵" not in looks[1] and "/pictures/" not in looks[1]


@pytest.mark.parametrize(
    ("audiences", "found"),
    [
        ([{"m"}, {"g:3"}], {"m"}),
        ([{"g:3"}, {"g:7"}], {"g:3|7"}),
        ([{"g:3"}, {"n"}], {"g:3"}),
        ([{"g:3", "g:4"}, {"g:3"}], {"g:3"}),
        ([{"g:3", "g:4"}, {"g:5"}], {"g:3|5", "g:4|5"}),
        ([{"m", "g:10"}, {"g:9"}], {"g:9|10"}),
    ],
)
def test_either(audiences: list[set[str]], found: set[str]) -> None:
    made = either(map(frozenset, audiences))
    assert made - {"m"} == found - {"m"} and bool(made) == bool(found)
    assert all(implies(frozenset(one), made) for one in audiences if "n" not in one)


def test_a_wider_circle_of_groups_implies_no_narrower() -> None:
    wide, narrow = frozenset({"g:3|7"}), frozenset({"g:3"})
    assert implies(narrow, wide) and not implies(wide, narrow)
    assert implies(narrow, frozenset({"m"})) and not implies(access.OPEN, frozenset({"m"}))


def test_drafts_open_nothing_to_one_another() -> None:
    """Of a file that nothing published shows, every draft is heard and it is for editors; of one that is published, none."""
    committee = ColumnPageFactory()
    restrict(committee, Group.objects.create(name="党委"))
    published, drafted = document(), document()
    showing(published, parent=committee)
    showing(drafted, parent=committee, live=False)
    for file in (published, drafted):
        showing(file, parent=inner(), live=False)
        assert member("编辑").get(file.url).status_code == 403
        assert member("党委", "编辑").get(file.url).status_code == 200
    assert member("党委").get(published.url).status_code == 200
    assert member("党委").get(drafted.url).status_code == 403


def test_a_draft_beside_a_published_internal_article_is_internal(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file, shot = document(), CmsImageFactory(title="哨兵图", file=picture(size=(600, 400)))
    shot.get_rendition("max-165x165")  # the admin's own list has drawn it
    assert not files_in(media)
    page = showing(document(), parent=inner())
    page.attachments = blocks(("attachment", {"document": file.pk, "title": ""}))
    page.lead = shot
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision()
    assert Client().get(file.url).status_code == 302 and not files_in(media)
    stranger = member("编辑")
    committee = Group.objects.create(name="党委")
    with django_capture_on_commit_callbacks(execute=True):
        restrict(page.get_parent(), committee)
    for door in ("/admin/documents/chooser/", "/admin/images/chooser/"):
        assert "哨兵" not in stranger.get(door).json()["html"], door
    page.attachments, page.lead = [], None
    page.save_revision()
    assert Client().get(file.url).status_code == 302, "what was internal is not public when it is taken out"


def test_what_is_taken_out_of_an_internal_article_stays_internal() -> None:
    file = document()
    page = showing(file, parent=inner())
    page.save_revision().publish()
    page.attachments = []
    page.save_revision().publish()
    assert Client().get(file.url).status_code == 302 and member("编辑").get(file.url).status_code == 200
    assert member().get(file.url).status_code == 403
    showing(file)
    assert Client().get(file.url).status_code == 200


def test_versions_from_before_they_were_noted_are_noted_at_set_up() -> None:
    file, page = document(), ArticlePageFactory(parent=inner())
    restrict(page.get_parent(), Group.objects.create(name="党委"))
    editor = member("编辑")
    page.attachments = blocks(("attachment", {"document": file.pk, "title": ""}))
    page.save_revision()
    DraftUse.objects.all().delete()
    assert editor.get(file.url).status_code == 200
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    on_migrate(
        last,
        plan=[(import_module("cms.core.migrations.0001_initial").Migration("0001_initial", "core"), False)],
    )
    assert editor.get(file.url).status_code == 200, "not at every start"
    step = import_module(f"cms.core.migrations.{VERSIONS_NOTED}").Migration(VERSIONS_NOTED, "core")
    on_migrate(last, plan=[(step, False)])
    assert editor.get(file.url).status_code == 403


def test_a_picture_taken_out_of_a_public_page_leaves_media(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    shot = CmsImageFactory(file=picture(size=(600, 400)))
    showing(shot, parent=inner())
    public = showing(shot)
    Client().get(public.url)
    assert files_in(media)
    public.body = blocks(("text", "<p>没有图了</p>"))
    with django_capture_on_commit_callbacks(execute=True):
        public.save_revision().publish()
    assert not files_in(media)
