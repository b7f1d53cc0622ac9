"""The file of a work in a closed library lies among open documents: their lists and articles tell nobody of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission

from cms.core import access
from cms.core.factories import CmsDocumentFactory, UserFactory, restrict, shown
from cms.core.models import CmsDocument
from cms.library.factories import FileVersionFactory, LibraryPageFactory, WorkFactory
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks, site_settings

pytestmark = pytest.mark.django_db
WORD = "琥珀灯塔"


@pytest.fixture
def held() -> list[CmsDocument]:
    """The present and a former file of a work that one group alone may read."""
    library = LibraryPageFactory(slug="ku")
    now: Any
    former: Any
    now, former = (
        CmsDocumentFactory(title=f"{WORD}{word}", file=ContentFile(word.encode(), f"{WORD}{word}.txt"))
        for word in "新旧"
    )
    work = WorkFactory(library=library, title=now.title, document=now, format="txt")
    FileVersionFactory(work=work, document=former, added_at=timezone.now())
    restrict(library, Group.objects.create(name="读书小组"))
    return [now, former]


def reader_of_the_library() -> Any:
    return UserFactory(groups=["编辑", "读书小组"])


def said(response: Any) -> str:
    text: str = response.content.decode()
    kind = response["Content-Type"]
    return json.dumps(json.loads(text), ensure_ascii=False) if kind.startswith("application/json") else text


def test_lists_of_documents_in_the_admin(held: list[CmsDocument], client: Client) -> None:
    keepers = Group.objects.create(name="文件管理员")
    right = Permission.objects.get(codename="change_document", content_type__app_label="wagtaildocs")
    GroupCollectionPermission.objects.create(
        group=keepers, collection=Collection.get_first_root_node(), permission=right
    )
    places = [
        "/admin/documents/",
        f"/admin/documents/?q={WORD}",
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtaildocs_chooser:choose_results"),
        reverse("wagtaildocs_chooser:chosen", args=[held[0].pk]),
        f"/admin/documents/usage/{held[0].pk}/",
    ]
    for groups, sees in ((["编辑", "文件管理员"], False), (["编辑", "文件管理员", "读书小组"], True)):
        client.force_login(UserFactory(groups=groups))
        shown = [place for place in places if f"{WORD}新" in said(client.get(place))]
        assert shown == (places if sees else [])


def test_who_brought_a_file_keeps_it_in_his_list(held: list[CmsDocument], client: Client) -> None:
    user = UserFactory(groups=["编辑"])
    CmsDocument.objects.filter(pk=held[0].pk).update(uploaded_by_user=user)
    client.force_login(user)
    page = client.get("/admin/documents/").content.decode()
    assert f"{WORD}新" in page
    assert f"{WORD}旧" not in page


def test_an_article_that_carries_it(held: list[CmsDocument], client: Client) -> None:
    site_settings()
    body = blocks(("text", f'<p>见<a linktype="document" id="{held[1].pk}">附件</a></p>'))
    page = ArticlePageFactory(
        parent=ColumnPageFactory(), body=body, attachments=blocks(("attachment", {"document": held[0].pk}))
    )
    shown = client.get(page.url)
    assert shown.status_code == 200
    assert WORD not in shown.content.decode()
    doors = [f"/documents/{document.pk}/closed" for document in held]
    assert all(f'href="{door}"' in shown.content.decode() for door in doors)
    assert client.get(doors[0])["Location"].startswith("/login/")
    assert client.get(doors[1]).status_code == 404
    client.force_login(reader_of_the_library())
    given, named = (client.get(url) for url in (doors[0], held[0].url))
    assert b"".join(given.streaming_content) == b"".join(named.streaming_content) == "新".encode()
    assert client.get(doors[1]).status_code == client.get(held[1].url).status_code == 404


def test_the_demand_is_asked_in_bulk(held: list[CmsDocument], django_assert_max_num_queries: Any) -> None:
    documents = [*held, *(shown(CmsDocumentFactory()) for _ in range(6))]
    with django_assert_max_num_queries(6):
        found = access.audiences_for(documents)
    assert [bool(audience) for audience in found] == [True, True, *[False] * 6]
