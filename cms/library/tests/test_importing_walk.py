"""Files found below paths and inside archives, hostile ones included; what names say."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from cms.library.factories import text_file
from cms.library.importing import archives
from cms.library.importing.archives import Bounds
from cms.library.importing.shelving import placing
from cms.library.importing.walk import Found, Walk, companion_of, unsupported

pytestmark = pytest.mark.once


def walk(folder: Path, *paths: Path, bounds: Bounds | None = None) -> list[Found]:
    """Answers and files, the files' contents read and done with."""
    room = folder / "room"
    room.mkdir(exist_ok=True)
    found = []
    for item in Walk(room, bounds).all(paths):
        if item.path:
            assert item.path.read_bytes() is not None
        found.append(item)
        item.done()
    assert list(room.iterdir()) == [], "every temporary file is gone"
    return found


def shown(found: list[Found]) -> list[str]:
    return [item.shown for item in found if item.path]


def reasons(found: list[Found]) -> dict[str, str]:
    return {item.shown.rpartition("/")[2]: item.reason for item in found if not item.path}


def a_tar(
    path: Path, *members: tuple[str, bytes] | tarfile.TarInfo, mode: Literal["w", "w:gz", "w:bz2"] = "w:gz"
) -> Path:
    with tarfile.open(path, mode) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return path


def a_zip(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def test_a_folder_in_order_without_junk(tmp_path: Path) -> None:
    for name in (
        "乙/2.md",
        "甲/1.md",
        ".git/config",
        "__MACOSX/1.md",
        "~$稿.docx",
        ".DS_Store",
        "甲/Thumbs.db",
    ):
        text_file(tmp_path / "in", name, "x")
    found = walk(tmp_path, tmp_path / "in")
    assert [name.removeprefix(f"{tmp_path}/in/") for name in shown(found)] == ["乙/2.md", "甲/1.md"]
    assert len(found) == 2


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    secret = text_file(tmp_path, "secret.md", "机密")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "链接.md").symlink_to(secret)
    (folder / "圈").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "管道.md")
    found = walk(tmp_path, folder)
    assert shown(found) == []
    assert set(reasons(found)) == {"链接.md", "圈", "管道.md"}


def test_formats_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("表.jsonl", "程序.exe", "没有扩展名", "关于2.0版的通知", "稿.DOCX"):
        text_file(folder, name, "x")
    found = walk(tmp_path, folder)
    assert set(reasons(found)) == {"表.jsonl", "程序.exe"}
    assert "不支持的格式：.jsonl" in reasons(found)["表.jsonl"]
    assert unsupported("x.zip.part") and not unsupported(".md")


def test_texts_that_belong_to_a_file(tmp_path: Path) -> None:
    names = {"a.pdf", "a.pdf.truth.txt", "b.txt", "c.md"}
    assert [name for name in sorted(names) if companion_of(name, names)] == ["a.pdf.truth.txt"]


@pytest.mark.parametrize("mode", ["w:gz", "w", "w:bz2", "w:xz"])
def test_tar_of_every_compression(tmp_path: Path, mode: str) -> None:
    ending = {"w:gz": "tar.gz", "w": "tar", "w:bz2": "tar.bz2", "w:xz": "tar.xz"}[mode]
    path = a_tar(tmp_path / f"法规.{ending}", ("法律/宪法.md", "甲".encode()), ("b.md", b"b"), mode=mode)
    assert shown(walk(tmp_path, path)) == [f"法规.{ending}/法律/宪法.md", f"法规.{ending}/b.md"]


