"""Search follows an import, by whichever process there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from cms.library.factories import WorkFactory, text_file
from cms.library.models import Work
from cms.library.searchable import follow, key_of
from search.locks import WORKER, Lock
from search.models import IndexEvent, WorkerHeartbeat
from search.search import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder and an embedded index of this test's own."""
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.setattr(settings, "SEARCH_URL", "embedded:")
    return tmp_path


def test_without_a_worker_the_command_does_its_work(var: Path) -> None:
    text_file(
        var / "in",
        "纪律条例.md",
        "# 纪律条例\n\n第一条 甲。\n\n第二条 党员应当按时缴纳党费。\n\n第三条 丙。\n",
    )
    call_command("import_works", str(var / "in"))
    assert follow.waiting() == 0
    work = Work.objects.get()
    (hit,) = search("应当按时缴纳党费").hits
    assert hit.work.key == key_of(work.pk)
    assert hit.passages[0].passage.url == f"{work.get_url()}a/a2/"
    assert not WorkerHeartbeat.objects.exists(), "it does not pose as a worker afterwards"


def test_a_worker_in_trouble_is_not_waited_for_long(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "PATIENCE", 0.0)
    WorkFactory()
    now = timezone.now()
    WorkerHeartbeat.objects.create(
        pk=1, host="h", pid=1, started_at=now, beat_at=now, note="检索服务没有应答。", ailing=True
    )
    with Lock(WORKER):
        assert follow.drain(lambda waiting: None) == "检索服务没有应答。"
    assert IndexEvent.objects.exists(), "nothing is lost"


def test_a_worker_that_works_is_waited_for(var: Path) -> None:
    WorkFactory()
    seen: list[int] = []

    def progress(waiting: int) -> None:
        seen.append(waiting)
        IndexEvent.objects.all().delete()  # as the worker does after its commit

    with Lock(WORKER):
        assert follow.drain(progress) == ""
    assert seen and seen[0] > 0


def test_an_engine_that_does_not_load_is_named(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    WorkFactory()
    monkeypatch.setitem(sys.modules, "search.worker", None)
    assert follow.drain(lambda waiting: None) == "检索引擎没有装好"
