"""A second file, a second reading, a second draft: none of them takes anything from readers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from cms.core.factories import UserFactory
from cms.core.models import AuditEvent, CmsDocument
from cms.library import services
from cms.library.extract import Extraction
from cms.library.factories import LibraryPageFactory, WorkFactory
from cms.library.models import FileVersion, LibraryPage, Passage, Work, WorkState
from cms.library.reading import images, store
from cms.library.services import extraction as extracting
from cms.library.tests.services_world import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
TEXT = "旧的正文。" * 20


@pytest.fixture
def library() -> LibraryPage:
    made: LibraryPage = LibraryPageFactory(title="理论库", slug="ku")
    return made


def opened(library: LibraryPage) -> Work:
    work = take(library, TEXT, publish=True).work
    services.extract_one()
    work.refresh_from_db()
    return work


def test_a_new_file_that_cannot_be_read_leaves_the_old_one(
    library: LibraryPage, private: Path, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    work = opened(library)
    address = f"/ku/{work.pk}/"
    services.replace_file(work, ContentFile(b"no paper at all"), "新版.pdf")
    assert client.get(f"{address}file/").getvalue().decode() == TEXT, "while it waits"
    assert "旧的正文" in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        services.extract_one()
    work.refresh_from_db()
    assert (work.state, work.file_name, work.format) == (WorkState.READY, "办法.md", "md")
    assert work.live and "没有换上" in work.notes[0] and "名不副实" in work.notes[0]
    assert client.get(f"{address}file/").getvalue().decode() == TEXT
    assert Passage.objects.get().text == TEXT
    assert not FileVersion.objects.exists() and CmsDocument.objects.count() == 1
    assert [p.name for p in private.rglob("*") if p.is_file()] == ["办法.md"]
    assert AuditEvent.objects.filter(action="library.replace_failed").exists()
    services.replace_file(work, ContentFile("新的正文。".encode()), "新版.md")
    services.extract_one()
    assert client.get(f"{address}file/").getvalue().decode() == "新的正文。"


def test_a_second_reading_that_fails_keeps_the_text(library: LibraryPage) -> None:
    work = opened(library)
    services.retry(work)
    services.settle(extracting.claim(), Extraction("failed", "超时：处理这个文件超过 55 秒。"))
    work.refresh_from_db()
    assert work.state == WorkState.READY and work.notes[0].startswith("重新提取没有成功")
    assert Passage.objects.get().text == TEXT


def test_a_first_file_that_fails_is_no_text(library: LibraryPage) -> None:
    work = take(library, "no paper", name="坏.pdf").work
    services.extract_one()
    work.refresh_from_db()
    assert work.state == WorkState.REFUSED and not work.read_sha256


def test_a_reading_copy_goes_with_its_file(
    library: LibraryPage, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    work = opened(library)
    copy = private / "reading/old.pdf"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(b"%PDF-")
    Work.objects.filter(pk=work.pk).update(reading_copy="reading/old.pdf")
    services.replace_file(work, ContentFile("新的正文。".encode()), "新版.md")
    assert copy.exists(), "readers look at it while the new file waits"
    with django_capture_on_commit_callbacks(execute=True):
        services.extract_one()
    assert not copy.exists()


def test_the_images_of_a_deleted_works_pages_go(
    library: LibraryPage, django_capture_on_commit_callbacks: Any
) -> None:
    work = opened(library)
    Work.objects.filter(pk=work.pk).update(reading_copy="reading/old.pdf", page_count=1)
    work.refresh_from_db()
    source = images.source_of(work)
    assert source is not None
    store.write(source.version, "1.png", b"a page")
    with django_capture_on_commit_callbacks(execute=True):
        services.delete([work])
    assert store.read(source.version, "1.png") is None


def test_publishing_writes_no_revision_of_its_own(library: LibraryPage) -> None:
    work = take(library).work
    services.extract_one()
    work.refresh_from_db()
    work.title = "人改的题名"
    work.save_revision()
    services.publish(work, UserFactory(is_superuser=True))
    assert work.title == "人改的题名" and work.live and not work.has_unpublished_changes
    assert Revision.objects.count() == 1


def law(library: LibraryPage, title: str, **more: Any) -> Work:
    made: Work = WorkFactory(library=library, kind="law", title=title, **more)
    return made


def test_the_clock_settles_versions_too(library: LibraryPage) -> None:
    """Publication by schedule and expiry call no service of ours."""
    old = law(library, "中华人民共和国甲法（2010修正）", issued_on="2010-01-01")
    new = law(library, "中华人民共和国甲法（2020修正）", issued_on="2020-01-01", live=False)
    current = lambda work: Work.objects.get(pk=work.pk).current  # noqa: E731
    new.go_live_at = timezone.now() - timedelta(minutes=1)
    revision = new.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=new.go_live_at)
    call_command("publish_scheduled")
    assert Work.objects.get(pk=new.pk).live
    assert (current(old), current(new)) == (False, True)
    Work.objects.filter(pk=new.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not Work.objects.get(pk=new.pk).live
    assert current(old)


def test_a_new_title_is_what_it_is_called_by(library: LibraryPage) -> None:
    work = law(library, "中华人民共和国甲法")
    law(library, "中华人民共和国乙法", text=[])
    other = take(library, "依照《丙法》办理。", name="说明.md").work
    services.extract_one()
    work.title = "中华人民共和国丙法"
    work.save_revision().publish()
    now = Work.objects.get(pk=work.pk)
    assert (now.plain_title, now.family, now.cited_by) == ("丙法", "丙法", 1), other.title


def test_what_extraction_proposes_reaches_a_waiting_draft(library: LibraryPage) -> None:
    work = take(library, "国办发〔2017〕47号\n关于甲的通知\n正文在此。\n2017年5月1日", name="通知.txt").work
    work.title = "人写的题名"
    draft = work.save_revision()
    services.extract_one()
    Revision.objects.get(pk=draft.pk).publish()
    now = Work.objects.get(pk=work.pk)
    assert (now.title, now.number) == ("人写的题名", "国办发〔2017〕47号")


LAW = "学习材料\n\n某办发〔2020〕3号\n\n" + "".join(f"第{n}条　各支部应当学习。\n" for n in "一二三四五")


@pytest.mark.parametrize("again", ["retry", "replace"])
def test_what_a_person_corrected_stays_when_it_is_read_again(library: LibraryPage, again: str) -> None:
    work = take(library, LAW, "学习材料.txt", publish=True).work
    services.extract_one()
    work.refresh_from_db()
    assert (work.kind, work.number) == ("law", "某办发〔2020〕3号")
    work.kind, work.number = "document", ""
    work.save_revision().publish()
    if again == "retry":
        services.retry(work)
    else:
        services.replace_file(work, ContentFile((LAW + "更正。").encode()), "学习材料2.txt")
    services.extract_one()
    work.refresh_from_db()
    assert (work.state, work.kind, work.number, work.family) == (WorkState.READY, "document", "", "")
    assert work.get_latest_revision_as_object().kind == "document"