def test_chinese_names_of_windows_and_of_everybody(tmp_path: Path) -> None:
    path = tmp_path / "gbk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("Q" * 8 + ".md"), "x")
        archive.writestr("通知.md", "y")
    raw = path.read_bytes().replace(b"QQQQQQQQ", "党建工作".encode("gb18030"))
    path.write_bytes(raw)
    assert shown(walk(tmp_path, path)) == ["gbk.zip/党建工作.md", "gbk.zip/通知.md"]
    folder = tmp_path / os.fsdecode("资料".encode("gb18030"))
    folder.mkdir()
    alone = folder / os.fsdecode("党建工作.md".encode("gb18030"))
    alone.write_text("党建工作")
    assert shown(walk(tmp_path, folder, alone)) == [f"{tmp_path}/资料/党建工作.md", "党建工作.md"]
    with tarfile.open(tmp_path / "gbk.tar", "w", encoding="gb18030", format=tarfile.GNU_FORMAT) as tar:
        info = tarfile.TarInfo("党建/工作.md")
        tar.addfile(info)
    assert shown(walk(tmp_path, tmp_path / "gbk.tar")) == ["gbk.tar/党建/工作.md"]


def test_names_that_climb_out(tmp_path: Path) -> None:
    bad = ("../../逃.md", "/etc/逃.md", "a/../../逃.md", "C:\\逃.md")
    for path in (
        a_zip(tmp_path / "a.zip", *((name, b"x") for name in bad), ("好.md", b"x")),
        a_tar(tmp_path / "a.tar.gz", *((name, b"x") for name in bad), ("好.md", b"x")),
    ):
        found = walk(tmp_path, path)
        assert shown(found) == [f"{path.name}/好.md"]
        assert [item.reason for item in found if not item.path] == [archives.TRAVERSAL] * 4
    assert not list(tmp_path.parent.glob("逃.md"))


def test_links_inside_archives(tmp_path: Path) -> None:
    link = tarfile.TarInfo("链.md")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard = tarfile.TarInfo("硬链.md")
    hard.type, hard.linkname = tarfile.LNKTYPE, "a.md"
    device = tarfile.TarInfo("设备.md")
    device.type = tarfile.CHRTYPE
    found = walk(tmp_path, a_tar(tmp_path / "a.tar.gz", ("a.md", b"x"), link, hard, device))
    assert shown(found) == ["a.tar.gz/a.md"] and set(reasons(found)) == {"链.md", "硬链.md", "设备.md"}
    info = zipfile.ZipInfo("链.md")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert reasons(walk(tmp_path, tmp_path / "a.zip")) == {"链.md": archives.LINK}


def test_bombs_are_stopped(tmp_path: Path) -> None:
    bounds = Bounds(unpacked=3 << 20, member=2 << 20, members=50, ratio=50, ratio_from=1 << 20)
    zeros = bytes(1_500_000)
    for path in (
        a_zip(tmp_path / "a.zip", *((f"{n}.md", zeros) for n in range(5))),
        a_tar(tmp_path / "a.tar.gz", *((f"{n}.md", zeros) for n in range(5))),
    ):
        found = walk(tmp_path, path, bounds=bounds)
        assert found[-1].reason == archives.BOMB and len(shown(found)) < 3
    crowd = a_zip(tmp_path / "多.zip", *((f"{n}.md", b"") for n in range(60)))
    assert walk(tmp_path, crowd, bounds=bounds)[-1].reason == archives.CROWDED
    large = a_zip(tmp_path / "大.zip", ("大.md", os.urandom(2_200_000)), ("小.md", b"x"))
    found = walk(tmp_path, large, bounds=bounds)
    assert "文件过大" in reasons(found)["大.md"] and shown(found) == ["大.zip/小.md"]


