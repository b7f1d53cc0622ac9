"""A machine in trouble is no verdict on a file."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from cms.library.extract import Extraction, dispatch, run
from cms.library.extract.dispatch import reason_of
from cms.library.extract.job import Job
from cms.library.extract.result import Damage

from .test_limits import LIMITS, word

pytestmark = pytest.mark.once


def test_a_full_disk_is_told_from_a_bad_file(
    room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No verdict on the file: whoever asked tries again later."""
    path = word(tmp_path / "a.docx")
    with monkeypatch.context() as patch, pytest.raises(OSError, match="gone"):
        patch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
        run(path, path.name)
    assert run(path, path.name).state == "ok"
    assert "文件损坏" in reason_of(OSError(errno.EIO, "read"))


def test_a_child_without_room_says_so(room: Path, tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx")
    run(path, path.name)
    (folder,) = (path for path in room.glob("xinhuo-extract-*") if path.is_dir())
    shutil.rmtree(folder)
    with pytest.raises(OSError, match=os.strerror(errno.ENOENT)):
        run(path, path.name)
    assert run(path, path.name).state == "ok", "with a fresh child"


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_disk_that_is_really_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrapped: bool) -> None:
    def extractor(job: Job) -> Extraction:
        try:
            with Path("/dev/full").open("wb", buffering=0) as file:
                file.write(b"x")
        except OSError as error:
            if wrapped:
                raise Damage("文件损坏") from error
            raise
        raise AssertionError

    path = word(tmp_path / "a.docx")
    monkeypatch.setattr(dispatch, "extractor_of", lambda form: extractor)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        dispatch.extract(Job(path, path.name, tmp_path, LIMITS))
