"""A work that gets another file, and one that is gone when its turn comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from cms.core.models import CmsDocument
from cms.library import services
from cms.library.admin import bulk
from cms.library.extract import Extraction
from cms.library.factories import LibraryPageFactory, extraction
from cms.library.models import LibraryPage, Work, WorkState
from cms.library.searchable.source import bases, searchable
from cms.library.services import extraction as extracting

from .admin_world import signed_in
from .services_world import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def shelf() -> LibraryPage:
    made: LibraryPage = LibraryPageFactory()
    return made


@pytest.fixture
def scan(shelf: LibraryPage) -> Work:
    made = take(shelf, "scan", name="扫描.pdf", publish=True).work
    claimed = extracting.claim()
    assert claimed is not None
    services.settle(claimed, Extraction("no_text", "这是扫描件。", "pdf", title="扫描", pages=3))
    made.refresh_from_db()
    assert made.state == WorkState.NO_TEXT and made.live
    return made


def test_a_scan_stays_found_while_a_better_file_waits(scan: Work) -> None:
    services.replace_file(scan, ContentFile(b"better scan"), "新扫描.pdf")
    assert searchable(bases()).filter(pk=scan.pk).exists()


def test_the_first_text_proposes_what_the_scan_could_not(scan: Work) -> None:
    services.replace_file(scan, ContentFile("正文".encode()), "新.md")
    claimed = extracting.claim()
    assert claimed is not None
    services.settle(
        claimed,
        extraction(
            "正文" * 50, number="国办发〔2017〕47号", date="2017-05-15", kind_hint="law", title="指引"
        ),
    )
    scan.refresh_from_db()
    assert (scan.number, str(scan.issued_on), scan.kind) == ("国办发〔2017〕47号", "2017-05-15", "law")


def test_of_many_one_that_was_deleted_stops_no_other(
    client: Client, shelf: LibraryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [take(shelf, f"第一条 {name}。", name=f"{name}.md").work for name in "甲乙丙"]
    while services.extract_one():
        pass
    signed_in(client, "审批")
    held = bulk.held

    def meanwhile(user: Any, work: Work) -> Any:
        if work.pk == made[1].pk:
            services.delete([Work.objects.get(pk=work.pk)])
        return held(user, work)

    monkeypatch.setattr(bulk, "held", meanwhile)
    query = "&".join(f"id={work.pk}" for work in made)
    answer = client.post(f"/admin/bulk/library/work/publish/?{query}&next=/admin/", follow=True)
    assert answer.status_code == 200 and "刚被删除" in answer.content.decode()
    assert [work.live for work in Work.objects.order_by("pk")] == [True, True]


def test_a_copy_that_no_work_gets_is_given_back(
    shelf: LibraryPage, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another brings the same file between the look and the writing."""
    one, other = (take(shelf, f"第一条 {name}。", name=f"{name}.md").work for name in "甲乙")
    known = services.files.store.known

    def meanwhile(digests: Any) -> Any:
        monkeypatch.setattr(services.files.store, "known", known)
        found = known(digests)
        services.replace_file(other, ContentFile(b"same bytes"), "新乙.md")
        return found

    monkeypatch.setattr(services.files.store, "known", meanwhile)
    with pytest.raises(services.LibraryProblem):
        services.replace_file(one, ContentFile(b"same bytes"), "新甲.md")
    lying = {path.name for path in private.rglob("*") if path.is_file()}
    assert lying == {Path(name).name for name in CmsDocument.objects.values_list("file", flat=True)}
