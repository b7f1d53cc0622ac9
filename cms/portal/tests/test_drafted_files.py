"""A picture or file that only a draft shows is used: its lists, its counts and its deletion say so."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.core.factories import CmsImageFactory, UserFactory, restrict
from cms.core.models import CmsDocument
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks

from .attached_world import document, showing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def admin() -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def drafted(thing: Any, **fields: Any) -> Any:
    """A published article whose draft alone shows this."""
    page = ArticlePageFactory(**fields)
    page.attachments = blocks(("attachment", {"document": thing.pk, "title": ""}))
    page.save_revision()
    return page


@pytest.mark.parametrize("door", ["usage", "delete", "edit", "list", "sorted", "bulk"])
def test_every_door_counts_a_draft(door: str) -> None:
    file = document()
    page = drafted(file, title="草稿用了附件")
    said = {
        "usage": (f"/admin/documents/usage/{file.pk}/", page.title),
        "delete": (f"/admin/documents/delete/{file.pk}/", "被引用 1 次"),
        "edit": (f"/admin/documents/edit/{file.pk}/", "已使用1次"),
        "list": ("/admin/documents/", "已使用1次"),
        "sorted": ("/admin/documents/?ordering=-usage_count", "已使用1次"),
        "bulk": (f"/admin/bulk/core/cmsdocument/delete/?id={file.pk}", "被引用 1 次"),
    }
    address, wanted = said[door]
    shown = admin().get(address)
    assert shown.status_code == 200
    assert wanted in shown.content.decode()


def test_the_list_of_pictures_counts_a_draft() -> None:
    shot = CmsImageFactory()
    page = ArticlePageFactory()
    page.body = blocks(("figure", {"image": shot.pk, "caption": "", "alt": ""}))
    page.save_revision()
    for address in ("/admin/images/?layout=list", "/admin/images/?layout=list&ordering=usage_count"):
        assert "已使用1次" in admin().get(address).content.decode()


def test_what_was_taken_out_is_used_no_more_and_published_use_counts_once() -> None:
    gone, kept = document(), document()
    page = drafted(gone)
    page.attachments = blocks()
    page.save_revision()
    showing(kept).save_revision()
    chief = admin()
    assert "被引用 0 次" in chief.get(f"/admin/documents/delete/{gone.pk}/").content.decode()
    assert "被引用 1 次" in chief.get(f"/admin/documents/delete/{kept.pk}/").content.decode()


def test_a_draft_that_is_hidden_is_counted_and_not_named() -> None:
    author = UserFactory(groups=["编辑"])
    file = document()
    CmsDocument.objects.filter(pk=file.pk).update(uploaded_by_user=author)
    column = ColumnPageFactory()
    page = drafted(file, parent=column, title="哨兵稿")
    restrict(column, Group.objects.create(name="党委"))
    client = Client()
    client.force_login(author)
    shown = client.get(f"/admin/documents/usage/{file.pk}/").content.decode()
    assert "（您无权编辑的页面）" in shown
    assert page.title not in shown
