"""The verbs of the library: each one transaction, each with its events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError, connection

from cms.core.factories import UserFactory
from cms.core.models import AuditEvent, CmsDocument
from cms.library import searchable, services
from cms.library.extract import Extraction
from cms.library.factories import LibraryPageFactory, extraction, text_file
from cms.library.models import FileVersion, LibraryPage, Passage, Work, WorkState
from cms.library.services import LibraryProblem, store
from cms.library.services import extraction as extracting
from cms.library.tests.services_world import events, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def library() -> LibraryPage:
    made: LibraryPage = LibraryPageFactory(title="理论库", slug="ku")
    return made


def test_an_upload_waits_and_is_extracted(library: LibraryPage) -> None:
    user = UserFactory()
    taken = take(library, "# 文明办法\n\n第一条 甲。\n\n第二条 乙。\n\n第三条 丙。\n", user=user)
    work = taken.work
    assert taken.new and work.state == WorkState.QUEUED and not work.live
    assert Path(work.document.file.path).read_text().startswith("# 文明办法")
    assert services.extract_one() is True
    assert services.extract_one() is False
    work.refresh_from_db()
    assert (work.state, work.title, work.kind, work.tries) == (WorkState.READY, "文明办法", "law", 0)
    assert [p.anchor for p in work.passages.all()] == ["a1", "a2", "a3"]
    assert work.added_by == user and not work.live
    assert searchable.key_of(work.pk) in events()


def test_an_upload_can_open_by_itself(library: LibraryPage) -> None:
    work = take(library, publish=True).work
    services.extract_one()
    work.refresh_from_db()
    assert work.live and work.first_published_at and not work.publish_when_ready


def test_what_a_person_wrote_is_kept(library: LibraryPage) -> None:
    work = take(library, "# 机器看到的题名\n\n正文。", fields={"title": "人写的题名", "kind": "book"}).work
    services.extract_one()
    work.refresh_from_db()
    assert (work.title, work.kind) == ("人写的题名", "book")


def test_the_same_file_is_known_again(library: LibraryPage) -> None:
    first = take(library)
    again = take(library, name="换了名字.md")
    assert not again.new and again.work == first.work
    assert "已有同一个文件" in again.reason
    assert Work.objects.count() == CmsDocument.objects.count() == 1


def test_a_failed_file_is_tried_again_when_it_comes_again(library: LibraryPage) -> None:
    work = take(library).work
    services.settle(work, Extraction("failed", "文件损坏：读不出来。"))
    assert Work.objects.get().state == WorkState.FAILED
    take(library)
    assert Work.objects.get().state == WorkState.QUEUED
    services.extract_one()
    assert Work.objects.get().state == WorkState.READY


def test_a_refused_file_keeps_its_reason_and_cannot_be_published(library: LibraryPage) -> None:
    work = take(library, "MZ\x00\x00", name="程序.docx").work
    services.extract_one()
    work.refresh_from_db()
    assert work.state == WorkState.REFUSED and work.reason
    with pytest.raises(LibraryProblem, match="还不能发布"):
        services.publish(work)


@pytest.mark.parametrize(("text", "word"), [("", "空文件")])
def test_an_empty_file_is_not_taken(library: LibraryPage, text: str, word: str) -> None:
    with pytest.raises(LibraryProblem, match=word):
        take(library, text)
    assert not Work.objects.exists() and not CmsDocument.objects.exists()


def test_a_killed_extraction_is_done_again(library: LibraryPage) -> None:
    work = take(library).work
    assert extracting.claim() == work  # and here the worker died
    assert Work.objects.get().state == WorkState.EXTRACTING
    services.extract_one()
    assert Work.objects.get().state == WorkState.READY


def test_a_file_that_kills_the_worker_is_given_up(library: LibraryPage) -> None:
    work = take(library).work
    for _ in range(extracting.TRIES):
        extracting.claim()
    services.extract_one()
    work.refresh_from_db()
    assert work.state == WorkState.FAILED and "意外中断" in work.reason


def test_trouble_that_is_not_the_files_costs_no_try(
    library: LibraryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(library)

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(extracting, "copy_part", full)
    for _ in range(extracting.TRIES + 2):
        with pytest.raises(OSError, match="No space"):
            services.extract_one()
    work = Work.objects.get()
    assert work.tries == 0 and work.state == WorkState.QUEUED


@pytest.mark.django_db(transaction=True)
def test_nor_when_not_even_that_can_be_written(library: LibraryPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk takes the database along: the try cannot be given back at once."""
    take(library)
    closed: list[bool] = []

    def guard(execute: Any, sql: str, *args: Any) -> Any:
        if closed and sql.startswith("UPDATE"):
            raise OperationalError("database or disk is full")
        return execute(sql, *args)

    def full(*args: object, **kwargs: object) -> None:
        closed.append(True)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, connection.execute_wrapper(guard):
        patch.setattr(extracting, "copy_part", full)
        for _ in range(extracting.TRIES + 2):
            closed.clear()
            with pytest.raises(OSError, match="No space"):
                services.extract_one()
    assert services.extract_one()
    assert Work.objects.get().state == WorkState.READY


