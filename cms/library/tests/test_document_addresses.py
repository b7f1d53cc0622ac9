"""Every document has an address under /documents/. A work's file there is as open as the work, and told of as the work's."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from cms.core.factories import CmsDocumentFactory, UserFactory, restrict
from cms.core.models import AuditEvent, CmsDocument
from cms.library.factories import FileVersionFactory, LibraryPageFactory, WorkFactory
from cms.library.models import LibraryPage, Work

pytestmark = pytest.mark.django_db


@pytest.fixture
def library() -> LibraryPage:
    made: LibraryPage = LibraryPageFactory(slug="ku")
    return made


def file_named(name: str) -> CmsDocument:
    made: CmsDocument = CmsDocumentFactory(file=ContentFile(name.encode(), name))
    return made


def held(library: LibraryPage, **fields: object) -> Work:
    made: Work = WorkFactory(library=library, document=file_named("shouce.txt"), format="txt", **fields)
    return made


def test_it_answers_as_the_work_does(library: LibraryPage) -> None:
    work = held(library, title="支部工作手册")
    own, other = Client().get(f"/ku/{work.pk}/file/"), Client().get(work.document.url)
    assert (own.status_code, other.status_code) == (200, 200)
    assert b"".join(own.streaming_content) == b"".join(other.streaming_content) != b""
    for name in ("Content-Disposition", "Cache-Control", "ETag", "Content-Security-Policy"):
        assert own[name] == other[name]


def test_a_closed_library_closes_the_files_of_its_works(library: LibraryPage) -> None:
    """Though they lie where open files lie."""
    work = held(library)
    restrict(library)
    answer = Client().get(work.document.url)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")
    client = Client()
    client.force_login(UserFactory())
    answer = client.get(work.document.url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_what_readers_are_not_given_has_no_address(library: LibraryPage) -> None:
    draft = held(library, live=False)
    former = FileVersionFactory(
        work=held(library), document=file_named("jiugao.txt"), added_at=timezone.now()
    )
    hidden = held(LibraryPageFactory(slug="ting", live=False))
    for document in (draft.document, former.document, hidden.document):
        assert Client().get(document.url).status_code == 404
    draft.live = True
    draft.save()
    assert Client().get(draft.document.url).status_code == 200


def test_taking_out_a_restricted_file_is_written_down_once(library: LibraryPage) -> None:
    work, public = held(library), held(LibraryPageFactory(slug="kai"))
    restrict(library)
    reader = UserFactory()
    client = Client()
    client.force_login(reader)
    url = f"/ku/{work.pk}/file/"
    for headers in ({}, {"Range": "bytes=0-3"}, {"Range": "bytes=4-"}):
        assert client.get(url, headers=headers).status_code in (200, 206)
    client.head(url)
    client.get(f"/kai/{public.pk}/file/")
    written = AuditEvent.objects.filter(action="file.restricted")
    assert [(event.actor_id, event.object_id) for event in written] == [
        (reader.pk, str(work.document_id))
    ] * 2


def test_reading_a_restricted_work_is_written_down_once_a_day(library: LibraryPage) -> None:
    work, public = held(library), held(LibraryPageFactory(slug="kai"))
    restrict(library)
    written = AuditEvent.objects.filter(action="work.restricted")
    stranger = Client()
    stranger.get(f"/ku/{work.pk}/")
    stranger.get(f"/kai/{public.pk}/")
    assert not written.exists()
    for reader in (UserFactory(), UserFactory()):
        client = Client()
        client.force_login(reader)
        for place in ("", "p/1/", "p/1.png", "p/2.png", "?q=x"):
            client.get(f"/ku/{work.pk}/{place}")
        client.get(f"/kai/{public.pk}/")
        event = written.get(actor_id=reader.pk)
        assert (event.label, event.object_id, event.object_title) == (
            "阅读受限文献",
            str(work.pk),
            work.title,
        )
    assert written.count() == 2
