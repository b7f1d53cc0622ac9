"""A file goes with the last row that names it, and never with a row that was there before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from cms.core.factories import collection
from cms.core.models import CmsDocument
from cms.library import services
from cms.library.factories import LibraryPageFactory
from cms.library.models import LibraryPage, Work
from cms.library.services import extraction, removal, store
from cms.library.tests.services_world import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def library() -> LibraryPage:
    made: LibraryPage = LibraryPageFactory(title="理论库", slug="ku")
    return made


def files(private: Path) -> list[str]:
    return sorted(path.name for path in private.rglob("*") if path.is_file())


def copied(work: Work, private: Path) -> str:
    """As if LibreOffice had made it a reading copy."""
    place = store.copy_place(work.sha256)
    made = private / "made.pdf"
    made.write_bytes(b"%PDF-")
    extraction.copy_part(work.sha256)
    extraction.keep_copy(work.sha256, made)
    Work.objects.filter(pk=work.pk).update(reading_copy=place)
    return place


def test_the_same_file_comes_while_a_deletion_ends(
    library: LibraryPage, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """Another process stores and registers it between the deletion's commit and the removal of its files."""
    work = take(library).work
    place = copied(work, private)
    work.refresh_from_db()
    again: list[Work] = []

    def other() -> None:
        again.append(take(library).work)
        copied(again[0], private)

    with django_capture_on_commit_callbacks(execute=True):
        transaction.on_commit(other)
        services.delete([work])
    made = Work.objects.get()
    assert made.pk == again[0].pk and extraction.file_path(made) is not None
    assert (private / place).exists()
    with django_capture_on_commit_callbacks(execute=True):
        services.delete([made])
    assert files(private) == []


def test_the_same_file_stored_but_not_yet_registered(
    library: LibraryPage, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """An import stores a hundred files before it writes their rows: no row names them yet."""
    work = take(library).work
    text = Path(work.document.file.path)
    source = private.parent / "办法.md"
    source.write_bytes(text.read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        transaction.on_commit(lambda: store.put(source, work.sha256, "办法.md"))
        services.delete([work])
    assert not CmsDocument.objects.exists() and text.read_bytes() == source.read_bytes()


def test_a_file_that_comes_back_to_its_work(
    library: LibraryPage, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    work = take(library, "甲").work
    with django_capture_on_commit_callbacks(execute=True):
        services.replace_file(work, ContentFile("乙".encode()), "乙.md")
    with django_capture_on_commit_callbacks(execute=True):
        services.replace_file(work, ContentFile("甲".encode()), "办法.md")
    work.refresh_from_db()
    assert Path(work.document.file.path).read_text() == "甲"
    assert files(private) == ["乙.md", "办法.md"]


def test_one_that_comes_in_the_very_moment(private: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the taking away."""
    file = private / "works" / ("a" * 24) / "甲.md"
    file.parent.mkdir(parents=True)
    file.write_text("旧")
    name = str(file.relative_to(private))
    seen, whole = removal.mark_of(name), Path.rename

    def late(self: Path, target: Path) -> Path:
        part = file.with_name("new")
        part.write_text("新")
        part.replace(file)
        return whole(self, target)

    monkeypatch.setattr(Path, "rename", late)
    removal.remove(name, seen)
    assert files(private) == ["甲.md"] and file.read_text() == "新"


def test_another_documents_file_goes_as_ever(private: Path, django_capture_on_commit_callbacks: Any) -> None:
    document = CmsDocument.objects.create(
        title="附件", file=ContentFile(b"x", "附件.txt"), collection=collection()
    )
    with django_capture_on_commit_callbacks(execute=True):
        document.delete()
    assert files(private) == []
