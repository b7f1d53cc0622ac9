"""A file that no temporary disk of this size can hold is given up; one that meets a full disk waits."""

from __future__ import annotations

import errno
from collections import namedtuple

import pytest

from cms.library import services
from cms.library.factories import LibraryPageFactory
from cms.library.models import Work, WorkState
from cms.library.services import extraction, room

from .services_world import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
Usage = namedtuple("Usage", "total used free")
MB = 1 << 20


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Its reading finds no room, time and again."""

    def no_room(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(extraction, "run", no_room)
    return take(LibraryPageFactory(title="理论库", slug="ku")).work


def disks(monkeypatch: pytest.MonkeyPatch, *, temporary: Usage, kept: Usage) -> None:
    folder = room.tempfile.gettempdir()
    monkeypatch.setattr(room.shutil, "disk_usage", lambda path: temporary if path == folder else kept)


ROOMY = Usage(1 << 40, 0, 1 << 40)


def test_larger_than_the_whole_temporary_disk(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    disks(monkeypatch, temporary=Usage(64 * MB, 0, 64 * MB), kept=ROOMY)
    for _ in range(room.TIMES - 1):
        with pytest.raises(OSError):
            services.extract_one()
        work.refresh_from_db()
        assert (work.state, work.tries) == (WorkState.QUEUED, 0)
    assert services.extract_one()
    work.refresh_from_db()
    assert work.state == WorkState.FAILED and "64 MB" in work.reason and "临时目录" in work.reason


@pytest.mark.parametrize(
    ("temporary", "kept"),
    [(Usage(64 * MB, 60 * MB, 4 * MB), ROOMY), (Usage(64 * MB, 0, 64 * MB), Usage(1 << 40, 1 << 40, 0))],
    ids=["others fill it", "the library's own disk"],
)
def test_a_full_disk_is_waited_for(
    work: Work, monkeypatch: pytest.MonkeyPatch, temporary: Usage, kept: Usage
) -> None:
    disks(monkeypatch, temporary=temporary, kept=kept)
    for _ in range(10):
        with pytest.raises(OSError):
            services.extract_one()
    work.refresh_from_db()
    assert (work.state, work.tries) == (WorkState.QUEUED, 0)