def test_a_header_that_asks_for_gigabytes(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 4 << 30
    path = tmp_path / "a.tar.gz"
    with gzip.open(path, "wb") as out:
        out.write(info.tobuf(tarfile.USTAR_FORMAT))
        out.write(bytes(1 << 20))
    assert [item.reason for item in walk(tmp_path, path)] == [archives.BOMB]


def test_archives_inside_archives(tmp_path: Path) -> None:
    data = b"x"
    name = "深.md"
    for depth in range(6):
        inner = a_zip(tmp_path / f"{depth}.zip", (name, data))
        data, name = inner.read_bytes(), inner.name
    found = walk(tmp_path, tmp_path / "2.zip")
    assert shown(found) == ["2.zip/1.zip/0.zip/深.md"]
    found = walk(tmp_path, tmp_path / "5.zip")
    assert shown(found) == [] and "嵌套过深" in found[0].reason


def test_damaged_and_locked_archives(tmp_path: Path) -> None:
    whole = a_tar(tmp_path / "a.tar.gz", ("a.md", os.urandom(50_000)), ("b.md", os.urandom(50_000)))
    whole.write_bytes(whole.read_bytes()[:70_000])
    found = walk(tmp_path, whole)
    assert shown(found) == ["a.tar.gz/a.md"] and found[-1].reason == archives.DAMAGED
    for name, data in (
        ("坏.zip", b"PK\x03\x04" + bytes(40)),
        ("坏.tar.gz", b"\x1f\x8bxx"),
        ("假.tar", b"x" * 900),
    ):
        (tmp_path / name).write_bytes(data)
        assert [item.state for item in walk(tmp_path, tmp_path / name)] == ["failed"]
    (tmp_path / "空.zip").write_bytes(b"")
    assert "空文件" in walk(tmp_path, tmp_path / "空.zip")[0].reason
    locked = a_zip(tmp_path / "锁.zip", ("a.md", b"x"))
    raw = bytearray(locked.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(raw)
    assert reasons(walk(tmp_path, locked)) == {"a.md": archives.ENCRYPTED}


@pytest.mark.parametrize(
    ("name", "kind", "book", "position", "title"),
    [
        ("毛泽东选集/第一卷.pdf", "book", "毛泽东选集", 1, "毛泽东选集 第一卷"),
        ("文件/党史 第十二册.docx", "book", "党史", 12, "党史 第十二册"),
        ("书/建党以来（下）.pdf", "book", "建党以来", 3, "建党以来 下"),
        ("书/志书 上卷 大事记.pdf", "book", "志书", 1, "志书 上卷 大事记"),
        ("支部工作报/2024-05-01.pdf", "newspaper", "支部工作报", 2_024_050_100, "支部工作报 2024-05-01"),
        (
            "报/人民检察报2024年5月1日第3版.pdf",
            "newspaper",
            "人民检察报",
            2_024_050_103,
            "人民检察报 2024年5月1日第3版",
        ),
        (
            "刊/支部生活学刊2023年第4期.pdf",
            "newspaper",
            "支部生活学刊",
            20_230_004,
            "支部生活学刊 2023年第4期",
        ),
    ],
)
def test_volumes_and_issues(name: str, kind: str, book: str, position: int, title: str) -> None:
    found = placing(name)
    assert found.shelf and (found.shelf.kind, found.shelf.title, found.shelf.position) == (
        kind,
        book,
        position,
    )
    fields = dict(found.fields)
    assert fields["title"] == title and fields["kind"] == kind
    if "2024" in name:
        assert fields["issued_on"] == date(2024, 5, 1)


@pytest.mark.parametrize(
    "name",
    [
        "通知/关于2024年5月1日放假的通知.docx",
        "a/年度报告2023-01-01.pdf",
        "法律/公司法_2023-12-29.md",
        "b/解释(三).md",
        "b/第一部分 总论.md",
        "b/第一卷.md",
    ],
)
def test_names_that_say_nothing_of_the_kind(name: str) -> None:
    assert placing(name).shelf is None


def test_folders_say_what_a_short_text_is() -> None:
    assert dict(placing("laws.tar.gz/法律/刑法/刑法修正案(九).md").fields) == {"kind": "law"}
    assert placing("文章/刑法修正案(九).md").fields == ()


@pytest.mark.parametrize("odd", ["(", "《", "-", "_ "])
def test_a_name_as_long_as_archives_allow_is_read_to_a_part(odd: str) -> None:
    """Its time grew with the square of its length: this one took hours."""
    assert placing(f"{odd * 300_000}第一卷.md").shelf is None
