"""The verbs of the library: each one transaction, each with its events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from cms.core import access
from cms.core.factories import UserFactory, collection, restrict
from cms.core.models import AuditEvent, CmsDocument
from cms.library import searchable, services
from cms.library.extract import Extraction
from cms.library.factories import LibraryPageFactory, WorkFactory, extraction, text_file
from cms.library.models import FileVersion, LibraryPage, Mention, Passage, Work, WorkState
from cms.library.services import Level, LibraryProblem, names, shelf, store
from cms.library.services import extraction as extracting
from search.models import IndexEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def library() -> LibraryPage:
    made: LibraryPage = LibraryPageFactory(title="理论库", slug="ku")
    return made


def take(
    library: LibraryPage, text: str = "第一条 为了规范。", name: str = "办法.md", **more: object
) -> services.Taken:
    where = more.pop("collection", None) or Collection.get_first_root_node()
    return services.take_in(ContentFile(text.encode(), name), name, library, where, **more)


def events() -> set[str]:
    return set(IndexEvent.objects.values_list("key", flat=True))


def forget_events() -> None:
    """As if the worker had taken them: the outbox writes a key once a transaction."""
    IndexEvent.objects.all().delete()
    connection.run_on_commit.clear()


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
    assert work.tries == 0 and work.state == WorkState.EXTRACTING


def test_replacing_keeps_the_history(library: LibraryPage, private: Path) -> None:
    user = UserFactory()
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
    assert AuditEvent.objects.filter(action="library.replace").exists()
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


def test_publish_and_take_down(library: LibraryPage) -> None:
    work = take(library).work
    services.extract_one()
    work.refresh_from_db()
    with pytest.raises(PermissionDenied):
        services.publish(work, UserFactory())
    services.publish(work, UserFactory(is_superuser=True))
    assert work.live and work.live_revision
    forget_events()
    services.unpublish(work)
    assert not work.live and searchable.key_of(work.pk) in events()
    assert not list(searchable.WorkSource().keys())


def test_an_old_draft_does_not_undo_the_extraction(library: LibraryPage) -> None:
    work = take(library).work
    work.title = "人改的题名"
    draft = work.save_revision()
    services.extract_one()
    draft.publish()
    now = Work.objects.get()
    assert now.live and now.title == "人改的题名"
    assert now.state == WorkState.READY and now.character_count


def test_deleting_leaves_nothing(
    library: LibraryPage, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    work = take(library, "甲").work
    services.replace_file(work, ContentFile("乙".encode()), "乙.md")
    services.extract_one()
    forget_events()
    key = searchable.key_of(work.pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.delete([work])
    assert not Work.objects.exists() and not CmsDocument.objects.exists() and not FileVersion.objects.exists()
    assert [p for p in private.rglob("*") if p.is_file()] == []
    assert key in events()


def test_a_book_goes_with_its_volumes_or_not_at_all(library: LibraryPage) -> None:
    book: Work = WorkFactory(library=library, kind="book", text=[])
    volume: Work = WorkFactory(library=library, kind="book", parent=book)
    with pytest.raises(LibraryProblem, match="请先删除"):
        services.delete([book])
    assert services.delete([book, volume]) == 2


def test_a_level_moves_work_volumes_and_files(library: LibraryPage) -> None:
    group = Group.objects.create(name="第一支部")
    work = take(library, "甲").work
    services.replace_file(work, ContentFile("乙".encode()), "乙.md")
    volume = WorkFactory(library=library, parent=work)
    services.change_level([work], services.level_named("restricted", ["第一支部"]))
    work.refresh_from_db()
    volume.refresh_from_db()
    assert work.audience() == volume.audience() == frozenset({f"g:{group.pk}"})
    assert {d.collection_id for d in CmsDocument.objects.all()} == {work.collection_id}
    assert {searchable.key_of(w.pk) for w in (work, volume)} <= events()


def test_collections_of_a_level_are_found_again() -> None:
    first, second = (services.collection_for(Level("internal")) for _ in range(2))
    assert first == second and access.audience_of(first) == frozenset({"m"})
    assert services.collection_for(services.PUBLIC) != first
    restrict(services.collection_for(services.PUBLIC))  # somebody closed it in the admin
    fresh = services.collection_for(services.PUBLIC)
    assert access.audience_of(fresh) == frozenset() and fresh.name == "公开 2"


def test_no_public_level_below_a_closed_shelf() -> None:
    services.collection_for(services.PUBLIC)
    restrict(Collection.objects.get(name="书库文件"))
    with pytest.raises(LibraryProblem, match="本身设有公开级别"):
        services.collection_for(services.PUBLIC)


@pytest.mark.parametrize(
    ("kind", "groups", "says"),
    [
        ("secret", [], "公开级别"),
        ("restricted", [], "--group"),
        ("restricted", ["没有的组"], "没有的组"),
        ("public", ["编辑"], "限定级别"),
    ],
)
def test_bad_levels_are_explained(kind: str, groups: list[str], says: str) -> None:
    with pytest.raises(LibraryProblem, match=says):
        services.level_named(kind, groups)


def test_which_library(library: LibraryPage) -> None:
    assert services.library_for() == services.library_for("ku") == library
    with pytest.raises(LibraryProblem, match="现有的书库：ku"):
        services.library_for("mei-you")
    LibraryPageFactory(slug="er-ku")
    with pytest.raises(LibraryProblem, match="不止一个书库"):
        services.library_for()


def test_the_first_library_is_made() -> None:
    made = services.library_for()
    assert made.live and made.slug == "ku" and services.library_for() == made


def test_versions_of_a_law_are_a_family(library: LibraryPage) -> None:
    old, new = (
        WorkFactory(library=library, kind="law", title=title, issued_on=day)
        for title, day in (("中华人民共和国公司法（2018年修正）", "2018-10-26"), ("公司法", "2023-12-29"))
    )
    other = WorkFactory(
        library=library, kind="law", title="关于适用公司法的解释（一）", issued_on="2020-01-01"
    )
    names.settle_families([old.family, other.family])
    for work in (old, new, other):
        work.refresh_from_db()
    assert old.family == new.family == "公司法"
    assert (old.current, new.current, other.current) == (False, True, True)
    services.unpublish(new)
    old.refresh_from_db()
    assert old.current, "the newest published one"


def test_numbered_interpretations_are_no_versions() -> None:
    assert searchable.family_of("解释（一）") != searchable.family_of("解释（二）")
    assert searchable.family_of("宪法修正案（1988年）") != searchable.family_of("宪法修正案（1993年）")


def test_citations_are_counted(library: LibraryPage) -> None:
    law = WorkFactory(library=library, kind="law", title="中华人民共和国民法典")
    for number in range(3):
        take(library, f"依照《中华人民共和国民法典》和《民法典》第{number}条。", name=f"{number}.md")
        services.extract_one()
    law.refresh_from_db()
    assert law.cited_by == 3 and Mention.objects.filter(name="民法典").count() == 3
    services.delete([Work.objects.get(file_name="1.md")])
    law.refresh_from_db()
    assert law.cited_by == 2
    names.settle_everything()
    law.refresh_from_db()
    assert law.cited_by == 2


def test_documents_moved_in_the_admin_take_their_works_along(library: LibraryPage) -> None:
    work = take(library).work
    place = collection("内部资料")
    restrict(place)
    document = work.document
    document.collection = place
    document.save()
    work.refresh_from_db()
    assert work.collection == place and work.audience() == frozenset({"m"})
    CmsDocument.objects.filter(pk=document.pk).update(collection=Collection.get_first_root_node())
    assert shelf.follow_documents([document.pk]) == [work.pk]


def test_documents_moved_in_bulk(library: LibraryPage, client: Client) -> None:
    work = take(library).work
    place = collection("内部资料")
    restrict(place)
    client.force_login(UserFactory(is_superuser=True))
    url = reverse("wagtail_bulk_action", args=["core", "cmsdocument", "add_to_collection"])
    client.post(f"{url}?id={work.document_id}", {"collection": place.pk})
    work.refresh_from_db()
    assert work.document.collection == place == work.collection


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
