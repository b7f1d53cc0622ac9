"""import_works brings a file whose upload failed: the person's work stays his, and as closed as it was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.test import Client
from wagtail.models import Revision

from cms.core.factories import UserFactory, collection, restrict
from cms.core.models import CmsDocument
from cms.core.tests.at_once import at_once
from cms.library import services
from cms.library.extract import Extraction
from cms.library.factories import LibraryPageFactory, text_file
from cms.library.importing import run as running
from cms.library.models import LibraryPage, Work, WorkState
from cms.library.services import batch, shelf, store
from cms.library.tests.import_world import imported, many, run_import
from search.models import IndexEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private", "data")]
TEXT = "# 机器看到的题名\n\n原来的文字一二三四。\n"


@pytest.fixture
def library() -> LibraryPage:
    made: LibraryPage = LibraryPageFactory(title="理论库", slug="ku")
    return made


def failed(library: LibraryPage, **options: Any) -> Work:
    place = collection("内部")
    restrict(place)
    fields = {"title": "人写的题名", "summary": "人写的摘要"}
    file = ContentFile(TEXT.encode(), "甲.md")
    work = services.take_in(
        file, "甲.md", library, place, user=UserFactory(groups=["审批"]), fields=fields, **options
    ).work
    work.save_revision(user=work.added_by)
    services.settle(work, Extraction("failed", "处理失败：试一次。"))
    return Work.objects.get(pk=work.pk)


def test_a_failed_upload_stays_its_persons(
    library: LibraryPage, tmp_path: Path, client: Client, private: Path
) -> None:
    before = failed(library)
    rows, _ = imported(text_file(tmp_path / "in", "乙.md", TEXT), tmp_path=tmp_path)
    work = Work.objects.get()
    kept = (
        "pk",
        "title",
        "summary",
        "added_by_id",
        "collection_id",
        "library_id",
        "document_id",
        "created_at",
    )
    assert [getattr(work, name) for name in kept] == [getattr(before, name) for name in kept]
    assert work.state == WorkState.READY and "原来的文字" in work.passages.get().text
    assert not work.live and work.latest_revision_id == before.latest_revision_id
    assert Revision.objects.for_instance(work).count() == 1
    assert client.get(f"/ku/{work.pk}/").status_code in (302, 403, 404)
    assert CmsDocument.objects.count() == 1
    assert [p.name for p in private.rglob("*") if p.is_file()] == ["甲.md"]
    assert rows[0]["state"] == "imported" and "没有改动" in rows[0]["reason"]


def test_one_that_was_to_open_opens_where_it_is_closed(
    library: LibraryPage, tmp_path: Path, client: Client
) -> None:
    work = failed(library, publish=True)
    run_import(text_file(tmp_path / "in", "乙.md", TEXT).parent)
    work.refresh_from_db()
    assert work.live and work.audience()
    assert client.get(f"/ku/{work.pk}/").status_code != 200


def test_a_failed_upload_whose_file_is_gone_gets_it_back(library: LibraryPage, tmp_path: Path) -> None:
    work = failed(library)
    Path(work.document.file.path).unlink()
    run_import(text_file(tmp_path / "in", "乙.md", TEXT).parent)
    work.refresh_from_db()
    assert Path(work.document.file.path).read_text() == TEXT
    Work.objects.update(state=WorkState.FAILED, document=None)
    CmsDocument.objects.all().delete()
    run_import(tmp_path / "in")
    work.refresh_from_db()
    assert work.document.collection_id == work.collection_id
    assert Path(work.document.file.path).read_text() == TEXT


def test_one_that_is_deleted_while_its_file_is_copied_keeps_the_file(
    library: LibraryPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    work, put = failed(library), store.put

    def late(*args: Any) -> str:
        place = put(*args)
        if Work.objects.filter(pk=work.pk).exists():
            with django_capture_on_commit_callbacks() as later:
                services.delete([work])
            removing.extend(later)
        return place

    removing: list[Any] = []
    monkeypatch.setattr(store, "put", late)
    made = run_import(text_file(tmp_path / "in", "乙.md", TEXT).parent)
    for remove in removing:
        remove()
    assert removing and made.report.counts == {"imported": 1}
    assert Path(Work.objects.get().document.file.path).read_text() == TEXT


def test_one_that_failed_is_filled_though_another_of_its_batch_came_in(
    library: LibraryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = failed(library)
    many(tmp_path / "in", 2)
    text_file(tmp_path / "in", "乙.md", TEXT)
    add, calls = running.batch.add_many, []

    def late(items: Any, *args: Any, **kwargs: Any) -> None:
        calls.append(len(items))
        if len(calls) == 1:
            add([replace(next(item for item in items if item.name == "001.md"))], *args)
            raise IntegrityError
        add(items, *args, **kwargs)

    monkeypatch.setattr(running.batch, "add_many", late)
    assert run_import(tmp_path / "in").report.counts == {"imported": 2, "duplicate": 1}
    work.refresh_from_db()
    assert work.state == WorkState.READY and Work.objects.count() == 3


def test_it_goes_with_others(library: LibraryPage, tmp_path: Path) -> None:
    work = failed(library)
    many(tmp_path / "in", 3)
    text_file(tmp_path / "in", "001a.md", TEXT)
    made = run_import(tmp_path / "in")
    assert made.report.counts == {"imported": 4} and Work.objects.count() == 4
    assert Work.objects.get(pk=work.pk).title == "人写的题名"
    assert run_import(tmp_path / "in").report.counts == {"duplicate": 4}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["delete", "publish"])
def test_an_editor_at_the_same_work(
    library: LibraryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Both have locked what they lock first before either goes on; where one waits for the other, he goes on alone."""
    work = failed(library)
    both, read, take = Barrier(2), batch._read_after_all, shelf.take_turn

    def meet() -> None:
        with suppress(BrokenBarrierError):
            both.wait(1)

    def reading(*args: Any) -> Any:
        meet()
        return read(*args)

    def taking(name: str) -> None:
        take(name)
        meet()

    monkeypatch.setattr(batch, "_read_after_all", reading)
    monkeypatch.setattr(shelf, "take_turn", taking)

    def edit() -> str:
        try:
            services.delete([work]) if how == "delete" else services.publish(work)
        except services.LibraryProblem as problem:  # what became of it meanwhile
            return str(problem)
        return ""

    file = text_file(tmp_path / "in", "乙.md", TEXT)
    said, _ = at_once(edit, lambda: imported(file, tmp_path=tmp_path))
    assert "deadlock" not in said
    assert Work.objects.count() == (how == "publish") or Work.objects.get().title != work.title


def test_what_is_said_of_search_is_true(library: LibraryPage, tmp_path: Path) -> None:
    def said(number: int) -> str:
        file = text_file(tmp_path, f"{number}.md", f"# 通知{number}\n\n依照《公司法》办理第{number}件事。\n")
        return imported(file, tmp_path=tmp_path)[1]

    assert "现在就可以搜到" in said(1)
    IndexEvent.objects.create(key="library.work:9", dead=True, reason="x")
    assert "只有 1 项多次没能编入" in said(2)
    LibraryPage.objects.update(live=False)
    closed = said(3)
    assert "“理论库”还没有发布，发布以后才能搜到" in closed and "现在就可以搜到" not in closed
