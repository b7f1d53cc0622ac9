"""Pictures and documents open with the first page that is published with them, and close when none is left."""

from __future__ import annotations

import queue
import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models.signals import pre_delete
from django.test import Client
from wagtail.models import Page

from cms.core import access, services
from cms.core.factories import CmsImageFactory, picture, restrict
from cms.core.models import AuditEvent, CmsDocument, CmsRendition, DraftUse
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory, blocks
from cms.portal.models import ArticlePage

from .attached_world import document, files_in, inner, member, showing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def test_what_no_page_shows_is_for_who_works_in_the_admin() -> None:
    file = document()
    assert Client().get(file.url).status_code == 302 and member().get(file.url).status_code == 403
    answer = member("编辑").get(file.url)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert not AuditEvent.objects.filter(action="file.restricted").exists(), "no level is set"


def test_a_draft_opens_nothing_and_publication_does(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    file, shot = document(), CmsImageFactory(file=picture(size=(600, 400)))
    draft = showing(file, live=False, lead=shot)
    draft.save_revision()
    url = shot.get_rendition("max-165x165").url
    assert Client().get(file.url).status_code == Client().get(url).status_code == 302
    assert member("编辑").get(url).status_code == 200 and not files_in(media)
    with django_capture_on_commit_callbacks(execute=True):
        draft.get_latest_revision().publish()
    assert Client().get(file.url).status_code == 200
    assert shot.get_rendition("max-165x165").url.startswith("/media/") and files_in(media)
    draft.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        draft.unpublish()
    assert Client().get(file.url).status_code == 302 and not files_in(media)


def test_what_nothing_shows_any_more_is_found_in_media(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    page = showing(shot := CmsImageFactory(file=picture(size=(600, 400))))
    kept = CmsImageFactory(file=picture(size=(600, 400)))
    showing(kept)
    for each in (shot, kept):
        each.get_rendition("width-20")
    page.delete()  # nothing is committed here, so nothing is settled
    assert len(files_in(media)) == 2 and services.settle_strays() == 1
    assert CmsRendition.objects.get().image == kept and len(files_in(media)) == 1


def test_a_version_that_is_written_over_is_noted() -> None:
    page = ArticlePageFactory(parent=inner())
    version = page.save_revision()
    file = document()
    page.attachments = blocks(("attachment", {"document": file.pk, "title": ""}))
    page.save_revision(overwrite_revision=version)
    assert DraftUse.objects.get().key == file.pk


@pytest.mark.parametrize("noted", [True, False], ids=["of a version", "made by a program"])
def test_the_files_of_a_deleted_page_stay_as_closed(noted: bool) -> None:
    column = ColumnPageFactory()
    restrict(column, Group.objects.create(name="党委"), Group.objects.create(name="纪委"))
    file, other, third = document(), document(), document()
    pages = [showing(each, parent=column) for each in (file, third)]
    pages.append(
        showing(file, parent=column, body=blocks(("attachment", {"document": other.pk, "title": ""})))
    )
    showing(third)
    if noted:
        for page in pages:
            page.save_revision()
    editor, seated = member("编辑"), member("编辑", "纪委")
    column.delete()  # in one transaction with it: nothing runs after the commit here
    assert editor.get(file.url).status_code == 403 and seated.get(file.url).status_code == 200
    assert Client().get(third.url).status_code == 200, "a public page shows it"
    for client, count in ((editor, 1), (seated, 3)):
        listed = client.get("/admin/documents/chooser/").json()["html"]
        assert sum(f"/chosen/{each.pk}/" in listed for each in (file, other, third)) == count
    places = {CmsDocument.objects.get(pk=each.pk).collection for each in (file, other)}
    place = places.pop()
    assert not places and place.get_parent() == third.collection
    assert place.name == "已删除页面的文件（限定（党委、纪委））"
    event = AuditEvent.objects.filter(action="level.file").first()
    assert event is not None and event.detail["before"] == "公开" and "党委" in event.detail["after"]


def test_each_file_of_a_deleted_column_stays_as_closed_as_it_was() -> None:
    """Into the same collection for the same level; below it, what demands more."""
    committee = Group.objects.create(name="党委")
    file, deeper = document(), document()
    column = inner()
    showing(file, parent=column)
    within = ColumnPageFactory(parent=column)
    restrict(within, committee)
    showing(deeper, parent=within)
    column.delete()  # in one transaction with it: nothing runs after the commit here
    places = [CmsDocument.objects.get(pk=each.pk).collection for each in (file, deeper)]
    assert access.audiences_for(places) == [set(), {f"g:{committee.pk}"}]
    assert member().get(file.url).status_code == 403, "who works in the admin is a member too"


@pytest.mark.django_db(transaction=True)
def test_two_save_one_page_in_the_same_moment() -> None:
    """The second waits for what the first has noted, and is not refused for it."""
    page, file = ArticlePageFactory(parent=inner()), document()
    page.attachments = blocks(("attachment", {"document": file.pk, "title": ""}))
    begun, trouble = threading.Event(), queue.SimpleQueue[BaseException | None]()

    def second() -> None:
        begun.set()
        try:
            ArticlePage.objects.get(pk=page.pk).save_revision()
            services.note_version(page.get_latest_revision())
        except BaseException as error:
            trouble.put(error)
        else:
            trouble.put(None)
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        page.save_revision()
        thread.start()
        assert begun.wait(10)
    assert trouble.get(timeout=30) is None
    thread.join(10)
    assert DraftUse.objects.get().key == file.pk and page.revisions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_page_can_be_deleted_while_a_draft_of_it_is_saved() -> None:
    page, file = ArticlePageFactory(), document()
    page.attachments = blocks(("attachment", {"document": file.pk, "title": ""}))

    def meanwhile(**kwargs: Any) -> None:
        """After Django has looked what goes with the page."""
        page.save_revision()

    pre_delete.connect(meanwhile, sender=Page)
    try:
        Page.objects.get(pk=page.pk).delete()
    finally:
        pre_delete.disconnect(meanwhile, sender=Page)
    assert not Page.objects.filter(pk=page.pk).exists()
    assert Client().get(file.url).status_code == 302 and member("编辑").get(file.url).status_code == 200
    assert member("编辑").get("/admin/documents/").status_code == 200