def test_replacing_keeps_the_history(library: LibraryPage, private: Path) -> None:
    user = UserFactory(groups=["审批"])
    work = take(library, "旧的正文。" * 20, publish=True).work
    services.extract_one()
    old = Work.objects.get()
    entry = services.replace_file(
        work, ContentFile("新的正文。".encode()), "新版.md", user=user, note="更正错字"
    )
    assert (entry.sha256, entry.replaced_by, entry.note) == (old.sha256, user, "更正错字")
    assert Path(entry.document.file.path).read_text() == "旧的正文。" * 20
    assert work.state == WorkState.QUEUED and work.live
    assert list(searchable.WorkSource().keys()) == [searchable.key_of(work.pk)], (
        "the old text stays meanwhile"
    )
    services.extract_one()
    assert Passage.objects.get().text == "新的正文。"
    told = AuditEvent.objects.get(action="library.replace").detail
    assert (told["file"], told["former"], told["reason"]) == ("新版.md", old.file_name, "更正错字")
    with pytest.raises(LibraryProblem, match="完全相同"):
        services.replace_file(work, ContentFile("新的正文。".encode()), "新版.md")


def test_an_old_file_can_come_back(library: LibraryPage) -> None:
    work = take(library, "甲").work
    services.replace_file(work, ContentFile("乙".encode()), "乙.md")
    services.replace_file(work, ContentFile("甲".encode()), "办法.md")
    assert [v.name for v in FileVersion.objects.all()] == ["乙.md"]
    work.refresh_from_db()
    assert Path(work.document.file.path).read_text() == "甲"


def test_a_former_file_is_a_duplicate(library: LibraryPage) -> None:
    work = take(library, "甲").work
    services.replace_file(work, ContentFile("乙".encode()), "乙.md")
    assert take(library, "甲").work == work
    other = take(library, "丙", name="丙.md").work
    with pytest.raises(LibraryProblem, match="已有同一个文件"):
        services.replace_file(other, ContentFile("乙".encode()), "乙.md")


def test_a_file_replaced_while_it_was_read_is_read_again(library: LibraryPage) -> None:
    work = take(library, "甲").work
    claimed = extracting.claim()
    services.replace_file(work, ContentFile("乙".encode()), "乙.md")
    services.settle(claimed, extraction("甲"))
    assert Work.objects.get().state == WorkState.QUEUED and not Passage.objects.exists()
    services.extract_one()
    assert Passage.objects.get().text == "乙"


def test_an_old_draft_does_not_undo_the_extraction(library: LibraryPage) -> None:
    work = take(library).work
    work.title = "人改的题名"
    draft = work.save_revision()
    services.extract_one()
    draft.publish()
    now = Work.objects.get()
    assert now.live and now.title == "人改的题名"
    assert now.state == WorkState.READY and now.character_count


def test_names_of_files_are_made_harmless() -> None:
    assert store.clean_name("../../etc/passwd") == "passwd"
    assert store.clean_name("a\\b\\通知:最终?.pdf") == "通知 最终.pdf"
    assert store.clean_name("文件\u202efdp.exe").startswith("文件")
    long = store.clean_name("长" * 400 + ".pdf")
    assert long.endswith(".pdf") and len(long.encode()) <= 255 and len(store.place_of("a" * 64, long)) <= 100
    assert store.clean_name("...") == "文件"


def test_leftovers_of_killed_imports_are_swept(library: LibraryPage, private: Path, tmp_path: Path) -> None:
    import os

    kept = take(library).work
    left = private / store.place_of("f" * 64, "x.md")
    text_file(left.parent, "x.md", "x")
    assert store.sweep() == 0, "it may belong to an import that is running"
    os.utime(left.parent, (0, 0))
    os.utime(Path(kept.document.file.path).parent, (0, 0))
    assert store.sweep() == 1
    assert not left.exists() and Path(kept.document.file.path).exists()
