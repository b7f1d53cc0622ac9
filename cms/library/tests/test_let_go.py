"""The worker stops in good order while it reads a file: the file has lost no try and is condemned by nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from cms.library import services
from cms.library.extract import limited
from cms.library.factories import LibraryPageFactory
from cms.library.models import Work, WorkState
from cms.library.services import extraction
from search import jobs

from .services_world import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
RTF = r"{\rtf1\ansi\uc1 \u20851? \u20110? \u21484? \u24320? }"


def readers() -> list[psutil.Process]:
    return [p for p in psutil.Process().children() if "extract.child" in " ".join(p.cmdline())]


def ended_while_it_reads(first: Callable[[], None]) -> None:
    """`extract_one` whose reader is stopped before it hears of the file, then ended, after `first`."""
    real = limited.Child.ask

    def ask(
        child: limited.Child, request: dict[str, object], seconds: float
    ) -> tuple[dict[str, object], bytes]:
        process = psutil.Process(child.process.pid)
        process.suspend()
        first()
        ending = threading.Timer(0.3, process.kill)
        ending.start()
        try:
            return real(child, request, seconds)
        finally:
            ending.join()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limited.Child, "ask", ask)
        assert services.extract_one()


def waiting() -> Work:
    page = LibraryPageFactory(title="理论库", slug="ku")
    return take(page, RTF, "通知.rtf").work


def test_ten_restarts_condemn_no_file(private: Path) -> None:
    work = waiting()
    for _ in range(10):
        ended_while_it_reads(jobs.let_go)
        work.refresh_from_db()
        assert (work.state, work.tries, work.reason) == (WorkState.QUEUED, 0, "")
    while services.extract_one():
        pass
    work.refresh_from_db()
    assert work.state == WorkState.READY and work.tries == 0
    assert not list(private.rglob("*.part"))


def test_a_reader_that_dies_by_itself_is_the_file_s_fault() -> None:
    work = waiting()
    ended_while_it_reads(lambda: None)
    work.refresh_from_db()
    assert work.state == WorkState.FAILED and "程序异常退出" in work.reason


def test_a_file_that_takes_the_worker_down_is_given_up() -> None:
    """Killed without a word: nobody gives a try back."""
    work = waiting()
    for _ in range(extraction.TRIES):
        assert extraction.claim() == work
    extraction.let_go()  # of nothing: a worker that is at no file gives none back
    services.extract_one()
    work.refresh_from_db()
    assert work.state == WorkState.FAILED and work.reason == extraction.GIVEN_UP


def test_what_was_read_before_the_end_is_kept() -> None:
    work = waiting()
    extraction_run = extraction.run

    def run(*args: object, **kwargs: object) -> object:
        found = extraction_run(*args, **kwargs)
        jobs.let_go()
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extraction, "run", run)
        services.extract_one()
    work.refresh_from_db()
    assert work.state == WorkState.READY and not services.extract_one()
