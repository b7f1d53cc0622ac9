"""Archives and folders made to break whoever walks them: each gets one answer, none an endless loop or a traceback."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from cms.library.factories import text_file
from cms.library.importing import archives
from cms.library.importing.walk import Found, Walk

pytestmark = pytest.mark.once


def walked(tmp_path: Path, path: Path) -> list[Found]:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    return list(Walk(folder).all([path]))


def a_pax_header(body: bytes) -> bytes:
    info = tarfile.TarInfo("p")
    info.type, info.size = tarfile.XHDTYPE, len(body)
    return info.tobuf(tarfile.USTAR_FORMAT) + body.ljust(512, b"\0")


@pytest.mark.parametrize(
    "headers",
    [
        a_pax_header(b"11 path=ab\n") * 3_000,
        a_pax_header(b"11 size=-1\n"),
        a_pax_header(b"16 mtime=1e99999\n") * 2_000,
    ],
    ids=["chain", "backwards", "numbers"],
)
def test_headers_made_to_break_the_reader(tmp_path: Path, headers: bytes) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(headers + tarfile.TarInfo("a.md").tobuf(tarfile.USTAR_FORMAT) + bytes(1024))
    (found,) = walked(tmp_path, path)
    assert found.reason in (archives.DAMAGED, "压缩包里没有文件。"), (
        "Python 3.11.2 ends at a size below nothing"
    )


def test_folders_without_end(tmp_path: Path) -> None:
    text_file(tmp_path / "in", "上.md", "x")
    folder = tmp_path / "in"
    for _ in range(600):
        folder /= "d"
        folder.mkdir()
    text_file(folder, "底.md", "x")
    found = walked(tmp_path, tmp_path / "in")
    assert [item.shown.rpartition("/")[2] for item in found if item.path] == ["上.md"] and len(found) == 2
    assert "层层嵌套" in found[0].reason
