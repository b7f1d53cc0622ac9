"""Lists, choosers and tags of the admin leave out what closed pages alone show."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.core.factories import CmsImageFactory, UserFactory, collection, picture, restrict
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks

from .attached_world import document, inner, member, showing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_the_admins_lists_leave_them_out() -> None:
    column = ColumnPageFactory()
    restrict(column, Group.objects.create(name="党委"))
    file, shot = document(), CmsImageFactory(title="哨兵图片")
    showing(file, parent=column)
    showing(shot, parent=column)
    stranger, insider = member("编辑"), member("编辑", "党委")
    for door in ("/admin/documents/", "/admin/images/"):
        assert "哨兵" not in stranger.get(door).content.decode(), door
    for door in ("/admin/documents/chooser/", "/admin/images/chooser/"):
        assert "哨兵" not in stranger.get(door).json()["html"], door
        assert "哨兵" in insider.get(door).json()["html"], door
    showing(file)
    assert "哨兵附件" in stranger.get("/admin/documents/chooser/").json()["html"]


def test_who_brought_it_sees_it_everywhere() -> None:
    """In the list, drawn, and where he previews a draft of his own with it."""
    column = ColumnPageFactory()
    restrict(column, Group.objects.create(name="党委"))
    author = UserFactory(groups=["编辑"])
    file, shot = document(), CmsImageFactory(file=picture(size=(600, 400)), uploaded_by_user=author)
    file.uploaded_by_user = author
    file.save()
    showing(file, parent=column)
    showing(shot, parent=column)
    desk, other = Client(), member("编辑")
    desk.force_login(author)
    drawn = re.findall(r'src="(/pictures/[^"]*)"', desk.get("/admin/images/").content.decode())
    assert [(desk.get(url).status_code, other.get(url).status_code) for url in drawn] == [(200, 403)]
    for thing, sign in ((shot, "/pictures/"), (file, "哨兵附件")):
        draft = showing(thing, live=False, owner=author)
        draft.save_revision()
        look = f"/admin/pages/{draft.pk}/view_draft/"
        assert sign in desk.get(look).content.decode()
        assert sign not in other.get(look).content.decode()


def test_tags_of_what_is_hidden_are_not_offered(client: Client) -> None:
    column = ColumnPageFactory()
    restrict(column, Group.objects.create(name="党委"))
    ArticlePageFactory(parent=column, tags=["密签甲"])
    showing(file := document(), parent=column)
    file.tags.add("密签乙")
    ArticlePageFactory(tags=["密签丙"])
    for groups, offered in ((("编辑",), ["密签丙"]), (("编辑", "党委"), ["密签丙", "密签乙", "密签甲"])):
        client.force_login(UserFactory(groups=groups))
        for door in ("/admin/tag-autocomplete/", "/admin/tag-autocomplete/taggit/tag/"):
            assert sorted(client.get(door, {"term": "密"}).json()) == sorted(offered)
            assert client.get(door).json() == []
    client.force_login(UserFactory())
    assert client.get("/admin/tag-autocomplete/", {"term": "密"}).status_code in (302, 403)


def test_lists_are_not_filtered_by_tags_of_what_is_hidden(client: Client) -> None:
    column, place = ColumnPageFactory(), collection("内部")
    committee = Group.objects.create(name="党委")
    restrict(column, committee)
    restrict(place, committee)
    shot, file = CmsImageFactory(), document()
    for thing in (shot, file, CmsImageFactory(collection=place)):
        thing.tags.add("密签")
    showing(shot, parent=column)
    showing(file, parent=column)
    doors = ("/admin/images/", "/admin/documents/", "/admin/images/chooser/")
    for groups, offered in ((("编辑",), False), (("编辑", "党委"), True)):
        client.force_login(UserFactory(groups=groups))
        for door in doors:
            answer = client.get(door)
            said = answer.json()["html"] if "chooser" in door else answer.content.decode()
            assert ("密签" in said) == offered, (groups, door)


def test_lists_of_pictures_ask_once(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    column, counts = inner(), []
    for several in (2, 6):
        for _ in range(several):
            showing(CmsImageFactory(), parent=column)
        client.get("/admin/images/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/images/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_reference_to_nonsense_breaks_no_list() -> None:
    """A form may hold whatever somebody types as a key."""
    column = ColumnPageFactory()
    restrict(column, Group.objects.create(name="党委"))
    for key in ("abc", "١٢", "9" * 30):
        text = f'<p><a linktype="document" id="{key}">甲</a></p>'
        for parent in (column, None):
            page = ArticlePageFactory(parent=parent, body=blocks(("text", text)))
            page.save_revision()
    file = document()
    showing(file, parent=column)
    stranger = member("编辑")
    for door in ("/admin/", "/admin/documents/", "/admin/images/", "/admin/documents/chooser/"):
        assert stranger.get(door).status_code == 200, door
    assert stranger.get(file.url).status_code == 403
